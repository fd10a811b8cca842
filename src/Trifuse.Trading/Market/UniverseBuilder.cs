using Trifuse.Core.Domain;

namespace Trifuse.Trading.Market;

/// <summary>Filters symbols, finds the triangles, and numbers what is left. Runs once, at start.</summary>
internal sealed class UniverseBuilder(UniverseFilter filter)
{
    private readonly List<RefusedSymbol> _refused = [];
    private readonly List<string> _warnings = [];
    private readonly List<SymbolSpec> _specs = [];
    private readonly Dictionary<string, List<int>> _edgesOf = new(StringComparer.Ordinal);
    private readonly List<Cycle> _cycles = [];

    public UniverseResult Build(IReadOnlyList<SymbolSpec> specs)
    {
        if (filter.StartCurrencies.Count == 0)
        {
            return Fail("No start currency is configured. Name at least one, for example USDT.");
        }
        if (specs.Count == 0)
        {
            return Fail("The exchange's symbol list is empty. Nothing can be traded.");
        }
        Select(specs);
        if (_specs.Count == 0)
        {
            return Fail(
                $"None of the exchange's {specs.Count} symbols is left. "
                + "Check the quotes, allow and deny lists.");
        }
        FindCycles();
        return _cycles.Count > 0
            ? Finish()
            : Fail($"The {_specs.Count} symbols left by the filter close no triangle through "
                + $"{string.Join(", ", filter.StartCurrencies)}. Widen the filter or the start currencies.");
    }

    private UniverseResult Fail(string error) =>
        new() { Error = error, Refused = _refused, Warnings = _warnings };

