using Trifuse.Net.Linux;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

public sealed class LinuxTests : IDisposable
{
    private const int OwnerOnly = 0x180;

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    private static FileDescriptor Open(string path, FileOpenMode mode)
    {
        SysResult result = FileDescriptor.TryOpen(path, mode, OwnerOnly, out FileDescriptor? file);
        Assert.True(result.IsOk, result.Describe());
        return Assert.IsType<FileDescriptor>(file);
    }

    private static MappedFile Map(string path, MappedFileMode mode, int lengthBytes)
    {
        SysResult result = MappedFile.TryOpen(path, mode, lengthBytes, OwnerOnly, out MappedFile? file);
        Assert.True(result.IsOk, result.Describe());
        return Assert.IsType<MappedFile>(file);
    }

    [Fact]
    public void Clocks_agree_with_the_base_class_library()
    {
        long before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        long nowMs = RealtimeClock.NowNs() / 1_000_000;
        Assert.InRange(nowMs, before - 1, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 1);
        long first = MonotonicClock.NowNs();
        Assert.True(MonotonicClock.NowNs() >= first);
        Assert.Equal(0, AllocationMeter.Measure(() => MonotonicClock.NowNs()));
    }

    [Fact]
    public void An_event_counts_its_signals_until_it_is_drained()
    {
        using var source = new EventFd();
        Assert.Equal(0, source.Drain());
        Assert.True(source.Signal().IsOk);
        Assert.True(source.Signal().IsOk);
        Assert.Equal(2, source.Drain());
        Assert.Equal(0, source.Drain());
    }

    [Fact]
    public void Appends_to_a_file_and_reports_its_length()
    {
        using (FileDescriptor file = Open(_path, FileOpenMode.CreateNew))
        {
            Assert.Equal(3, file.Write("one"u8).Value);
            Assert.True(file.Sync().IsOk);
        }
        using (FileDescriptor file = Open(_path, FileOpenMode.Append))
        {
            Assert.Equal(0, AllocationMeter.Measure(() => file.Write("two"u8)));
            Assert.Equal(6, file.Length().Value);
            Assert.True(file.Truncate(4).IsOk);
        }
        Assert.Equal("onet", File.ReadAllText(_path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
        Assert.Equal(
            Errno.Exists, FileDescriptor.TryOpen(_path, FileOpenMode.CreateNew, OwnerOnly, out _).Errno);
        Assert.Equal(
            Errno.NoEntry,
            FileDescriptor.TryOpen("/no/such/file", FileOpenMode.Append, OwnerOnly, out _).Errno);
    }

    [Fact]
    public void A_full_disk_is_a_value()
    {
        using (FileDescriptor file = Open("/dev/full", FileOpenMode.Append))
        {
            SysResult result = file.Write("line"u8, out int written);
            Assert.Equal((Errno.NoSpace, 0), (result.Errno, written));
            Assert.Contains("No space", result.Describe(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_lock_keeps_a_second_holder_out_until_it_is_released()
    {
        FileDescriptor first = Open(_path, FileOpenMode.Append);
        using (FileDescriptor second = Open(_path, FileOpenMode.Append))
        {
            Assert.True(first.TryLock().IsOk);
            Assert.Equal(Errno.TryAgain, second.TryLock().Errno);
            first.Dispose();
            Assert.True(second.TryLock().IsOk);
        }
    }

    [Fact]
    public void A_mapped_file_is_shared_between_writer_and_reader()
    {
        MappedFile writer = Map(_path, MappedFileMode.CreateNew, 10_000);
        MappedFile reader = Map(_path, MappedFileMode.ReadOnly, 0);
        using (writer)
        using (reader)
        {
            Assert.Equal(10_000, reader.Length);
            Assert.Equal(-1, reader.Contents.IndexOfAnyExcept((byte)0));
            "hello"u8.CopyTo(writer.Bytes[5000..]);
            Assert.Equal("hello"u8.ToArray(), reader.Contents.Slice(5000, 5).ToArray());
            Assert.True(writer.Flush(5000, 5).IsOk);
            Assert.True(writer.Flush().IsOk);
            Assert.Throws<InvalidOperationException>(() => reader.Bytes.Length);
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.Flush(9_999, 2));
        }
        Assert.Throws<InvalidOperationException>(() => writer.Bytes.Length);
        Assert.Equal(5005, File.ReadAllBytes(_path).AsSpan().LastIndexOf((byte)'o') + 1);
    }

    [Fact]
    public void A_mapped_file_keeps_its_content_when_it_is_opened_longer()
    {
        File.WriteAllText(_path, "kept");
        MappedFile file = Map(_path, MappedFileMode.OpenOrCreate, 8192);
        using (file)
        {
            Assert.Equal("kept"u8.ToArray(), file.Contents[..4].ToArray());
            Assert.Equal(8192, new FileInfo(_path).Length);
        }
    }

    [Fact]
    public void Errors_of_mapping_are_values()
    {
        Assert.Equal(
            Errno.NoEntry, MappedFile.TryOpen("/no/such/file", MappedFileMode.ReadOnly, 0, 0, out _).Errno);
        File.WriteAllText(_path, "short");
        Assert.Equal(
            Errno.InvalidArgument, MappedFile.TryOpen(_path, MappedFileMode.ReadOnly, 100, 0, out _).Errno);
        Assert.Equal(
            Errno.Exists, MappedFile.TryOpen(_path, MappedFileMode.CreateNew, 100, OwnerOnly, out _).Errno);
    }

    [Fact]
    public void Pins_a_thread_to_a_core_that_exists_only()
    {
        SysResult last = SysResult.Error(1);
        long usable = 0;
        var thread = new Thread(() =>
        {
            for (int cpu = 0; cpu < CpuPinning.CpuLimit && last.IsError; cpu++)
            {
                last = CpuPinning.PinCurrentThread(cpu);
            }
            usable = CpuPinning.UsableCpuCount().Value;
        });
        thread.Start();
        thread.Join();
        Assert.True(last.IsOk);
        Assert.Equal(1, usable);
        Assert.Equal(Errno.InvalidArgument, CpuPinning.PinCurrentThread(-1).Errno);
        Assert.Equal(Errno.InvalidArgument, CpuPinning.PinCurrentThread(CpuPinning.CpuLimit - 1).Errno);
        Assert.True(CpuPinning.UsableCpuCount().Value >= 1);
    }

    [Fact]
    public void Real_time_scheduling_is_granted_or_refused_as_a_value()
    {
        SysResult granted = default;
        SysResult absurd = default;
        var thread = new Thread(() =>
        {
            absurd = CpuPinning.SetFifo(1000);
            granted = CpuPinning.SetFifo(1);
            CpuPinning.SetNormal();
        });
        thread.Start();
        thread.Join();
        Assert.True(granted.IsOk || granted.Errno == Errno.NotPermitted, granted.Describe());
        Assert.True(absurd.Errno is Errno.InvalidArgument or Errno.NotPermitted);
    }

    [Fact]
    public void Random_bytes_fill_any_length()
    {
        byte[] bytes = new byte[1000];
        SystemRandom.Fill(bytes);
        Assert.True(bytes.Distinct().Count() > 100);
        SystemRandom.Fill([]);
        Assert.NotEqual(SystemRandom.NextSeed(), SystemRandom.NextSeed());
    }
}
