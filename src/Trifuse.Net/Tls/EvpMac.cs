using System.Runtime.InteropServices;

namespace Trifuse.Net.Tls;

/// <summary>
/// HMAC-SHA256 by the EVP_MAC interface of OpenSSL 3, keyed once and re-initialised for each message.
/// </summary>
internal sealed unsafe partial class EvpMac : IDisposable
{
    private const int Utf8StringType = 4;

    private nint _mac;
    private nint _context;

    internal EvpMac(ReadOnlySpan<byte> key)
    {
        _mac = Fetch(0, "HMAC", null);
        _context = _mac == 0 ? 0 : NewContext(_mac);
        if (_context == 0)
        {
            throw new InvalidOperationException(
                "OpenSSL offers no HMAC. Check its configuration (openssl.cnf).");
        }
        ReadOnlySpan<byte> name = "digest\0"u8;
        ReadOnlySpan<byte> digest = "SHA256\0"u8;
        // OpenSSL takes a null key for "the key of before", so an empty one needs an address as well.
        byte none = 0;
        fixed (byte* namePointer = name)
        fixed (byte* digestPointer = digest)
        fixed (byte* keyPointer = key)
        {
            Parameter* parameters = stackalloc Parameter[2];
            parameters[0] = new Parameter
            {
                Key = namePointer,
                DataType = Utf8StringType,
                Data = digestPointer,
                DataSize = (nuint)(digest.Length - 1),
                ReturnSize = nuint.MaxValue,
            };
            parameters[1] = default;
            if (Initialise(_context, key.IsEmpty ? &none : keyPointer, (nuint)key.Length, parameters) != 1)
            {
                throw new InvalidOperationException(
                    $"OpenSSL refuses HMAC-SHA256: {OpenSsl.DescribeQueue()}.");
            }
        }
    }

    public void Dispose()
    {
        if (_context != 0)
        {
            FreeContext(_context);
            FreeMac(_mac);
            _context = 0;
            _mac = 0;
        }
    }

    internal void Begin()
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        _ = Initialise(_context, null, 0, null);
    }

    internal void Append(byte* bytes, int count) => _ = Update(_context, bytes, (nuint)count);

    internal void Finish(byte* mac)
    {
        nuint written = 0;
        _ = Final(_context, mac, &written, HmacSha256.MacBytes);
    }

    // OSSL_PARAM of openssl/core.h.
    [StructLayout(LayoutKind.Sequential)]
    private struct Parameter
    {
        public byte* Key;
        public uint DataType;
        public void* Data;
        public nuint DataSize;
        public nuint ReturnSize;
    }

    [LibraryImport(OpenSsl.CryptoName, EntryPoint = "EVP_MAC_fetch",
        StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Fetch(nint library, string algorithm, string? properties);

    [LibraryImport(OpenSsl.CryptoName, EntryPoint = "EVP_MAC_free")]
    private static partial void FreeMac(nint mac);

    [LibraryImport(OpenSsl.CryptoName, EntryPoint = "EVP_MAC_CTX_new")]
    private static partial nint NewContext(nint mac);

    [LibraryImport(OpenSsl.CryptoName, EntryPoint = "EVP_MAC_CTX_free")]
    private static partial void FreeContext(nint context);

    [LibraryImport(OpenSsl.CryptoName, EntryPoint = "EVP_MAC_init")]
    private static partial int Initialise(nint context, byte* key, nuint keyLength, Parameter* parameters);

    [LibraryImport(OpenSsl.CryptoName, EntryPoint = "EVP_MAC_update")]
    private static partial int Update(nint context, byte* data, nuint length);

    [LibraryImport(OpenSsl.CryptoName, EntryPoint = "EVP_MAC_final")]
    private static partial int Final(nint context, byte* output, nuint* length, nuint capacity);
}
