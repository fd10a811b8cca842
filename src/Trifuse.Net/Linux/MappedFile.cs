namespace Trifuse.Net.Linux;

/// <summary>How <see cref="MappedFile.TryOpen"/> opens a file.</summary>
public enum MappedFileMode
{
    /// <summary>
    /// Creates the file at the given length; an existing one is an error (<see cref="Errno.Exists"/>).
    /// </summary>
    CreateNew,

    /// <summary>Opens or creates the file and lets it grow to the given length if it is shorter.</summary>
    OpenOrCreate,

    /// <summary>Opens an existing file read-only; a length of 0 means all of it.</summary>
    ReadOnly,
}

/// <summary>
/// A file in memory, shared with other processes. Its blocks are allocated and its pages are touched when it
/// is opened, so that later stores neither fault for a full disk nor wait for one. Spans of it must not
/// outlive it.
/// </summary>
public sealed unsafe class MappedFile : IDisposable
{
    private const int PageBytes = 4096;

    private readonly int _length;
    private readonly bool _isWritable;
    private int _descriptor;
    private nint _address;

    private MappedFile(int descriptor, nint address, int length, bool isWritable)
    {
        _descriptor = descriptor;
        _address = address;
        _length = length;
        _isWritable = isWritable;
    }

    public int Length => _length;

    /// <summary>The whole file, writable.</summary>
    /// <exception cref="InvalidOperationException">The file was opened read-only, or is disposed.</exception>
    public Span<byte> Bytes => _isWritable && _address != 0
        ? new Span<byte>((void*)_address, _length)
        : throw new InvalidOperationException("The mapped file is closed or read-only.");

    /// <summary>The whole file.</summary>
    /// <exception cref="InvalidOperationException">The file is disposed.</exception>
    public ReadOnlySpan<byte> Contents => _address != 0
        ? new ReadOnlySpan<byte>((void*)_address, _length)
        : throw new InvalidOperationException("The mapped file is closed.");

    /// <summary>
    /// Opens and maps a file of up to 2 GiB. A full disk is <see cref="Errno.NoSpace"/>, and then no file is
    /// left half made under <see cref="MappedFileMode.CreateNew"/> except an empty one that the caller may
    /// delete.
    /// </summary>
    public static SysResult TryOpen(
        string path,
        MappedFileMode mode,
        int lengthBytes,
        int permissions,
        out MappedFile? file)
    {
        file = null;
        bool isWritable = mode != MappedFileMode.ReadOnly;
        int flags = Libc.OpenCloseOnExec | mode switch
        {
            MappedFileMode.CreateNew => Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenExclusive,
            MappedFileMode.OpenOrCreate => Libc.OpenReadWrite | Libc.OpenCreate,
            _ => Libc.OpenReadOnly,
        };
        SysResult opened = SysResult.From(Libc.Open(path, flags, (uint)permissions));
        if (opened.IsError)
        {
            return opened;
        }
        int descriptor = (int)opened.Value;
        SysResult mapped = Prepare(descriptor, isWritable, lengthBytes, out int length);
        if (mapped.IsOk)
        {
            mapped = Map(descriptor, isWritable, length, out nint address);
            if (mapped.IsOk)
            {
                file = new MappedFile(descriptor, address, length, isWritable);
                return SysResult.Ok;
            }
        }
        _ = Libc.Close(descriptor);
        return mapped;
    }

    /// <summary>Waits until these bytes are on the disk.</summary>
    public SysResult Flush(int offset, int count)
    {
        if (_address == 0)
        {
            return SysResult.Error(Errno.BadDescriptor);
        }
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _length - offset);
        int start = offset / PageBytes * PageBytes;
        nuint length = (nuint)(offset - start + count);
        return SysResult.From(Libc.SyncMap(_address + start, length, Libc.MsyncSync));
    }

    /// <summary>Waits until the whole file is on the disk.</summary>
    public SysResult Flush() => Flush(0, _length);

    /// <summary>Closes the file and cuts it to its first bytes; spans of it are gone.</summary>
    public SysResult CloseAt(int lengthBytes)
    {
        if (_address == 0)
        {
            return SysResult.Error(Errno.BadDescriptor);
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lengthBytes, _length);
        // Unmapped before it is cut: a store beyond the end of a mapped file would end the process.
        _ = Libc.Unmap(_address, (nuint)_length);
        _address = 0;
        SysResult result = SysResult.From(Libc.Truncate(_descriptor, lengthBytes));
        Dispose();
        return result;
    }

    public void Dispose()
    {
        if (_address != 0)
        {
            _ = Libc.Unmap(_address, (nuint)_length);
            _address = 0;
        }
        if (_descriptor >= 0)
        {
            _ = Libc.Close(_descriptor);
            _descriptor = -1;
        }
    }

    private static SysResult Prepare(int descriptor, bool isWritable, int lengthBytes, out int length)
    {
        length = lengthBytes;
        SysResult size = SysResult.From(Libc.Seek(descriptor, 0, Libc.SeekEnd));
        if (size.IsError)
        {
            return size;
        }
        if (!isWritable)
        {
            length = lengthBytes == 0 ? (int)Math.Min(size.Value, int.MaxValue) : lengthBytes;
            // Reading beyond the end of a mapped file kills the process with SIGBUS: refuse it here.
            return length > 0 && length <= size.Value ? SysResult.Ok : SysResult.Error(Errno.InvalidArgument);
        }
        if (length <= 0)
        {
            return SysResult.Error(Errno.InvalidArgument);
        }
        int errno = Libc.Allocate(descriptor, 0, length);
        return errno == 0 ? SysResult.Ok : SysResult.Error(errno);
    }

    private static SysResult Map(int descriptor, bool isWritable, int length, out nint address)
    {
        int protection = isWritable ? Libc.ProtRead | Libc.ProtWrite : Libc.ProtRead;
        address = Libc.Map(0, (nuint)length, protection, Libc.MapShared | Libc.MapPopulate, descriptor, 0);
        SysResult result = address == -1 ? SysResult.From(-1) : SysResult.Ok;
        if (result.IsOk && isWritable)
        {
            TouchPages(address, length);
        }
        return result;
    }

    // MAP_POPULATE only reads pages in; a store makes them writable before the journal's first record needs
    // them.
    private static void TouchPages(nint address, int length)
    {
        byte* bytes = (byte*)address;
        for (int offset = 0; offset < length; offset += PageBytes)
        {
            byte value = Volatile.Read(ref bytes[offset]);
            Volatile.Write(ref bytes[offset], value);
        }
    }
}
