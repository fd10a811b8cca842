using System.Text;
using Trifuse.Engine.Config;

namespace Trifuse.Tests.Engine.Config;

public sealed class SecretsTests : IDisposable
{
    private const string Whole =
        "# key of the test\nTRIFUSE_API_KEY=k1\nTRIFUSE_API_SECRET = s1=\r\n\nTRIFUSE_API_PASSPHRASE=p1";

    private readonly string _directory = Directory.CreateTempSubdirectory("trifuse-secrets-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_environment_alone_is_enough()
    {
        SecretsResult result = SecretsLoader.Load("", name => "value of " + name);
        Assert.True(result.IsValid, result.Error);
        Assert.Equal("value of TRIFUSE_API_SECRET", Encoding.UTF8.GetString(result.Secrets.ApiSecret));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead)]
    public void A_private_file_is_read(UnixFileMode mode)
    {
        SecretsResult result = SecretsLoader.Load(Write(Whole, mode), _ => null);
        Assert.True(result.IsValid, result.Error);
        Assert.Equal("k1", Encoding.UTF8.GetString(result.Secrets.ApiKey));
        Assert.Equal("s1=", Encoding.UTF8.GetString(result.Secrets.ApiSecret));
        Assert.Equal("p1", Encoding.UTF8.GetString(result.Secrets.Passphrase));
    }

    [Fact]
    public void The_environment_goes_before_the_file()
    {
        SecretsResult result = SecretsLoader.Load(
            Write(Whole, UnixFileMode.UserRead), name => name == "TRIFUSE_API_KEY" ? "k2" : null);
        Assert.Equal("k2", Encoding.UTF8.GetString(result.Secrets!.ApiKey));
        Assert.Equal("p1", Encoding.UTF8.GetString(result.Secrets.Passphrase));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead, "640")]
    [InlineData(UnixFileMode.OtherRead, "604")]
    [InlineData(UnixFileMode.OtherWrite, "602")]
    public void A_file_that_others_can_get_at_is_refused(UnixFileMode more, string octal)
    {
        string path = Write(Whole, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        SecretsResult result = SecretsLoader.Load(path, _ => null);
        Assert.False(result.IsValid);
        Assert.Contains($"has mode {octal}", result.Error);
        Assert.Contains($"chmod 600 {path}", result.Error);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        string error = SecretsLoader.Load(Write("TRIFUSE_API_KEY=k", UnixFileMode.UserRead), _ => null).Error;
        Assert.Contains("missing secret TRIFUSE_API_SECRET, TRIFUSE_API_PASSPHRASE", error);
    }

    [Theory]
    [InlineData("TRIFUSE_API_KEY=k\nTRIFUSE_API_KEY=hidden", "line 2")]
    [InlineData("hidden", "line 1")]
    [InlineData("API_KEY=hidden", "line 1")]
    [InlineData("TRIFUSE_API_KEY=", "line 1")]
    public void A_bad_line_is_named_by_number_and_not_shown(string content, string expected)
    {
        string error = SecretsLoader.Load(Write(content, UnixFileMode.UserRead), _ => null).Error;
        Assert.Contains(expected, error);
        Assert.DoesNotContain("hidden", error);
    }

    [Fact]
    public void A_missing_file_is_one_clear_error() =>
        Assert.Contains(
            "cannot be read", SecretsLoader.Load(Path.Combine(_directory, "none"), _ => null).Error);

    [Fact]
    public void Secrets_are_never_printed_and_are_gone_after_dispose()
    {
        var secrets = new Secrets("visible1"u8, "visible2"u8, "visible3"u8);
        Assert.DoesNotContain("visible", secrets.ToString());
        Assert.DoesNotContain("visible", new SecretsResult(secrets, "").ToString());
        secrets.Dispose();
        Assert.True(secrets.ApiKey.IndexOfAnyExcept((byte)0) < 0);
        Assert.True(secrets.ApiSecret.IndexOfAnyExcept((byte)0) < 0);
        Assert.True(secrets.Passphrase.IndexOfAnyExcept((byte)0) < 0);
    }

    private string Write(string content, UnixFileMode mode)
    {
        string path = Path.Combine(_directory, "secrets");
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