    private void Select(IReadOnlyList<SymbolSpec> specs)
    {
        var quotes = new HashSet<string>(filter.Quotes, StringComparer.Ordinal);
        var allow = new HashSet<string>(filter.Allow, StringComparer.Ordinal);
        var deny = new HashSet<string>(filter.Deny, StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (SymbolSpec spec in specs)
        {
            bool isNew = names.Add(spec.Name);
            if ((allow.Count > 0 && !allow.Contains(spec.Name)) || deny.Contains(spec.Name)
                || (quotes.Count > 0 && !quotes.Contains(spec.QuoteCurrency))
                || (filter.TradingOnly && !spec.EnableTrading))
            {
                continue;
            }
            string? reason = isNew ? DigitBudget.Refusal(spec) : "it is listed twice";
            if (reason is not null)
            {
                _refused.Add(new RefusedSymbol(spec.Name, reason));
                continue;
            }
            int edge = _specs.Count;
            _specs.Add(spec);
            EdgesOf(spec.BaseCurrency).Add(edge);
            EdgesOf(spec.QuoteCurrency).Add(edge);
        }
        Warn(filter.Allow, names, "allow list");
        Warn(filter.Deny, names, "deny list");
    }

    private void Warn(IReadOnlyList<string> wanted, HashSet<string> names, string where)
    {
        foreach (string name in wanted)
        {
            if (!names.Contains(name))
            {
                _warnings.Add($"{name} in the {where} is not a symbol of the exchange.");
            }
        }
    }

    private List<int> EdgesOf(string currency)
    {
        if (!_edgesOf.TryGetValue(currency, out List<int>? edges))
        {
            edges = [];
            _edgesOf.Add(currency, edges);
        }
        return edges;
    }

    private void FindCycles()
    {
        var between = new Dictionary<(string, string), List<int>>();
        for (int i = 0; i < _specs.Count; i++)
        {
            SymbolSpec spec = _specs[i];
            Add(between, (spec.BaseCurrency, spec.QuoteCurrency), i);
            Add(between, (spec.QuoteCurrency, spec.BaseCurrency), i);
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string start in filter.StartCurrencies)
        {
            int before = _cycles.Count;
            if (seen.Add(start) && _edgesOf.TryGetValue(start, out List<int>? first))
            {
                FindCyclesFrom(start, first, between);
            }
            if (before == _cycles.Count)
            {
                _warnings.Add($"No triangle begins in {start}.");
            }
        }
    }

    private void FindCyclesFrom(
        string start, List<int> firstEdges, Dictionary<(string, string), List<int>> between)
    {
        foreach (int first in firstEdges)
        {
            string second = Other(first, start);
            foreach (int middle in _edgesOf[second])
            {
                string third = Other(middle, second);
                if (string.Equals(third, start, StringComparison.Ordinal)
                    || !between.TryGetValue((third, start), out List<int>? closing))
                {
                    continue;
                }
                foreach (int last in closing)
                {
                    _cycles.Add(new Cycle(start, second, third, first, middle, last));
                }
            }
        }
    }

    private string Other(int edge, string currency)
    {
        SymbolSpec spec = _specs[edge];
        return string.Equals(spec.BaseCurrency, currency, StringComparison.Ordinal)
            ? spec.QuoteCurrency
            : spec.BaseCurrency;
    }

    private UniverseResult Finish()
    {
        bool[] used = new bool[_specs.Count];
        foreach (Cycle cycle in _cycles)
        {
            used[cycle.First] = used[cycle.Middle] = used[cycle.Last] = true;
        }
        int[] newIndex = new int[_specs.Count];
        var specs = new List<SymbolSpec>();
        var currencies = new Dictionary<string, CurrencyId>(StringComparer.Ordinal);
        var bases = new List<CurrencyId>();
        var quotes = new List<CurrencyId>();
        for (int i = 0; i < _specs.Count; i++)
        {
            if (used[i])
            {
                newIndex[i] = specs.Count;
                specs.Add(_specs[i]);
                bases.Add(Number(currencies, _specs[i].BaseCurrency));
                quotes.Add(Number(currencies, _specs[i].QuoteCurrency));
            }
        }
        var triangles = new Triangle[_cycles.Count];
        var starts = new List<CurrencyId>();
        for (int i = 0; i < triangles.Length; i++)
        {
            Cycle cycle = _cycles[i];
            CurrencyId start = currencies[cycle.Start];
            CurrencyId second = currencies[cycle.Second];
            CurrencyId third = currencies[cycle.Third];
            triangles[i] = new Triangle(
                i,
                LegOf(cycle.First, newIndex, bases, start, second),
                LegOf(cycle.Middle, newIndex, bases, second, third),
                LegOf(cycle.Last, newIndex, bases, third, start));
            if (!starts.Contains(start))
            {
                starts.Add(start);
            }
        }
        string[] names = new string[currencies.Count];
        foreach ((string name, CurrencyId id) in currencies)
        {
            names[id.Index] = name;
        }
        return new UniverseResult
        {
            Universe = new Universe([.. specs], names, [.. bases], [.. quotes], [.. starts], triangles),
            Selected = _specs,
            Refused = _refused,
            Warnings = _warnings,
        };
    }

    private static TriangleLeg LegOf(
        int edge, int[] newIndex, List<CurrencyId> bases, CurrencyId from, CurrencyId to)
    {
        int symbol = newIndex[edge];
        Side side = bases[symbol] == from ? Side.Sell : Side.Buy;
        return new TriangleLeg(new SymbolId(symbol), side, from, to);
    }

    private static CurrencyId Number(Dictionary<string, CurrencyId> currencies, string name)
    {
        if (!currencies.TryGetValue(name, out CurrencyId id))
        {
            id = new CurrencyId(currencies.Count);
            currencies.Add(name, id);
        }
        return id;
    }

    private static void Add(Dictionary<(string, string), List<int>> map, (string, string) key, int edge)
    {
        if (!map.TryGetValue(key, out List<int>? edges))
        {
            edges = [];
            map.Add(key, edges);
        }
        edges.Add(edge);
    }

    private readonly record struct Cycle(
        string Start, string Second, string Third, int First, int Middle, int Last);
}
