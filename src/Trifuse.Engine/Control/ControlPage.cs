using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Trifuse.Core;
using Trifuse.Core.Numbers;
using Trifuse.Net.Linux;
using Trifuse.Trading.Limits;

namespace Trifuse.Engine.Control;

/// <summary>
/// A file in the state directory, mapped into the engine and into the commands that talk to it: one word for
/// a request, one for its answer, a few words that tell how the engine is, and what the limits keep over a
/// restart. Only its owner can open it (mode 600); one that somebody else owns or may write is refused.
/// </summary>
public sealed class ControlPage : IDisposable
{
    /// <summary>The file's name in the state directory.</summary>
    public const string FileName = "control.page";

    private const int OwnerOnly = 0x180;
    private const int SequenceShift = 8;
    private const int ArmedFlag = 1;
    private const int KillFileFlag = 2;

    private const UnixFileMode ForOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private readonly MappedFile _file;
    private long _next;
    private long _stored;
    private long _flushed;

    private ControlPage(MappedFile file) => _file = file;

    /// <summary>Opens the page of a state directory, or makes it.</summary>
    public static bool TryOpen(
        string stateDirectory,
        [NotNullWhen(true)] out ControlPage? page,
        [NotNullWhen(false)] out string? problem)
    {
        page = null;
        string path = Path.Combine(stateDirectory, FileName);
        problem = WhyRefused(path);
        if (problem is not null)
        {
            return false;
        }
        SysResult opened = MappedFile.TryOpen(
            path, MappedFileMode.OpenOrCreate, ControlLayout.PageBytes, OwnerOnly, out MappedFile? file);
        if (file is null)
        {
            problem = $"The control page {path} cannot be opened: {opened.Describe()}.";
            return false;
        }
        page = new ControlPage(file);
        problem = page.WhyUnreadable(path);
        if (problem is not null)
        {
            page.Dispose();
            page = null;
        }
        return page is not null;
    }

    /// <summary>Any process: asks the engine; returns what <see cref="IsAnswered"/> wants.</summary>
    public long Ask(ControlVerb verb)
    {
        ref long request = ref WordAt(ControlLayout.RequestAt);
        while (true)
        {
            long before = Volatile.Read(ref request);
            long word = (((before >> SequenceShift) + 1) << SequenceShift) | (byte)verb;
            if (Interlocked.CompareExchange(ref request, word, before) == before)
            {
                return word;
            }
        }
    }

    /// <summary>Any process: true when this request, or a later one, has been carried out.</summary>
    public bool IsAnswered(long word) =>
        Volatile.Read(ref WordAt(ControlLayout.AnsweredAt)) >> SequenceShift >= word >> SequenceShift;

    /// <summary>Engine: the request that waits; looking is one load.</summary>
    public bool TryTakeRequest(out ControlVerb verb, out long word)
    {
        word = Volatile.Read(ref WordAt(ControlLayout.RequestAt));
        verb = (ControlVerb)(byte)(word & byte.MaxValue);
        return word != Volatile.Read(ref WordAt(ControlLayout.AnsweredAt));
    }

    /// <summary>Engine: the request has been carried out.</summary>
    public void Answer(long word) => Volatile.Write(ref WordAt(ControlLayout.AnsweredAt), word);

    /// <summary>Engine: tells how it is.</summary>
    public void Beat(long utcNs, uint run, int openCascades, int symbolsOff, bool isArmed, bool isKilled)
    {
        Span<byte> page = _file.Bytes;
        BinaryPrimitives.WriteUInt32LittleEndian(page[ControlLayout.RunAt..], run);
        BinaryPrimitives.WriteInt32LittleEndian(page[ControlLayout.OpenAt..], openCascades);
        BinaryPrimitives.WriteInt32LittleEndian(page[ControlLayout.SymbolsOffAt..], symbolsOff);
        BinaryPrimitives.WriteInt32LittleEndian(
            page[ControlLayout.FlagsAt..], (isArmed ? ArmedFlag : 0) | (isKilled ? KillFileFlag : 0));
        Volatile.Write(ref WordAt(ControlLayout.HeartbeatAt), utcNs);
    }

    /// <summary>The one writer of what is kept: a copy to be changed, then <see cref="Store"/>d.</summary>
    public Span<byte> BeginStore()
    {
        (int current, long sequence) = Newest(_file.Bytes);
        Span<byte> next = CopyAt(1 - current);
        CopyAt(current).CopyTo(next);
        // Until it is stored, the other copy counts.
        ControlLayout.Seal(next, 0);
        _next = sequence + 1;
        return next;
    }

    /// <summary>Makes what was changed the one that counts.</summary>
    public void Store(Span<byte> copy)
    {
        Interlocked.MemoryBarrier();
        ControlLayout.Seal(copy, _next);
        Volatile.Write(ref _stored, _next);
    }

    /// <summary>The main thread: brings to the disk what has changed since the last call.</summary>
    public void FlushChanges()
    {
        long stored = Volatile.Read(ref _stored);
        if (stored != _flushed && _file.Flush().IsOk)
        {
            _flushed = stored;
        }
    }

