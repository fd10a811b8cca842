namespace Trifuse.Engine.Execution;

/// <summary>A way for orders to the exchange.</summary>
internal enum OrderPath : byte
{
    Rest,
    Socket,
}
