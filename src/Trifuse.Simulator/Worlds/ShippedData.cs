using System.IO.Compression;

namespace Trifuse.Simulator.Worlds;

/// <summary>The data files inside the assembly. Sources and licences: Data/NOTICES.md.</summary>
public static class ShippedData
{
    public const string Symbols2021 = "kucoin-symbols-2021-06-05.json.gz";
    public const string AllTickers2022 = "kucoin-alltickers-2022-10-24.json.gz";

    private static readonly Dictionary<string, string> Captures = new(StringComparer.Ordinal)
    {
        ["kucoin-2021"] = "kucoin-ws-2021-04-25.kcap.jsonl.gz",
        ["poloniex-2022"] = "poloniex-2022-08-21.kcap.jsonl.gz",
        ["binance-2024"] = "binance-2024-08-08-btc-eth.kcap.jsonl.gz",
    };

    public static IEnumerable<string> CaptureNames => Captures.Keys;

    public static bool IsCaptureName(string name) => Captures.ContainsKey(name);

    public static Stream OpenCapture(string name) => Open(Captures[name]);

    public static byte[] ReadUnpacked(string file)
    {
        using Stream packed = Open(file);
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        using var memory = new MemoryStream();
        gzip.CopyTo(memory);
        return memory.ToArray();
    }

    private static Stream Open(string file)
    {
        System.Reflection.Assembly assembly = typeof(ShippedData).Assembly;
        string suffix = ".Data." + file;
        string? name = Array.Find(
            assembly.GetManifestResourceNames(), n => n.EndsWith(suffix, StringComparison.Ordinal));
        return name is not null && assembly.GetManifestResourceStream(name) is { } stream
            ? stream
            : throw new InvalidOperationException("The data file " + file + " is not in this build.");
    }
}
