using Trifuse.Engine.Start;

namespace Trifuse.Tests.Engine.Start;

public sealed class KillFileTests
{
    [Fact]
    public void Without_a_path_there_is_no_kill_switch()
    {
        Assert.False(new KillFile("").Exists());
    }

    [Fact]
    public void Follows_the_file_and_allocates_nothing_while_looking()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("trifuse-kill-").FullName, "stop \u00e9");
        var file = new KillFile(path);
        Assert.False(file.Exists());

        File.WriteAllText(path, "");
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool exists = file.Exists();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(exists);

        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        Assert.False(file.Exists());
    }
}
