using System.Buffers.Text;
using System.Security.Cryptography;
using Trifuse.Core;
using Trifuse.Core.Text;
using Trifuse.KuCoin.Orders;
using Trifuse.Net.Tls;

namespace Trifuse.KuCoin.Rest;

/// <summary>
/// Signs requests (KuCoin protocol section 1.1): base64 of HMAC-SHA256 over timestamp, method, path and body.
/// Key versions 2 and 3 sign alike. It also signs in to the order entry over WebSocket (section 7). Allocates
/// nothing per request. Owned by one thread. Secrets are kept as bytes only, appear in no text, and are
/// zeroed by <see cref="Dispose"/>.
/// </summary>
public sealed class RequestSigner : IDisposable
{
    /// <summary>The length of a signature: base64 of 32 bytes.</summary>
    public const int SignatureBytes = 44;

    // Name, value and line end of KC-API-SIGN and KC-API-TIMESTAMP.
    private const int PerRequestBytes = 128;

    private static ReadOnlySpan<byte> KeyHeader => "KC-API-KEY: "u8;

    private static ReadOnlySpan<byte> PassphraseHeader => "\r\nKC-API-PASSPHRASE: "u8;

    private readonly HmacSha256 _mac;
    private readonly byte[] _fixedHeaders;
    private readonly int _keyVersion;
    private readonly int _keyLength;

    /// <summary>Prepares the key; see <see cref="WhyInvalid"/> for what is refused.</summary>
    /// <exception cref="ArgumentException">The key cannot be used; the message says why, without the
    /// secrets.</exception>
    /// <exception cref="InvalidOperationException">OpenSSL 3 is not there; the message names the
    /// package.</exception>
    public RequestSigner(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> passphrase, int keyVersion)
    {
        string? cause = WhyInvalid(key, secret, passphrase, keyVersion);
        if (cause is not null)
        {
            throw new ArgumentException(cause, nameof(key));
        }
        _keyVersion = keyVersion;
        _keyLength = key.Length;
        _mac = new HmacSha256(secret);
        Span<byte> passphraseMac = stackalloc byte[SignatureBytes];
        _mac.Begin();
        _mac.Append(passphrase);
        Finish(passphraseMac);
        _fixedHeaders = MakeFixedHeaders(key, passphraseMac, keyVersion);
    }

    /// <summary>The most bytes that <see cref="WriteHeaders"/> writes.</summary>
    public int HeadersMaxBytes => _fixedHeaders.Length + PerRequestBytes;

    /// <summary>The most bytes that <see cref="WriteLogin"/> writes.</summary>
    public int LoginMaxBytes => (3 * _keyLength) + (6 * SignatureBytes) + PerRequestBytes;

    internal ReadOnlySpan<byte> FixedHeaders => _fixedHeaders;

    private ReadOnlySpan<byte> Key => _fixedHeaders.AsSpan(KeyHeader.Length, _keyLength);

    private ReadOnlySpan<byte> PassphraseMac => _fixedHeaders.AsSpan(
        KeyHeader.Length + _keyLength + PassphraseHeader.Length, SignatureBytes);

    /// <summary>Null when the key can be used, else a sentence for the operator.</summary>
    public static string? WhyInvalid(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> passphrase, int keyVersion)
    {
        if (keyVersion is not (2 or 3))
        {
            return $"API key version {keyVersion} cannot be used: set 2 or 3, as KuCoin's key page shows.";
        }
        if (!WireText.IsVisible(key))
        {
            return "The API key is empty or holds a space or control character: copy it again from KuCoin.";
        }
        if (secret.IsEmpty)
        {
            return "The API secret is empty: set the one shown when the API key was made.";
        }
        return passphrase.IsEmpty
            ? "The API passphrase is empty: set the one chosen when the API key was made."
            : null;
    }

