using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Trifuse.Core.Domain;

/// <summary>
/// Finds a symbol's index by its code as it stands in a frame: open addressing, no allocation.
/// </summary>
public sealed class SymbolTable
{
    private readonly byte[][] _names;
    private readonly int[] _slots;
    private readonly int _mask;

    /// <summary>
    /// Indexes the codes in the order given: the first one becomes <see cref="SymbolId"/> 0.
    /// </summary>
    public SymbolTable(IReadOnlyList<string> names)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, names.Count * 4));
        _mask = size - 1;
        _slots = new int[size];
        Array.Fill(_slots, -1);
        _names = new byte[names.Count][];
        for (int i = 0; i < names.Count; i++)
        {
            _names[i] = Encoding.UTF8.GetBytes(names[i]);
            int at = HashOf(_names[i]) & _mask;
            while (_slots[at] >= 0)
            {
                Check.That(!_names[_slots[at]].AsSpan().SequenceEqual(_names[i]));
                at = (at + 1) & _mask;
            }
            _slots[at] = i;
        }
    }

    /// <summary>How many symbols there are.</summary>
    public int Count => _names.Length;

    /// <summary>The code of a symbol as UTF-8.</summary>
    public ReadOnlySpan<byte> NameOf(SymbolId symbol) => _names[symbol.Index];

    /// <summary>False when the code is not in the table.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out SymbolId symbol)
    {
        int at = HashOf(name) & _mask;
        while (_slots[at] >= 0)
        {
            if (name.SequenceEqual(_names[_slots[at]]))
            {
                symbol = new SymbolId(_slots[at]);
                return true;
            }
            at = (at + 1) & _mask;
        }
        symbol = SymbolId.None;
        return false;
    }

    private static int HashOf(ReadOnlySpan<byte> name)
    {
        unchecked
        {
            ulong hash = (ulong)name.Length;
            while (name.Length >= 8)
            {
                hash = (hash ^ MemoryMarshal.Read<ulong>(name)) * 0x9E3779B97F4A7C15UL;
                name = name[8..];
            }
            ulong rest = 0;
            for (int i = 0; i < name.Length; i++)
            {
                rest = (rest << 8) | name[i];
            }
            hash = (hash ^ rest) * 0x9E3779B97F4A7C15UL;
            return (int)(hash >> 33);
        }
    }
}
