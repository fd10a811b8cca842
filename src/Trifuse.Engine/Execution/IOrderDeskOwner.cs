using Trifuse.Core.Domain;

namespace Trifuse.Engine.Execution;

/// <summary>What an <see cref="OrderDesk"/> tells its executor; called on the executor's thread.</summary>
internal interface IOrderDeskOwner
{
    /// <summary>The run may want something else now.</summary>
    void OnMoved(long nowNs);

    /// <summary>As <see cref="OnMoved"/>, after a reply: a connection has become free or was lost.</summary>
    void OnReplied(long nowNs);

    /// <summary>Paper: the exchange has found this order good.</summary>
    void OnTested(ClientOrderId placed, long nowNs);
}
