using System.Globalization;

namespace Trifuse.SystemTests.Soak;

/// <summary>How much memory a process holds over its life, looked at once a second.</summary>
internal sealed class MemoryWatch(int processId)
{
    private readonly List<long> _samplesKb = [];

    /// <summary>
    /// True when the last third never held a tenth more than the second: the first is start and warm-up.
    /// </summary>
    public bool IsFlat
    {
        get
        {
            int third = _samplesKb.Count / 3;
            long middle = _samplesKb.Skip(third).Take(third).Max();
            long last = _samplesKb.Skip(2 * third).Max();
            return last <= middle + (middle / 10);
        }
    }

    /// <summary>Looks until the time is over and enough has happened, or the process has ended.</summary>
    public async Task FollowAsync(TimeSpan duration, Func<bool> isEnough, CancellationToken deadline)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (int i = 0; (i < duration.TotalSeconds || !isEnough()) && TrySample(); i++)
        {
            await timer.WaitForNextTickAsync(deadline);
        }
    }

    public override string ToString() => _samplesKb.Count == 0
        ? "memory: unknown"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"memory: {_samplesKb[0] / 1024} MB at first, {_samplesKb[_samplesKb.Count / 3] / 1024} after a "
            + $"third, {_samplesKb[^1] / 1024} at last, {_samplesKb.Max() / 1024} at most");

    private bool TrySample()
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status");
        try
        {
            string line = File.ReadLines(path)
                .First(static l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            _samplesKb.Add(long.Parse(words[1], CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            return false;
        }
    }
}
