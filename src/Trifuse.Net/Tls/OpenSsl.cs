using System.Runtime.InteropServices;
using Trifuse.Net.Linux;

namespace Trifuse.Net.Tls;

/// <summary>
/// The functions of OpenSSL 3 that Trifuse uses, bound directly. Call nothing here before
/// <see cref="OpenSslLibrary.TryLoad"/> has succeeded.
/// </summary>
internal static unsafe partial class OpenSsl
{
    internal const string SslName = "libssl.so.3";
    internal const string CryptoName = "libcrypto.so.3";

    // Commands and values of openssl/ssl.h and openssl/tls1.h, version 3.0.
    internal const int CtrlMode = 33;
    internal const int CtrlReadAhead = 41;
    internal const int CtrlSessionCacheMode = 44;
    internal const int CtrlHostName = 55;
    internal const int CtrlMinProtocol = 123;
    internal const int HostNameTypeDns = 0;
    internal const int Tls12Version = 0x0303;
    internal const int Tls13Version = 0x0304;
    internal const int ModePartialWrite = 1;
    internal const int ModeMovingWriteBuffer = 2;
    internal const int VerifyPeer = 1;
    internal const int SessionCacheClient = 0x001;
    internal const int SessionCacheNoInternal = 0x300;

    internal const int ErrorSsl = 1;
    internal const int ErrorWantRead = 2;
    internal const int ErrorWantWrite = 3;
    internal const int ErrorSystemCall = 5;
    internal const int ErrorZeroReturn = 6;

    internal const int ReasonUnexpectedEnd = 294;
    internal const int VerifyOk = 0;

    // ERR_SYSTEM_FLAG of OpenSSL 3: the rest of the error is an errno.
    private const ulong SystemErrorFlag = 0x8000_0000;


    [LibraryImport(SslName, EntryPoint = "OPENSSL_init_ssl")]
    internal static partial int Initialise(ulong options, nint settings);

    [LibraryImport(SslName, EntryPoint = "TLS_client_method")]
    internal static partial nint ClientMethod();

    [LibraryImport(SslName, EntryPoint = "SSL_CTX_new")]
    internal static partial nint NewContext(nint method);

    [LibraryImport(SslName, EntryPoint = "SSL_CTX_free")]
    internal static partial void FreeContext(nint context);

    [LibraryImport(SslName, EntryPoint = "SSL_CTX_ctrl")]
    internal static partial nint ControlContext(nint context, int command, nint number, nint pointer);

    [LibraryImport(SslName, EntryPoint = "SSL_CTX_set_verify")]
    internal static partial void SetVerify(nint context, int mode, nint callback);

    [LibraryImport(SslName, EntryPoint = "SSL_CTX_set_default_verify_paths")]
    internal static partial int UseSystemRoots(nint context);

