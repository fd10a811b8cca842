namespace Trifuse.Engine.Connections;

/// <summary>Asks the connector for a connection; answered once, when there is one.</summary>
public struct DialRequest
{
    /// <summary>Index of the link in the engine's connection table.</summary>
    public int Link;

    /// <summary>What to make.</summary>
    public DialKind Kind;
}
