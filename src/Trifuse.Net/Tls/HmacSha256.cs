using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Trifuse.Net.Tls;

/// <summary>
/// HMAC-SHA256 (RFC 2104) under one key. The two key pads are hashed once; a signature then costs only the
/// hashing of the message, through libcrypto's SHA256 functions (they use the CPU's instructions; ten times
/// faster than setting a MAC up each time). If libcrypto lacks those deprecated functions, an EVP_MAC is
/// re-initialised instead. Owned by one thread; allocates nothing after construction.
/// </summary>
public sealed unsafe class HmacSha256 : IDisposable
{
    /// <summary>Bytes of a result.</summary>
    public const int MacBytes = 32;

    private const int BlockBytes = 64;
    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5c;

    // SHA256_CTX is 112 bytes; room to spare costs nothing.
    private const int StateBytes = 128;
    private const int InnerState = 0;
    private const int OuterState = 1;
    private const int RunningState = 2;
    private const int StateCount = 3;

    private readonly LowLevelSha256 _sha;
    private readonly EvpMac? _fallback;
    private byte* _states;
    private bool _isBegun;

    /// <summary>Loads OpenSSL if nobody has yet.</summary>
    /// <exception cref="InvalidOperationException">
    /// OpenSSL 3 is not there; the message names the package.
    /// </exception>
    public HmacSha256(ReadOnlySpan<byte> key)
        : this(key, useLowLevel: true)
    {
    }

    internal HmacSha256(ReadOnlySpan<byte> key, bool useLowLevel)
    {
        if (!OpenSslLibrary.TryLoad(out string problem))
        {
            throw new InvalidOperationException(problem);
        }
        if (!useLowLevel || !LowLevelSha256.TryBind(out _sha))
        {
            _fallback = new EvpMac(key);
            return;
        }
        _states = (byte*)NativeMemory.AlignedAlloc(StateBytes * StateCount, StateBytes);
        new Span<byte>(_states, StateBytes * StateCount).Clear();
        HashPads(key);
    }

    /// <summary>True if the slower EVP_MAC path is in use.</summary>
    public bool IsFallback => _fallback is not null;

    /// <summary>Writes the MAC of a message into 32 bytes.</summary>
    public void Compute(ReadOnlySpan<byte> message, Span<byte> mac)
    {
        Begin();
        Append(message);
        Finish(mac);
    }

    /// <summary>Starts a message, forgetting one that was not finished.</summary>
    public void Begin()
    {
        if (_fallback is not null)
        {
            _fallback.Begin();
        }
        else
        {
            ObjectDisposedException.ThrowIf(_states == null, this);
            Unsafe.CopyBlock(State(RunningState), State(InnerState), StateBytes);
        }
        _isBegun = true;
    }

    /// <summary>Adds bytes to the message begun.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (!_isBegun)
        {
            throw new InvalidOperationException("Begin comes before Append.");
        }
        if (bytes.IsEmpty)
        {
            return;
        }
        fixed (byte* pointer = bytes)
        {
            if (_fallback is not null)
            {
                _fallback.Append(pointer, bytes.Length);
            }
            else
            {
                _ = _sha.Update(State(RunningState), pointer, (nuint)bytes.Length);
            }
        }
    }

    /// <summary>Ends the message and writes its MAC into 32 bytes.</summary>
    public void Finish(Span<byte> mac)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mac.Length, MacBytes, nameof(mac));
        if (!_isBegun)
        {
            throw new InvalidOperationException("Begin comes before Finish.");
        }
        _isBegun = false;
        fixed (byte* output = mac)
        {
            if (_fallback is not null)
            {
                _fallback.Finish(output);
                return;
            }
            byte* inner = stackalloc byte[MacBytes];
            _ = _sha.Final(inner, State(RunningState));
            Unsafe.CopyBlock(State(RunningState), State(OuterState), StateBytes);
            _ = _sha.Update(State(RunningState), inner, MacBytes);
            _ = _sha.Final(output, State(RunningState));
        }
    }

    /// <summary>Zeroes everything derived from the key and frees it.</summary>
    public void Dispose()
    {
        _isBegun = false;
        _fallback?.Dispose();
        if (_states != null)
        {
            OpenSsl.Cleanse(_states, StateBytes * StateCount);
            NativeMemory.AlignedFree(_states);
            _states = null;
        }
    }

    private void HashPads(ReadOnlySpan<byte> key)
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        block.Clear();
        if (key.Length > BlockBytes)
        {
            _ = SHA256.HashData(key, block);
        }
        else
        {
            key.CopyTo(block);
        }
        HashPad(block, InnerPad, State(InnerState));
        HashPad(block, OuterPad, State(OuterState));
        CryptographicOperations.ZeroMemory(block);
    }

    private void HashPad(ReadOnlySpan<byte> key, byte pad, byte* state)
    {
        byte* block = stackalloc byte[BlockBytes];
        for (int i = 0; i < BlockBytes; i++)
        {
            block[i] = (byte)(key[i] ^ pad);
        }
        _ = _sha.Initialise(state);
        _ = _sha.Update(state, block, BlockBytes);
        OpenSsl.Cleanse(block, BlockBytes);
    }

    private byte* State(int index) => _states + index * StateBytes;
}
