using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Trifuse.Engine.Output;

/// <summary>What a report log turned out to be.</summary>
public sealed class ReportLogCheck
{
    private const int MaxBreaks = 20;

    private readonly HashSet<(uint Run, uint Cascade)> _cascades = [];
    private readonly List<string> _breaks = [];
    private byte[] _previous = new byte[ReportChain.HashBytes];

    private ReportLogCheck()
    {
    }

    /// <summary>Lines of the file.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines before the chain begins: written by a version without it.</summary>
    public long LinesBefore { get; private set; }

    /// <summary>Lines that a kill cut short; they are in the chain.</summary>
    public long TornLines { get; private set; }

    /// <summary>
    /// True when the file ends in half a line: a kill has cut it, and no run has gone on with it since.
    /// </summary>
    public bool EndsTorn { get; private set; }

    /// <summary>Where the chain is broken: one sentence each, the first of them.</summary>
    public IReadOnlyList<string> Breaks => _breaks;

    /// <summary>The cascades that have a line.</summary>
    public IReadOnlySet<(uint Run, uint Cascade)> Cascades => _cascades;

    /// <summary>Cascades that have more than one line.</summary>
    public long Doubles { get; private set; }

    /// <summary>
    /// The hash of the last line: whoever keeps it can tell later whether the end is missing.
    /// </summary>
    public string Head => Convert.ToHexStringLower(_previous);

    /// <summary>Reads a log; null with the reason when it cannot be read.</summary>
    public static ReportLogCheck? TryRead(string path, out string problem)
    {
        problem = "";
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var check = new ReportLogCheck();
            check.Read(file);
            return check;
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            problem = $"the report log {path} cannot be read: {error.Message}";
            return null;
        }
    }

    private void Read(Stream file)
    {
        byte[] buffer = new byte[64 * 1024];
        int filled = 0;
        int read;
        while ((read = file.Read(buffer, filled, buffer.Length - filled)) > 0)
        {
            filled += read;
            int start = 0;
            int length;
            while ((length = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n')) >= 0)
            {
                TakeLine(buffer.AsSpan(start, length));
                start += length + 1;
            }
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled == buffer.Length)
            {
                // No report is that long; what it is shows in the chain.
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
        EndsTorn = filled > 0;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        Lines++;
        bool isChained = ReportChain.TrySplit(line, out ReadOnlySpan<byte> content, out string hash);
        bool hasBegun = Lines - 1 > LinesBefore;
        if (!isChained)
        {
            if (hasBegun)
            {
                Break("has no hash: it was put in or changed");
            }
            else
            {
                LinesBefore++;
            }
            NoteCascade(line);
            return;
        }
        byte[] told = Convert.FromHexString(hash);
        if (!SHA256.HashData([.. _previous, .. content]).AsSpan().SequenceEqual(told))
        {
            Break(hasBegun
                ? "does not follow from the line before: one of the two was changed, or lines between them "
                    + "were removed"
                : "does not begin a chain: it was changed, or lines before it were removed");
        }
        // From what the line says, so that each break is told where it is.
        _previous = told;
        TornLines += content.EndsWith(ReportChain.Torn) ? 1 : 0;
        NoteCascade(content);
    }

    private void Break(string what)
    {
        if (_breaks.Count < MaxBreaks)
        {
            _breaks.Add(string.Create(CultureInfo.InvariantCulture, $"line {Lines} {what}"));
        }
    }

    private void NoteCascade(ReadOnlySpan<byte> content)
    {
        int at = content.IndexOf(" | corr="u8);
        if (at < 0)
        {
            return;
        }
        ReadOnlySpan<byte> rest = content[(at + 8)..];
        int end = rest.IndexOf((byte)' ');
        string[] parts = Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]).Split('-');
        if (parts.Length == 2
            && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint run)
            && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint cascade)
            && !content.EndsWith(ReportChain.Torn)
            && !_cascades.Add((run, cascade)))
        {
            Doubles++;
        }
    }
}
