using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Market;

/// <summary>
/// One side of a book, best level first, in an array of fixed size. When more levels exist than it holds, it
/// remembers the price beyond which nothing is known, so that it never shows a book with a hole.
/// </summary>
internal sealed class BookSide(bool isBid, int capacity)
{
    // Products of admitted levels leave room for a fee rate within 38 digits.
    private const double MantissaProductMax = 1e32;
    private const int ScaleSumMax = 30;

    private readonly PriceLevel[] _levels = new PriceLevel[capacity];
    private int _count;
    private bool _isCut;
    private ExactDecimal _edge;

    public int Count => _count;

    /// <summary>True when levels beyond the last known one exist or may exist.</summary>
    public bool IsCut => _isCut;

    public ref readonly PriceLevel Best => ref _levels[0];

    public ReadOnlySpan<PriceLevel> Levels(int max) => _levels.AsSpan(0, Math.Min(_count, max));

    public void Clear()
    {
        _count = 0;
        _isCut = false;
    }

    /// <summary>The only level, or none when price or size is 0.</summary>
    public void SetTop(in PriceLevel level)
    {
        _isCut = false;
        _count = 0;
        if (TryAdmit(level, out PriceLevel clean))
        {
            _levels[0] = clean;
            _count = 1;
        }
    }

    /// <summary>Replaces all; false (and empty) when the levels are not strictly in order.</summary>
    public bool TryReplace(ReadOnlySpan<PriceLevel> levels)
    {
        Clear();
        for (int i = 0; i < levels.Length; i++)
        {
            if (!TryAdmit(levels[i], out PriceLevel clean))
            {
                // What lies behind an unusable level cannot be reached without it.
                break;
            }
            if (_count > 0 && !IsBetter(_levels[_count - 1].Price, clean.Price))
            {
                Clear();
                return false;
            }
            if (_count == _levels.Length)
            {
                Cut();
                break;
            }
            _levels[_count++] = clean;
        }
        return true;
    }

    /// <summary>Sets the size at a price; size 0 removes the level.</summary>
    public void Set(ExactDecimal price, ExactDecimal size)
    {
        if (_isCut && IsBetter(_edge, price))
        {
            return;
        }
        int at = Find(price, out bool exists);
        if (!TryAdmit(new PriceLevel(price, size), out PriceLevel clean))
        {
            if (exists)
            {
                Remove(at);
            }
            return;
        }
        if (exists)
        {
            _levels[at] = clean;
            return;
        }
        Insert(at, clean);
    }

    /// <summary>
    /// False for levels without price or size, or with so many digits that a product would not be exact.
    /// </summary>
    private static bool TryAdmit(in PriceLevel level, out PriceLevel clean)
    {
        clean = level;
        if (!level.Price.IsPositive || !level.Size.IsPositive)
        {
            return false;
        }
        if (Fits(level))
        {
            return true;
        }
        clean = new PriceLevel(level.Price.Normalized(), level.Size.Normalized());
        return Fits(clean);
    }

    private static bool Fits(in PriceLevel level) =>
        level.Price.Scale + level.Size.Scale <= ScaleSumMax
        && (double)level.Price.Mantissa * (double)level.Size.Mantissa < MantissaProductMax;

    private bool IsBetter(ExactDecimal a, ExactDecimal b) => isBid ? a > b : a < b;

    private void Cut()
    {
        _isCut = true;
        _edge = _levels[_count - 1].Price;
    }

    private int Find(ExactDecimal price, out bool exists)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (IsBetter(_levels[middle].Price, price))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        exists = low < _count && _levels[low].Price == price;
        return low;
    }

    private void Insert(int at, in PriceLevel level)
    {
        if (_count < _levels.Length)
        {
            Array.Copy(_levels, at, _levels, at + 1, _count - at);
            _levels[at] = level;
            _count++;
            return;
        }
        if (at < _count)
        {
            Array.Copy(_levels, at, _levels, at + 1, _count - at - 1);
            _levels[at] = level;
        }
        Cut();
    }

    private void Remove(int at)
    {
        Array.Copy(_levels, at + 1, _levels, at, _count - at - 1);
        _count--;
    }
}
