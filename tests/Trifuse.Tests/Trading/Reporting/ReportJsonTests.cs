using System.Text.Json;
using Trifuse.Tests.Trading.Execution;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;

namespace Trifuse.Tests.Trading.Reporting;

public class ReportJsonTests
{
    [Fact]
    public void Holds_what_the_line_says_with_every_digit()
    {
        CascadeReport report = ReportCases.Filled(out CascadeWorld world);
        report.Steps[1].Path = OrderPath.Socket;
        using JsonDocument json = Parse(report, world);
        JsonElement root = json.RootElement;
        Assert.Equal("FILLED", root.GetProperty("outcome").GetString());
        Assert.Equal((7, 42), (root.GetProperty("run").GetInt32(), root.GetProperty("cascade").GetInt32()));
        Assert.Equal(report.Profit.ToString(), root.GetProperty("profit").GetString());
        Assert.Equal(
            ["USDT", "FLUX", "USDC"],
            root.GetProperty("triangle").EnumerateArray().Select(e => e.GetString()!));
        JsonElement second = root.GetProperty("orders")[1];
        Assert.Equal("tf-7-42-1-0", second.GetProperty("client_id").GetString());
        Assert.Equal(report.Steps[1].Funds.ToString(), second.GetProperty("funds").GetString());
        Assert.Equal(2, second.GetProperty("matches").GetInt32());
        Assert.Equal("FLUX-USDC", second.GetProperty("symbol").GetString());
        Assert.Equal(
            ["", "ws", ""],
            root.GetProperty("orders").EnumerateArray().Select(o => o.GetProperty("path").GetString()!));
        Assert.False(root.TryGetProperty("error", out _));
        Assert.Equal(3, root.GetProperty("legs").GetArrayLength());
    }

    [Fact]
    public void Quotes_and_backslashes_of_the_exchange_stay_valid_json()
    {
        CascadeReport report = ReportCases.Failed(out CascadeWorld world);
        report.Text.Set("say \"no\" \\ twice"u8);
        using JsonDocument json = Parse(report, world);
        Assert.Equal("say \"no\" \\ twice", json.RootElement.GetProperty("text").GetString());
        Assert.Equal("order_rejected", json.RootElement.GetProperty("error").GetString());
        JsonElement held = json.RootElement.GetProperty("held")[0];
        Assert.Equal("FLUX", held.GetProperty("currency").GetString());
        Assert.Equal("64.53", held.GetProperty("amount").GetString());
    }

    private static JsonDocument Parse(in CascadeReport report, CascadeWorld world)
    {
        byte[] buffer = new byte[ReportJson.MaxLength];
        int length = ReportJson.Write(report, world.Universe, buffer);
        Assert.DoesNotContain((byte)'\n', buffer.AsSpan(0, length).ToArray());
        return JsonDocument.Parse(buffer.AsMemory(0, length));
    }
}
