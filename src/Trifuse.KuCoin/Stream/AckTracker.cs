using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Stream;

/// <summary>
/// Remembers which subscriptions of a connection are still without an ack. Allocates only when made.
/// </summary>
public sealed class AckTracker
{
    private readonly long[] _ids;
    private readonly bool[] _isAcked;

    /// <summary>Waits for the acks of all subscriptions of the plan.</summary>
    public AckTracker(ConnectionPlan plan)
    {
        _ids = [.. plan.Subscriptions.Select(static subscription => subscription.Id)];
        _isAcked = new bool[_ids.Length];
    }

    /// <summary>How many acks are missing.</summary>
    public int MissingCount
    {
        get
        {
            int missing = 0;
            foreach (bool isAcked in _isAcked)
            {
                missing += isAcked ? 0 : 1;
            }
            return missing;
        }
    }

    /// <summary>
    /// Notes the ack with this id; the index of its subscription, or -1 for an id that is not ours.
    /// </summary>
    public int Note(ReadOnlySpan<byte> id)
    {
        int index = IndexOf(id);
        if (index >= 0)
        {
            _isAcked[index] = true;
        }
        return index;
    }

    /// <summary>The index of the subscription with this id, or -1; for an error frame.</summary>
    public int IndexOf(ReadOnlySpan<byte> id) =>
        IntegerText.TryParse(id, out long number) ? Array.IndexOf(_ids, number) : -1;

    /// <summary>Starts again, as after a reconnect.</summary>
    public void Reset() => Array.Clear(_isAcked);
}
