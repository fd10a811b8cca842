namespace Trifuse.SystemTests.Cli;

/// <summary>The lines that a program has written so far, and a way to wait for one.</summary>
internal sealed class LineLog
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = New();
    private bool _hasEnded;

    public LineLog(TextReader source)
    {
        Ended = PumpAsync(source);
    }

    /// <summary>Done when the program has closed this output.</summary>
    public Task Ended { get; }

    /// <summary>What there is so far.</summary>
    public string[] Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>
    /// The first line that holds the text, now or later; fails when the output ends without.
    /// </summary>
    public async Task<string> WaitForAsync(string text, CancellationToken deadline)
    {
        int number = await WaitForAsync(text, first: 0, deadline);
        return Lines[number];
    }

    /// <summary>The same from a certain line on; gives its number.</summary>
    public async Task<int> WaitForAsync(string text, int first, CancellationToken deadline)
    {
        int next = first;
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                for (; next < _lines.Count; next++)
                {
                    if (_lines[next].Contains(text, StringComparison.Ordinal))
                    {
                        return next;
                    }
                }
                Assert.False(_hasEnded, $"ended without \"{text}\":\n{string.Join('\n', _lines)}");
                changed = _changed.Task;
            }
            await changed.WaitAsync(deadline);
        }
    }

    public override string ToString() => string.Join('\n', Lines);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task PumpAsync(TextReader source)
    {
        while (await source.ReadLineAsync() is { } line)
        {
            Tell(() => _lines.Add(line));
        }
        Tell(() => _hasEnded = true);
    }

    private void Tell(Action change)
    {
        lock (_gate)
        {
            change();
            _changed.SetResult();
            _changed = New();
        }
    }
}
