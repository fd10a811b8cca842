namespace Trifuse.Engine.Connections;

/// <summary>Asks the connector for a connection; answered once, when there is one.</summary>
public struct DialRequest
{
    /// <summary>Index of the link in the engine's connection table.</summary>
    public int Link;

    /// <summary>What to make.</summary>
    public DialKind Kind;

    /// <summary>Why the former connection ended, for the log; none for the first.</summary>
    public OrderStreamEnd Former;

    /// <summary>With a refusal: KuCoin's code.</summary>
    public int Code;
}
