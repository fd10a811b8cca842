namespace Trifuse.Trading.Signals;

/// <summary>When and whence a message came; the same for all that one message holds.</summary>
public readonly record struct Tick(int Connection, long NowNs, long IngressNs, long UtcNs);