    /// <summary>
    /// Writes the 44 characters of KC-API-SIGN. The path includes the query, all exactly as it will be sent.
    /// </summary>
    public void Sign(
        long timestampMs,
        ReadOnlySpan<byte> method,
        ReadOnlySpan<byte> pathAndQuery,
        ReadOnlySpan<byte> body,
        Span<byte> signature)
    {
        Span<byte> digits = stackalloc byte[24];
        Utf8Formatter.TryFormat(timestampMs, digits, out int length);
        _mac.Begin();
        _mac.Append(digits[..length]);
        _mac.Append(method);
        _mac.Append(pathAndQuery);
        _mac.Append(body);
        Finish(signature);
    }

    /// <summary>Writes the five KC-API-* header lines of a request.</summary>
    public void WriteHeaders(
        ref Utf8Writer writer,
        long timestampMs,
        ReadOnlySpan<byte> method,
        ReadOnlySpan<byte> pathAndQuery,
        ReadOnlySpan<byte> body)
    {
        Span<byte> signature = stackalloc byte[SignatureBytes];
        Sign(timestampMs, method, pathAndQuery, body, signature);
        writer.Append(_fixedHeaders);
        writer.Append("KC-API-SIGN: "u8);
        writer.Append(signature);
        writer.Append("\r\nKC-API-TIMESTAMP: "u8);
        writer.Append(timestampMs);
        writer.Append("\r\n"u8);
    }

    /// <summary>
    /// Writes the query that opens the order entry over WebSocket: key, signature of key and time,
    /// passphrase, time; all percent-encoded.
    /// </summary>
    public void WriteLogin(ref Utf8Writer writer, long timestampMs)
    {
        Span<byte> digits = stackalloc byte[24];
        Utf8Formatter.TryFormat(timestampMs, digits, out int length);
        Span<byte> signature = stackalloc byte[SignatureBytes];
        _mac.Begin();
        _mac.Append(Key);
        _mac.Append(digits[..length]);
        Finish(signature);
        writer.Append("apikey="u8);
        PercentCode.Append(ref writer, Key);
        writer.Append("&sign="u8);
        PercentCode.Append(ref writer, signature);
        writer.Append("&passphrase="u8);
        PercentCode.Append(ref writer, PassphraseMac);
        writer.Append("&timestamp="u8);
        writer.Append(digits[..length]);
    }

    /// <summary>Writes the 44 characters that answer the text of a WebSocket session.</summary>
    public void SignText(ReadOnlySpan<byte> text, Span<byte> signature)
    {
        _mac.Begin();
        _mac.Append(text);
        Finish(signature);
    }

    /// <summary>Zeroes what was kept of the key.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_fixedHeaders);
        _mac.Dispose();
    }

    /// <summary>Says nothing about the key but its version.</summary>
    public override string ToString() => $"signer for API key version {_keyVersion}";

    private static byte[] MakeFixedHeaders(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> passphrase, int keyVersion)
    {
        // Pinned, so that no copy stays behind when the collector compacts.
        byte[] room = GC.AllocateArray<byte>(key.Length + passphrase.Length + PerRequestBytes, pinned: true);
        var writer = new Utf8Writer(room);
        writer.Append(KeyHeader);
        writer.Append(key);
        writer.Append(PassphraseHeader);
        writer.Append(passphrase);
        writer.Append("\r\nKC-API-KEY-VERSION: "u8);
        writer.Append(keyVersion);
        writer.Append("\r\n"u8);
        Check.That(!writer.Truncated);
        byte[] headers = GC.AllocateArray<byte>(writer.Length, pinned: true);
        writer.Written.CopyTo(headers);
        CryptographicOperations.ZeroMemory(room);
        return headers;
    }

    private void Finish(Span<byte> signature)
    {
        Span<byte> mac = stackalloc byte[HmacSha256.MacBytes];
        _mac.Finish(mac);
        Base64.EncodeToUtf8(mac, signature, out _, out int written);
        Check.That(written == SignatureBytes);
    }
}
