using System.Text;
using System.Text.Json.Nodes;
using Trifuse.Core.Text;
using Trifuse.KuCoin.Rest;

namespace Trifuse.Tests.KuCoin;

public class RequestSignerTests
{
    public static TheoryData<int> Vectors => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Signs_the_published_vector(int index)
    {
        JsonNode vector = KuCoinFixtures.Node("sign_vectors")["rest"]![index]!;
        using var signer = new RequestSigner(
            Encoding.UTF8.GetBytes((string?)vector["api_key"] ?? "key"),
            Encoding.UTF8.GetBytes((string)vector["secret"]!),
            Encoding.UTF8.GetBytes((string?)vector["passphrase"] ?? "passphrase"),
            3);
        byte[] buffer = new byte[1024];
        var writer = new Utf8Writer(buffer);
        signer.WriteHeaders(
            ref writer,
            long.Parse((string)vector["timestamp"]!),
            Encoding.UTF8.GetBytes((string)vector["method"]!),
            Encoding.UTF8.GetBytes((string)vector["path_with_query"]!),
            Encoding.UTF8.GetBytes((string)vector["body"]!));
        string headers = Encoding.ASCII.GetString(writer.Written);
        Assert.Contains(
            $"KC-API-SIGN: {(string)vector["KC-API-SIGN"]!}\r\n", headers, StringComparison.Ordinal);
        Assert.Contains(
            $"KC-API-TIMESTAMP: {(string)vector["timestamp"]!}\r\n", headers, StringComparison.Ordinal);
        Assert.Contains("KC-API-KEY-VERSION: 3\r\n", headers, StringComparison.Ordinal);
        if (vector["passphrase"] is not null)
        {
            Assert.Contains(
                $"KC-API-PASSPHRASE: {(string)vector["KC-API-PASSPHRASE_v2_v3"]!}\r\n",
                headers,
                StringComparison.Ordinal);
        }
        Assert.True(writer.Length <= signer.HeadersMaxBytes);
    }

    [Fact]
    public void Keeps_its_secrets_out_of_its_text()
    {
        using var signer = new RequestSigner("thekey"u8, "thesecret"u8, "thepassphrase"u8, 2);
        Assert.Equal("signer for API key version 2", signer.ToString());
    }

    [Fact]
    public void Holds_nothing_of_the_key_once_disposed()
    {
        var signer = new RequestSigner("thekey"u8, "thesecret"u8, "thepassphrase"u8, 2);
        signer.Dispose();
        Assert.All(signer.FixedHeaders.ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("", "s", "p", 3, "API key is empty")]
    [InlineData("a\r\nX-Evil: 1", "s", "p", 3, "control character")]
    [InlineData("k", "", "p", 3, "secret is empty")]
    [InlineData("k", "s", "", 3, "passphrase is empty")]
    [InlineData("k", "s", "p", 1, "version 1")]
    public void Refuses_a_key_that_cannot_work(
        string key, string secret, string passphrase, int version, string cause)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new RequestSigner(
            Encoding.UTF8.GetBytes(key),
            Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes(passphrase),
            version));
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
    }
}
