using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>
/// The private Pro channels of every account; events come from the private feed when they are due. Under the
/// exchange's gate.
/// </summary>
public sealed class ProPrivateFeed(TimeProvider time)
{
    private static readonly Listener[] Nobody = [];

    private readonly Dictionary<(Account Account, ProChannel Channel), Listener[]> _lists = [];

    /// <summary>Frames handed to clients.</summary>
    public long Pushes { get; private set; }

    public void Subscribe(Listener listener, ProChannel channel)
    {
        Account account = listener.Client.Account!;
        _lists[(account, channel)] = [.. ListOf(account, channel), listener];
    }

    public void Unsubscribe(Listener listener, ProChannel channel)
    {
        Account account = listener.Client.Account!;
        _lists[(account, channel)] = Array.FindAll(ListOf(account, channel), l => !l.Equals(listener));
    }

    public void Tell(OrderEvent change)
    {
        Account account = change.Order.Account;
        if (_lists.Count == 0)
        {
            return;
        }

        if (change.Fill is { } fill && ListOf(account, ProChannel.Execution) is { Length: > 0 } heard)
        {
            Send(heard, ProPrivateFrames.Execution(fill, change.TimeNs, NowNs()));
        }

        if (ProPrivateFrames.TypeOf(change) is { } type)
        {
            Tell(change, type, account, ProChannel.Order, "order");
            Tell(change, type, account, ProChannel.OrderAll, "orderAll");
        }
    }

    public void Tell(BalanceChange change)
    {
        Listener[] listeners = ListOf(change.Account, ProChannel.Balance);
        if (listeners.Length > 0)
        {
            Send(listeners, ProPrivateFrames.Balance(change, NowNs()));
        }
    }

    private void Tell(OrderEvent change, string type, Account account, ProChannel channel, string name)
    {
        Listener[] listeners = ListOf(account, channel);
        if (listeners.Length > 0)
        {
            Send(listeners, ProPrivateFrames.Order(change, type, name, NowNs()));
        }
    }

    private Listener[] ListOf(Account account, ProChannel channel) =>
        _lists.GetValueOrDefault((account, channel), Nobody);

    private void Send(Listener[] listeners, byte[] push)
    {
        foreach (Listener listener in listeners)
        {
            listener.Queue(push);
            listener.Client.Wake();
            Pushes++;
        }
    }

    private long NowNs() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
