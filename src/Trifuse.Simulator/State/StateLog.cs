using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.State;

/// <summary>
/// The state file: a line of JSON with a checksum for the whole state, then one for each group of changes.
/// Each line is written by one call, so that a process that is killed leaves whole lines and at most one torn
/// one at the end, which is cut off at the next start.
/// </summary>
internal sealed class StateLog : IDisposable
{
    private const string Mark = "trifuse-sim-state 1";
    private const int ChecksumDigits = 16;
    private const byte NewLine = (byte)'\n';

    private readonly string _path;
    private FileStream _file;

    private StateLog(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>Bytes written since the last whole state.</summary>
    public long Grown { get; private set; }

    /// <summary>Opens the file for this process alone, and reads what it has.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lines">The states that it holds, the whole one first; empty for a new file.</param>
    /// <exception cref="SimulatorStartException">It cannot be used; the message says what to do.</exception>
    public static StateLog Open(string path, out IReadOnlyList<ExchangeState> lines)
    {
        FileStream file;
        try
        {
            file = new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SimulatorStartException("State file " + path + " cannot be used: " + e.Message
                + " Is another simulator running on it?", e);
        }

        try
        {
            lines = Read(file, path);
            return new StateLog(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Appends a group of changes; it is in the system's hands when this returns. When it cannot be written,
    /// as on a full disk, nothing of it stays: a later line must not follow half of this one.
    /// </summary>
    public void Append(ExchangeState changes)
    {
        byte[] line = LineOf(changes);
        long start = _file.Position;
        try
        {
            _file.Write(line);
        }
        catch (IOException)
        {
            _file.SetLength(start);
            _file.Position = start;
            throw;
        }

        Grown += line.Length;
    }

    /// <summary>
    /// Puts the whole state in the place of all that was written. The old file stays until the new one is
    /// complete.
    /// </summary>
    public void Replace(ExchangeState whole)
    {
        string fresh = _path + ".new";
        var file = new FileStream(
            fresh, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1);
        file.Write(Encoding.ASCII.GetBytes(Mark + "\n"));
        file.Write(LineOf(whole));
        file.Flush(flushToDisk: true);
        File.Move(fresh, _path, overwrite: true);
        _file.Dispose();
        _file = file;
        Grown = 0;
    }

    public void Dispose() => _file.Dispose();

    private static byte[] LineOf(ExchangeState state)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(state, StateJson.Default.ExchangeState);
        var line = new byte[ChecksumDigits + 1 + json.Length + 1];
        Encoding.ASCII.GetBytes(ChecksumOf(json)).CopyTo(line, 0);
        line[ChecksumDigits] = (byte)' ';
        json.CopyTo(line, ChecksumDigits + 1);
        line[^1] = NewLine;
        return line;
    }

    private static string ChecksumOf(ReadOnlySpan<byte> json) =>
        Convert.ToHexStringLower(SHA256.HashData(json))[..ChecksumDigits];

    private static List<ExchangeState> Read(FileStream file, string path)
    {
        var states = new List<ExchangeState>();
        var content = new byte[file.Length];
        file.ReadExactly(content);
        int at = 0;
        int number = 0;
        while (at < content.Length)
        {
            int length = content.AsSpan(at).IndexOf(NewLine);
            if (length < 0)
            {
                // The line that was being written when the process was killed: nobody was told of it.
                file.SetLength(at);
                break;
            }

            number++;
            ReadOnlySpan<byte> line = content.AsSpan(at, length);
            at += length + 1;
            if (number == 1)
            {
                CheckMark(line, path);
            }
            else
            {
                states.Add(StateOf(line, path, number));
            }
        }

        file.Position = file.Length;
        return states;
    }

    private static void CheckMark(ReadOnlySpan<byte> line, string path)
    {
        if (!line.SequenceEqual(Encoding.ASCII.GetBytes(Mark)))
        {
            throw Damaged(
                path, "line 1 is not \"" + Mark + "\": it is no state file, or one of another version");
        }
    }

    private static ExchangeState StateOf(ReadOnlySpan<byte> line, string path, int number)
    {
        bool isWhole = line.Length > ChecksumDigits && line[ChecksumDigits] == (byte)' ' && string.Equals(
            Encoding.ASCII.GetString(line[..ChecksumDigits]), ChecksumOf(line[(ChecksumDigits + 1)..]),
            StringComparison.Ordinal);
        if (isWhole)
        {
            try
            {
                return JsonSerializer.Deserialize(
                    line[(ChecksumDigits + 1)..], StateJson.Default.ExchangeState)!;
            }
            catch (JsonException)
            {
                // A sum that fits a text that does not is damage all the same.
            }
        }

        throw Damaged(path, "the checksum of line " + number + " does not fit it");
    }

    private static SimulatorStartException Damaged(string path, string why)
    {
        string message = "State file " + path + " is damaged: " + why
            + ". Put a copy in its place, or move it away to start anew.";
        return new SimulatorStartException(message) { IsBadInput = true };
    }
}
