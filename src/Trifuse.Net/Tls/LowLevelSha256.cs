using System.Runtime.InteropServices;

namespace Trifuse.Net.Tls;

/// <summary>
/// libcrypto's SHA256_Init, SHA256_Update and SHA256_Final. They are deprecated, so a build of OpenSSL may
/// lack them; hence they are looked up and not imported.
/// </summary>
internal readonly unsafe struct LowLevelSha256
{
    internal readonly delegate* unmanaged<void*, int> Initialise;
    internal readonly delegate* unmanaged<void*, void*, nuint, int> Update;
    internal readonly delegate* unmanaged<byte*, void*, int> Final;

    private LowLevelSha256(nint initialise, nint update, nint final)
    {
        Initialise = (delegate* unmanaged<void*, int>)initialise;
        Update = (delegate* unmanaged<void*, void*, nuint, int>)update;
        Final = (delegate* unmanaged<byte*, void*, int>)final;
    }

    internal static bool TryBind(out LowLevelSha256 functions)
    {
        functions = default;
        if (!NativeLibrary.TryLoad(OpenSsl.CryptoName, out nint library) ||
            !NativeLibrary.TryGetExport(library, "SHA256_Init", out nint initialise) ||
            !NativeLibrary.TryGetExport(library, "SHA256_Update", out nint update) ||
            !NativeLibrary.TryGetExport(library, "SHA256_Final", out nint final))
        {
            return false;
        }
        functions = new LowLevelSha256(initialise, update, final);
        return true;
    }
}
