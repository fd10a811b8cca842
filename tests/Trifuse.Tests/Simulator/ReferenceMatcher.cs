namespace Trifuse.Tests.Simulator;

/// <summary>One order as the reference sees it.</summary>
internal sealed class ReferenceOrder
{
    public required int Number { get; init; }

    public required int Owner { get; init; }

    public required bool IsBuy { get; init; }

    public required long Price { get; init; }

    public required long Size { get; init; }

    /// <summary>How much of it may show at once; 0: it is hidden.</summary>
    public required long Shows { get; init; }

    public string? Stp { get; init; }

    public string Time { get; init; } = "GTC";

    public bool PostOnly { get; init; }

    public long Left { get; set; }

    public long Filled { get; set; }

    /// <summary>What of the part that shows is still there.</summary>
    public long Part { get; set; }

    /// <summary>When the part that shows came to its place.</summary>
    public long Turn { get; set; }
}

/// <summary>
/// A matcher of a flat list: before each step the best order is sought anew among all. Slow and without any
/// structure, as an oracle for the real one.
/// </summary>
internal sealed class ReferenceMatcher
{
    /// <summary>Number and owner of what is the house's.</summary>
    public const int House = -1;

    private readonly List<ReferenceOrder> _resting = [];
    private long _turns;

    public List<(int Taker, int Maker, long Price, long Size)> Trades { get; } = [];

    public IReadOnlyList<ReferenceOrder> Resting => _resting;

    public void Cancel(int number) => _resting.RemoveAll(o => o.Number == number);

    public void Enter(ReferenceOrder order)
    {
        order.Left = order.Size;
        if ((order.PostOnly && Met(order).Any()) || (order.Time == "FOK" && !FillsWhole(order)))
        {
            return;
        }

        while (order.Left > 0 && Met(order).FirstOrDefault() is { } maker)
        {
            if (maker.Owner == order.Owner && order.Stp is not null)
            {
                if (!PreventSelfTrade(order, maker))
                {
                    return;
                }

                continue;
            }

            long size = Math.Min(order.Left, maker.Part);
            Trades.Add((order.Number, maker.Number, maker.Price, size));
            order.Left -= size;
            order.Filled += size;
            maker.Left -= size;
            maker.Filled += size;
            maker.Part -= size;
            if (maker.Left == 0)
            {
                _resting.Remove(maker);
            }
            else if (maker.Part == 0)
            {
                Queue(maker);
            }
        }

        if (order.Left > 0 && order.Time == "GTC")
        {
            Queue(order);
            _resting.Add(order);
        }
    }

    /// <summary>
    /// The house quotes a size at a price: it takes what it crosses, its own quotes give way; more stands at
    /// the back, less goes from the back.
    /// </summary>
    public void Quote(bool isBuy, long price, long size)
    {
        var quote = new ReferenceOrder
        {
            Number = House,
            Owner = House,
            IsBuy = isBuy,
            Price = price,
            Size = size,
            Shows = long.MaxValue,
            Left = size,
        };
        while (quote.Left > 0 && Met(quote).FirstOrDefault() is { } maker)
        {
            if (maker.Owner == House)
            {
                _resting.RemoveAll(o => o.Owner == House && o.IsBuy == maker.IsBuy && o.Price == maker.Price);
                continue;
            }

            long part = Math.Min(quote.Left, maker.Part);
            Trades.Add((House, maker.Number, maker.Price, part));
            quote.Left -= part;
            maker.Filled += part;
            maker.Left -= part;
            maker.Part -= part;
            if (maker.Left == 0)
            {
                _resting.Remove(maker);
            }
            else if (maker.Part == 0)
            {
                Queue(maker);
            }
        }

        ReferenceOrder[] old =
            [.. _resting.Where(o => o.Owner == House && o.IsBuy == isBuy && o.Price == price)];
        long less = old.Sum(o => o.Left) - quote.Left;
        foreach (ReferenceOrder chunk in old.OrderByDescending(o => o.Turn))
        {
            long gone = Math.Clamp(less, 0, chunk.Left);
            less -= gone;
            chunk.Left -= gone;
            chunk.Part -= gone;
            _ = chunk.Left == 0 && _resting.Remove(chunk);
        }

        if (less < 0)
        {
            quote.Left = -less;
            Queue(quote);
            _resting.Add(quote);
        }
    }

    /// <summary>Total that shows at a price.</summary>
    public long Visible(bool isBuy, long price) =>
        _resting.Where(o => o.IsBuy == isBuy && o.Price == price && o.Shows > 0).Sum(o => o.Part);

    private void Queue(ReferenceOrder order)
    {
        order.Turn = ++_turns;
        order.Part = order.Shows == 0 ? order.Left : Math.Min(order.Shows, order.Left);
    }

    private IEnumerable<ReferenceOrder> Met(ReferenceOrder order) => _resting
        .Where(o => o.IsBuy != order.IsBuy && (order.IsBuy ? o.Price <= order.Price : o.Price >= order.Price))
        .OrderBy(o => order.IsBuy ? o.Price : -o.Price).ThenBy(o => o.Shows == 0).ThenBy(o => o.Turn);

    private bool PreventSelfTrade(ReferenceOrder order, ReferenceOrder maker)
    {
        if (order.Stp == "DC")
        {
            long both = Math.Min(order.Left, maker.Left);
            order.Left -= both;
            maker.Left -= both;
            maker.Part = Math.Min(maker.Part, maker.Left);
            if (maker.Left == 0)
            {
                _resting.Remove(maker);
            }

            return order.Left > 0;
        }

        if (order.Stp is "CO" or "CB")
        {
            _resting.Remove(maker);
        }

        return order.Stp == "CO";
    }

    /// <summary>By trial on copies: nobody's own order may come up before the end.</summary>
    private bool FillsWhole(ReferenceOrder order)
    {
        var trial = new ReferenceMatcher { _turns = _turns };
        foreach (ReferenceOrder o in _resting)
        {
            trial._resting.Add(new ReferenceOrder
            {
                Number = o.Number,
                Owner = o.Owner,
                IsBuy = o.IsBuy,
                Price = o.Price,
                Size = o.Size,
                Shows = o.Shows,
                Left = o.Left,
                Part = o.Part,
                Turn = o.Turn,
            });
        }

        var probe = new ReferenceOrder
        {
            Number = -2,
            Owner = order.Owner,
            IsBuy = order.IsBuy,
            Price = order.Price,
            Size = order.Size,
            Shows = order.Shows,
            Stp = "CN",
            Time = "IOC",
        };
        trial.Enter(probe);
        return probe.Left == 0;
    }
}