    /// <summary>The main thread, when the engine has ended: there is no heart to beat any more.</summary>
    public void End()
    {
        Volatile.Write(ref WordAt(ControlLayout.HeartbeatAt), 0);
        _file.Flush();
    }

    /// <summary>What the page says. Allocates.</summary>
    public ControlState Read()
    {
        byte[] page = _file.Contents.ToArray();
        (int current, _) = Newest(page);
        ReadOnlySpan<byte> copy = page.AsSpan(StartOf(current), ControlLayout.CopyBytes);
        var results = new SortedDictionary<string, ExactDecimal>(StringComparer.Ordinal);
        for (int i = 0; i < LimitsState.MaxStarts; i++)
        {
            if (ControlLayout.TryReadResult(copy, i, out string code, out ExactDecimal amount))
            {
                results[code] = amount;
            }
        }
        uint bits = ControlLayout.TrippedOf(copy);
        var tripped = new List<TrippedBreaker>();
        for (int cause = 1; cause < BreakerCauses.Count; cause++)
        {
            if ((bits & (1u << cause)) != 0)
            {
                tripped.Add(ControlLayout.ReadBreaker(copy, (BreakerCause)cause));
            }
        }
        int flags = BinaryPrimitives.ReadInt32LittleEndian(page.AsSpan(ControlLayout.FlagsAt));
        return new ControlState
        {
            Run = BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(ControlLayout.RunAt)),
            IsLive = ControlLayout.IsLive(copy),
            IsArmed = (flags & ArmedFlag) != 0,
            IsKillFileThere = (flags & KillFileFlag) != 0,
            HeartbeatUtcNs = BinaryPrimitives.ReadInt64LittleEndian(page.AsSpan(ControlLayout.HeartbeatAt)),
            OpenCascades = BinaryPrimitives.ReadInt32LittleEndian(page.AsSpan(ControlLayout.OpenAt)),
            SymbolsOff = BinaryPrimitives.ReadInt32LittleEndian(page.AsSpan(ControlLayout.SymbolsOffAt)),
            Day = ControlLayout.DayOf(copy),
            Failures = ControlLayout.FailuresOf(copy),
            TrippedBits = bits,
            Results = results,
            Tripped = tripped,
        };
    }

    /// <summary>Which ended cascades are in what is kept. Allocates.</summary>
    internal CountedMark ReadMark()
    {
        byte[] page = _file.Contents.ToArray();
        return ControlLayout.ReadMark(page.AsSpan(StartOf(Newest(page).Copy), ControlLayout.CopyBytes));
    }

    public void Dispose() => _file.Dispose();

    // Asks the open file, not its name, so that nobody can exchange it in between.
    private static string? WhyRefused(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite);
            if (!FileOwner.IsCurrentUser((int)file.DangerousGetHandle()))
            {
                return $"The control page {path} belongs to another user. Use a state directory of your own.";
            }
            return (File.GetUnixFileMode(file) & ForOthers) == UnixFileMode.None
                ? null
                : $"The control page {path} can be used by others. Look who has changed it, then chmod 600 "
                    + $"{path}.";
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            return $"The control page {path} cannot be opened: {error.Message}";
        }
    }

    private string? WhyUnreadable(string path)
    {
        Span<byte> page = _file.Bytes;
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(page[ControlLayout.MagicAt..]);
        if (magic == 0)
        {
            ControlLayout.Seal(CopyAt(0), 1);
            BinaryPrimitives.WriteUInt32LittleEndian(page[ControlLayout.VersionAt..], ControlLayout.Version);
            BinaryPrimitives.WriteUInt32LittleEndian(page[ControlLayout.MagicAt..], ControlLayout.Magic);
            return null;
        }
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(page[ControlLayout.VersionAt..]);
        if (magic == ControlLayout.Magic && version != ControlLayout.Version)
        {
            return $"The control page {path} is of version {version}, this build knows "
                + $"{ControlLayout.Version}. Use the build that wrote it to resume, then delete the file.";
        }
        return magic == ControlLayout.Magic && Newest(page).Sequence > 0
            ? null
            : $"The control page {path} is damaged, so nobody knows whether a breaker had tripped. Look at "
                + "the account, then delete the file: the next start begins with nothing tripped.";
    }

    private static (int Copy, long Sequence) Newest(ReadOnlySpan<byte> page)
    {
        long first = ControlLayout.SequenceOf(page.Slice(StartOf(0), ControlLayout.CopyBytes));
        long second = ControlLayout.SequenceOf(page.Slice(StartOf(1), ControlLayout.CopyBytes));
        return second > first ? (1, second) : (0, first);
    }

    private static int StartOf(int copy) =>
        ControlLayout.FirstCopyAt + (copy * ControlLayout.CopyBytes);

    private Span<byte> CopyAt(int copy) => _file.Bytes.Slice(StartOf(copy), ControlLayout.CopyBytes);

    private ref long WordAt(int offset)
    {
        Check.That(offset % sizeof(long) == 0);
        return ref MemoryMarshal.Cast<byte, long>(_file.Bytes.Slice(offset, sizeof(long)))[0];
    }
}