    [LibraryImport(SslName, EntryPoint = "SSL_CTX_load_verify_file",
        StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int LoadRoots(nint context, string file);

    [LibraryImport(SslName, EntryPoint = "SSL_CTX_set_default_read_buffer_len")]
    internal static partial void SetReadBufferBytes(nint context, nuint length);

    [LibraryImport(SslName, EntryPoint = "SSL_CTX_sess_set_new_cb")]
    internal static partial void SetNewSessionCallback(
        nint context, delegate* unmanaged<nint, nint, int> callback);

    [LibraryImport(SslName, EntryPoint = "SSL_new")]
    internal static partial nint NewConnection(nint context);

    [LibraryImport(SslName, EntryPoint = "SSL_free")]
    internal static partial void FreeConnection(nint ssl);

    [LibraryImport(SslName, EntryPoint = "SSL_ctrl", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ControlConnection(nint ssl, int command, nint number, string text);

    [LibraryImport(SslName, EntryPoint = "SSL_set_fd")]
    internal static partial int SetDescriptor(nint ssl, int descriptor);

    [LibraryImport(SslName, EntryPoint = "SSL_set_ex_data")]
    internal static partial int SetExtraData(nint ssl, int index, nint data);

    [LibraryImport(SslName, EntryPoint = "SSL_get_ex_data")]
    internal static partial nint GetExtraData(nint ssl, int index);

    [LibraryImport(SslName, EntryPoint = "SSL_set1_host", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetExpectedHost(nint ssl, string host);

    [LibraryImport(SslName, EntryPoint = "SSL_get0_param")]
    internal static partial nint GetVerifyParameters(nint ssl);

    [LibraryImport(SslName, EntryPoint = "SSL_connect", SetLastError = true)]
    internal static partial int Connect(nint ssl);

    [LibraryImport(SslName, EntryPoint = "SSL_read", SetLastError = true)]
    internal static partial int Read(nint ssl, byte* buffer, int count);

    [LibraryImport(SslName, EntryPoint = "SSL_write", SetLastError = true)]
    internal static partial int Write(nint ssl, byte* buffer, int count);

    [LibraryImport(SslName, EntryPoint = "SSL_shutdown")]
    internal static partial int Shutdown(nint ssl);

    [LibraryImport(SslName, EntryPoint = "SSL_get_error")]
    internal static partial int GetError(nint ssl, int returned);

    // Looks at fields only.
    [SuppressGCTransition]
    [LibraryImport(SslName, EntryPoint = "SSL_has_pending")]
    internal static partial int HasPending(nint ssl);

    [LibraryImport(SslName, EntryPoint = "SSL_get_verify_result")]
    internal static partial nint GetVerifyResult(nint ssl);

    [LibraryImport(SslName, EntryPoint = "SSL_version")]
    internal static partial int GetVersion(nint ssl);

    [LibraryImport(SslName, EntryPoint = "SSL_get_current_cipher")]
    internal static partial nint GetCipher(nint ssl);

    [LibraryImport(SslName, EntryPoint = "SSL_CIPHER_get_name")]
    internal static partial byte* GetCipherName(nint cipher);

    [LibraryImport(SslName, EntryPoint = "SSL_session_reused")]
    internal static partial int WasResumed(nint ssl);

    [LibraryImport(SslName, EntryPoint = "SSL_set_session")]
    internal static partial int SetSession(nint ssl, nint session);

    [LibraryImport(SslName, EntryPoint = "SSL_get1_session")]
    internal static partial nint GetSession(nint ssl);

    [LibraryImport(SslName, EntryPoint = "SSL_SESSION_free")]
    internal static partial void FreeSession(nint session);

    [LibraryImport(CryptoName, EntryPoint = "X509_VERIFY_PARAM_set1_ip_asc",
        StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetExpectedAddress(nint parameters, string address);

    [LibraryImport(CryptoName, EntryPoint = "X509_verify_cert_error_string")]
    internal static partial byte* VerifyErrorText(nint code);

    // Thread-local bookkeeping, a few nanoseconds, before each call.
    [SuppressGCTransition]
    [LibraryImport(CryptoName, EntryPoint = "ERR_clear_error")]
    internal static partial void ClearErrors();

    [LibraryImport(CryptoName, EntryPoint = "ERR_peek_error")]
    internal static partial ulong PeekError();

    [LibraryImport(CryptoName, EntryPoint = "ERR_reason_error_string")]
    internal static partial byte* ReasonText(ulong error);

    [LibraryImport(CryptoName, EntryPoint = "OpenSSL_version_num")]
    internal static partial ulong VersionNumber();

    [LibraryImport(CryptoName, EntryPoint = "OPENSSL_cleanse")]
    internal static partial void Cleanse(void* memory, nuint length);

    /// <summary>The reason code within an error of the queue (openssl/err.h, ERR_GET_REASON).</summary>
    internal static int Reason(ulong error) => (int)(error & 0x7FFFFF);

    /// <summary>A C string of OpenSSL as text.</summary>
    internal static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "unknown";

    /// <summary>The oldest error of this thread's queue in words.</summary>
    internal static string DescribeQueue()
    {
        ulong error = PeekError();
        if ((error & SystemErrorFlag) != 0)
        {
            return Errno.Describe((int)(error & ~SystemErrorFlag));
        }
        return error == 0 ? "no detail given by OpenSSL" : Text(ReasonText(error));
    }
}
