using System.Text;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Start;
using Trifuse.Engine.Tape;

namespace Trifuse.Tests.Engine.Start;

public sealed class MarketFactsTests
{
    [Fact]
    public void Come_back_from_the_head_of_a_tape_as_they_went_in()
    {
        MarketFacts facts = Facts();
        var head = new TapeHead(100, 1_000_100);
        facts.WriteTo(head);

        MarketFacts? read = MarketFacts.ReadFrom(head, out string problem);

        Assert.NotNull(read);
        Assert.Equal("", problem);
        Assert.Equal(facts.SymbolsBody, read.SymbolsBody);
        Assert.Equal(facts.TakerFees, read.TakerFees);
        Assert.Equal(facts.Balances, read.Balances);
        Assert.Equal(facts.Run, read.Run);
        Assert.Equal(facts.Mode, read.Mode);
        Assert.Equal(1_000_000, read.UtcOffsetNs);
    }

    [Fact]
    public void A_head_without_them_is_refused_in_one_sentence()
    {
        Assert.Null(MarketFacts.ReadFrom(new TapeHead(0, 0), out string problem));
        Assert.Contains("Record it again", problem, StringComparison.Ordinal);
    }

    private static MarketFacts Facts() => new()
    {
        SymbolsBody = Encoding.UTF8.GetBytes("{\"code\":\"200000\",\"data\":[]}"),
        TakerFees = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal)
        {
            ["BTC-USDT"] = ExactDecimal.Zero,
            ["FLUX-USDT"] = ExactDecimal.Parse("0.002"),
        },
        Balances = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal)
        {
            ["USDT"] = ExactDecimal.Parse("10000.000000000001"),
        },
        Run = 4_000_000_000,
        Mode = RunMode.Live,
        UtcOffsetNs = 1_000_000,
    };
}
