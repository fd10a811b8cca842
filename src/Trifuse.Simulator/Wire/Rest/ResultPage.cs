using System.Text.Json;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>Lists in pages: currentPage, pageSize, totalNum, totalPage, items.</summary>
public static class ResultPage
{
    private const int DefaultSize = 50;
    private const int LargestSize = 500;

    /// <summary>The page that the call asks for with currentPage (or pageNum) and pageSize.</summary>
    public static Reply Of<T>(
        RestCall call, IReadOnlyList<T> all, Action<Utf8JsonWriter, T> write, int defaultSize = DefaultSize)
    {
        long size = Math.Clamp(call.Number("pageSize", defaultSize), 1, LargestSize);
        long page = Math.Max(1, call.Number(call.Query("pageNum") is null ? "currentPage" : "pageNum", 1));
        return Reply.Object(w =>
        {
            w.WriteNumber("currentPage", page);
            w.WriteNumber("pageSize", size);
            w.WriteNumber("totalNum", all.Count);
            w.WriteNumber("totalPage", (all.Count + size - 1) / size);
            w.WriteStartArray("items");
            if (page <= int.MaxValue / LargestSize)
            {
                foreach (T item in all.Skip((int)((page - 1) * size)).Take((int)size))
                {
                    write(w, item);
                }
            }

            w.WriteEndArray();
        });
    }

    /// <summary>All of it as a plain array.</summary>
    public static Reply Array<T>(IEnumerable<T> all, Action<Utf8JsonWriter, T> write) => Reply.Data(w =>
    {
        w.WriteStartArray();
        foreach (T item in all)
        {
            write(w, item);
        }

        w.WriteEndArray();
    });
}
