namespace Trifuse.Net.WebSocket;

/// <summary>
/// Mask keys of one connection: xorshift64* (Vigna 2014) from a seed of the kernel. Masks protect careless
/// proxies from a hostile page's chosen bytes; here every byte is our own, so speed comes first.
/// </summary>
public struct MaskSource
{
    private ulong _state;

    public MaskSource(ulong seed) => _state = seed == 0 ? 1 : seed;

    public uint NextKey()
    {
        unchecked
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return (uint)((_state * 0x2545F4914F6CDD1D) >> 32);
        }
    }
}
