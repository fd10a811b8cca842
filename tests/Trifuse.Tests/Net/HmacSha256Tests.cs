using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using Trifuse.Net.Tls;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

public sealed class HmacSha256Tests
{
    private static JsonDocument Vectors() => JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "kucoin", "sign_vectors.json")));

    private static HmacSha256 KeyedBy(JsonElement vector) =>
        new(Encoding.UTF8.GetBytes(vector.GetProperty("secret").GetString()!));

    private static string Sign(HmacSha256 hmac, string text)
    {
        byte[] mac = new byte[HmacSha256.MacBytes];
        hmac.Compute(Encoding.UTF8.GetBytes(text), mac);
        return Convert.ToBase64String(mac);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Equals_the_base_class_library_for_any_key_and_message(bool useLowLevel)
    {
        var cases = Gen.Select(Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 500], Gen.Int[0, 500]);
        cases.Sample((key, message, cut) =>
        {
            using var hmac = new HmacSha256(key, useLowLevel);
            Assert.Equal(!useLowLevel, hmac.IsFallback);
            byte[] expected = HMACSHA256.HashData(key, message);
            byte[] mac = new byte[HmacSha256.MacBytes];
            hmac.Compute(message, mac);
            Assert.Equal(expected, mac);
            hmac.Begin();
            hmac.Append("forgotten"u8);
            hmac.Begin();
            int split = Math.Min(cut, message.Length);
            hmac.Append(message.AsSpan(0, split));
            hmac.Append(message.AsSpan(split));
            hmac.Finish(mac);
            Assert.Equal(expected, mac);
        });
    }

    [Fact]
    public void Signs_the_published_examples()
    {
        using JsonDocument document = Vectors();
        int checkedCount = 0;
        foreach (JsonElement vector in document.RootElement.GetProperty("rest").EnumerateArray())
        {
            using HmacSha256 hmac = KeyedBy(vector);
            Assert.Equal(
                vector.GetProperty("KC-API-SIGN").GetString(),
                Sign(hmac, vector.GetProperty("string_to_sign").GetString()!));
            checkedCount++;
        }
        Assert.Equal(8, checkedCount);
    }

    [Fact]
    public void Signs_the_session_message_of_order_entry()
    {
        using JsonDocument document = Vectors();
        JsonElement vector = document.RootElement.GetProperty("ws_order_entry");
        using HmacSha256 hmac = KeyedBy(vector);
        Assert.Equal(
            vector.GetProperty("session_answer").GetString(),
            Sign(hmac, vector.GetProperty("session_message").GetString()!));
    }

    [Fact]
    public void Cannot_be_used_out_of_order_or_after_its_end()
    {
        var hmac = new HmacSha256("key"u8);
        byte[] mac = new byte[32];
        Assert.Throws<InvalidOperationException>(() => hmac.Append("x"u8));
        Assert.Throws<InvalidOperationException>(() => hmac.Finish(mac));
        Assert.Throws<ArgumentOutOfRangeException>(() => hmac.Compute("x"u8, new byte[31]));
        hmac.Dispose();
        hmac.Dispose();
        Assert.Throws<ObjectDisposedException>(() => hmac.Begin());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Signing_allocates_nothing(bool useLowLevel)
    {
        using var hmac = new HmacSha256("secret"u8, useLowLevel);
        byte[] message = new byte[300];
        byte[] mac = new byte[HmacSha256.MacBytes];
        void Run()
        {
            for (int i = 0; i < 200; i++)
            {
                hmac.Compute(message, mac);
            }
        }
        Run();
        Assert.Equal(0, AllocationMeter.Measure(Run));
    }

    [Fact]
    public void A_missing_library_is_one_sentence_that_names_the_package()
    {
        Assert.False(OpenSslLibrary.TryLoad("libcrypto.so.3", "libssl.so.99", out string problem));
        Assert.Contains("libssl.so.99", problem, StringComparison.Ordinal);
        Assert.Contains("Install the package libssl3", problem, StringComparison.Ordinal);
        Assert.True(OpenSslLibrary.TryLoad(out string none), none);
        Assert.StartsWith("3.", OpenSslLibrary.Version(), StringComparison.Ordinal);
    }
}
