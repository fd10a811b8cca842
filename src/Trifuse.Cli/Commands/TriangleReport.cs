using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Trifuse.Core.Domain;
using Trifuse.Trading.Market;

namespace Trifuse.Cli.Commands;

/// <summary>What `triangles` shows, as text and as JSON.</summary>
internal sealed class TriangleReport(
    string source, GraphStatistics statistics, string[] starts, Universe? universe, bool list)
{
    // "100+" is a key; the output is read by programs, not pasted into web pages.
    private static readonly JsonWriterOptions Relaxed =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void WriteText(TextWriter output)
    {
        output.WriteLine($"{source}: {statistics.Symbols} symbols, {statistics.Currencies} currencies");
        output.WriteLine($"{statistics.Triangles} triangles ({statistics.DirectedCycles} directed cycles); "
            + $"{statistics.PairsInTriangles} symbols are a side of one");
        var buckets = GraphStatistics.BucketNames.Select(
            (name, i) => $"{name}: {statistics.DegreeBuckets[i]}");
        output.WriteLine($"symbols by number of triangles: {string.Join(", ", buckets)}");
        output.WriteLine("hub symbols: "
            + string.Join(", ", statistics.HubPairs.Select(h => $"{h.Symbol} {h.Triangles}")));
        output.WriteLine("hub currencies: "
            + string.Join(", ", statistics.HubCurrencies(10).Select(h => $"{h.Currency} {h.Triangles}")));
        foreach (string start in starts)
        {
            output.WriteLine($"from {start}: {statistics.TrianglesWith(start)} triangles");
        }
        if (universe is not null)
        {
            output.WriteLine($"engine's universe: {universe.SymbolCount} symbols, {universe.TriangleCount} "
                + "directed triangles (parallel symbols counted one by one)");
        }
        foreach (string line in Lines())
        {
            output.WriteLine(line);
        }
    }

    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("source", source);
            json.WriteNumber("symbols", statistics.Symbols);
            json.WriteNumber("currencies", statistics.Currencies);
            json.WriteNumber("triangles", statistics.Triangles);
            json.WriteNumber("directed_cycles", statistics.DirectedCycles);
            json.WriteNumber("symbols_in_triangles", statistics.PairsInTriangles);
            WriteMap(json, "symbols_by_triangles",
                GraphStatistics.BucketNames.Zip(statistics.DegreeBuckets));
            WriteMap(json, "hub_symbols", statistics.HubPairs.Select(h => (h.Symbol, h.Triangles)));
            WriteMap(json, "hub_currencies",
                statistics.HubCurrencies(10).Select(h => (h.Currency, h.Triangles)));
            WriteMap(json, "start_currencies", starts.Select(s => (s, statistics.TrianglesWith(s))));
            if (universe is not null)
            {
                json.WriteNumber("universe_symbols", universe.SymbolCount);
                json.WriteNumber("universe_directed_triangles", universe.TriangleCount);
            }
            if (list)
            {
                json.WriteStartArray("list");
                foreach (string line in Lines())
                {
                    json.WriteStringValue(line);
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IEnumerable<(string Key, int Value)> pairs)
    {
        json.WriteStartObject(name);
        foreach ((string key, int value) in pairs)
        {
            json.WriteNumber(key, value);
        }
        json.WriteEndObject();
    }

    /// <summary>
    /// One directed triangle a line, e.g. "USDT buy FLUX-USDT, sell FLUX-USDC, sell USDC-USDT".
    /// </summary>
    private List<string> Lines()
    {
        var lines = new List<string>();
        for (int i = 0; list && universe is not null && i < universe.TriangleCount; i++)
        {
            Triangle triangle = universe.Triangles[i];
            string legs = string.Join(", ", Enumerable.Range(0, 3).Select(n => Describe(triangle.Leg(n))));
            lines.Add($"{universe.CurrencyName(triangle.Start)} {legs}");
        }
        return lines;
    }

    private string Describe(TriangleLeg leg) =>
        $"{(leg.Side == Side.Buy ? "buy" : "sell")} {universe!.SpecOf(leg.Symbol).Name}";
}
