namespace Trifuse.Engine.Control;

/// <summary>
/// What a person asks of an engine through its control page. The numbers stand in the page.
/// </summary>
public enum ControlVerb : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No new cascade; open ones stop between two orders, by policy.</summary>
    Kill,

    /// <summary>No new cascade; open ones go on to their end.</summary>
    Drain,

    /// <summary>Whatever had tripped is cleared.</summary>
    Resume,
}
