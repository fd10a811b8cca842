using System.Text.Json;
using Trifuse.Simulator.Wire;

namespace Trifuse.Tests.Simulator;

/// <summary>Requests whose members have other types than the protocol says.</summary>
public sealed class LooseJsonTests
{
    [Theory]
    [InlineData("\"0.5\"", "0.5")]
    [InlineData("0.5", "0.5")]
    [InlineData("\" 0.5 \"", "0.5")]
    [InlineData("1e-7", "0.0000001")]
    [InlineData("1.25E-3", "0.00125")]
    [InlineData("-1.25e-3", "-0.00125")]
    [InlineData("1.5e3", "1500")]
    [InlineData("12.34e1", "123.4")]
    [InlineData("1e21", "1000000000000000000000")]
    [InlineData("\"1e4\"", "1e4")]
    [InlineData("\"many\"", "many")]
    [InlineData("1e999", "1e999")]
    [InlineData("null", null)]
    public void An_amount_is_read_as_plain_text(string json, string? text)
    {
        using JsonDocument document = JsonDocument.Parse("{\"size\":" + json + "}");
        Assert.Equal(text, LooseJson.Amount(document.RootElement, "size"));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"true\"", true)]
    [InlineData("\"True\"", true)]
    [InlineData("false", false)]
    [InlineData("\"false\"", false)]
    [InlineData("null", false)]
    [InlineData("1", false)]
    public void A_flag_may_be_a_text(string json, bool flag)
    {
        using JsonDocument document = JsonDocument.Parse("{\"postOnly\":" + json + "}");
        Assert.Equal(flag, LooseJson.Flag(document.RootElement, "postOnly"));
        Assert.False(LooseJson.Flag(document.RootElement, "hidden"));
    }
}
