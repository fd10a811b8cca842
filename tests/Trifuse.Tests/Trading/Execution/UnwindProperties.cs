using System.Text;
using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Execution;

/// <summary>
/// Whatever becomes of each order, of the books and of the wish to go on: the account is that of the
/// exchange, and no cascade ends with more than dust outside its start currency without a report that says
/// so.
/// </summary>
public class UnwindProperties
{
    private static readonly string[] Symbols =
        ["FLUX-USDT", "FLUX-USDC", "USDC-USDT", "FLUX-BTC", "BTC-USDT", "BTC-USDC"];

    [Fact]
    public void Nothing_is_left_behind_in_silence()
    {
        int unwound = 0;
        int held = 0;
        int faded = 0;
        Gen.ULong.Sample(
            seed =>
            {
                var chance = new Prng(seed);
                UnwindWorld world = MakeWorld(ref chance);
                world.Start();
                CascadeReport report = Drive(world, chance);
                if (!report.HeldIsUncertain)
                {
                    UnwindTests.AssertTrue(world, report);
                    AssertNothingSilent(world, report);
                }
                AssertSaid(report);
                bool isUnwound = report.StepCount > 0 && report.Steps[report.StepCount - 1].Step >= 3;
                Interlocked.Add(ref faded, IsFaded(report) ? 1 : 0);
                Interlocked.Add(ref unwound, isUnwound ? 1 : 0);
                Interlocked.Add(ref held, report.HeldCount > 0 ? 1 : 0);
            },
            iter: 4_000);
        Assert.True(unwound > 400 && held > 100, $"too little happened: {unwound} unwound, {held} held");
        Assert.True(faded > 400, $"too little happened: {faded} faded");
    }

    private static bool IsFaded(in CascadeReport report) =>
        report.Text.Utf8.IndexOf("going round would give"u8) >= 0;

    private static UnwindWorld MakeWorld(ref Prng chance)
    {
        CancelPolicy[] policies = [CancelPolicy.Finish, CancelPolicy.Unwind, CancelPolicy.Hold];
        var world = new UnwindWorld(new CascadeOptions
        {
            OnCancel = policies[chance.NextBelow(3)],
            OnKill = policies[chance.NextBelow(3)],
            OnFade = policies[chance.NextBelow(3)],
            FadeBps = ExactDecimal.FromInt64(chance.NextBelow(200) - 100),
            OnFailure = chance.NextBelow(5) == 0 ? CancelPolicy.Hold : CancelPolicy.Unwind,
            UnwindGuard = chance.NextBelow(2) == 0 ? default : Guard(chance.NextBelow(20)),
            UnwindBudgetBps = ExactDecimal.FromInt64(chance.NextBelow(3) == 0 ? 30 : 10_000),
        })
        {
            AnswersExits = chance.NextBelow(20) > 0,
        };
        world.Signal.Legs[0].PredictedAmount = ExactDecimal.FromInt64(1 + chance.NextBelow(200));
        return world;
    }

    private static PriceGuard Guard(long slackBps) => new(ExactDecimal.FromInt64(slackBps));

    private static CascadeReport Drive(UnwindWorld world, Prng chance)
    {
        Fate[] fates = Enum.GetValues<Fate>();
        world.OnAsked = _ => Move(world, ref chance);
        return world.Drive(
            _ =>
            {
                Move(world, ref chance);
                return chance.NextBelow(3) == 0 ? fates[chance.NextBelow(fates.Length)] : Fate.Filled;
            },
            _ =>
            {
                if (chance.NextBelow(10) == 0)
                {
                    world.Run.RequestCancel(
                        chance.NextBelow(2) == 0 ? AbortReason.Killed : AbortReason.Shutdown, world.NowNs);
                }
            });
    }

    /// <summary>One book gets other sizes, so that orders end short, or is crossed or mended.</summary>
    private static void Move(UnwindWorld world, ref Prng chance)
    {
        (string Bid, string Ask)[] quotes =
        [
            ("0.0772", "0.0774"), ("0.07783", "0.07796"), ("0.999", "0.9991"), ("0.00000118", "0.00000120"),
            ("64000", "64010"), ("64100", "64120"),
        ];
        int at = (int)chance.NextBelow(Symbols.Length);
        string size = chance.NextBelow(3) == 0 ? "25" : "1000000";
        bool isCrossed = chance.NextBelow(6) == 0;
        world.Quote(
            Symbols[at],
            isCrossed ? quotes[at].Ask : quotes[at].Bid,
            isCrossed ? quotes[at].Bid : quotes[at].Ask,
            size);
    }

    private static void AssertNothingSilent(UnwindWorld world, in CascadeReport report)
    {
        foreach ((CurrencyId currency, ExactDecimal amount) in world.Truth)
        {
            if (currency == report.Legs[0].From || amount.IsZero)
            {
                continue;
            }
            Assert.True(amount.IsPositive, "a cascade must not eat into what it does not own");
            string text = amount.ToString();
            string code = world.Universe.CurrencyName(currency);
            bool isHeld = world.AmountOf(report.Held, report.HeldCount, code) == text;
            bool isDust = world.AmountOf(report.Dust, report.DustCount, code) == text;
            Assert.True(isHeld != isDust, $"{text} {code} is neither held nor dust");
            // Every currency sells straight into USDT from 0.1 USDT on, BTC from 0.000001 BTC.
            ExactDecimal worth = amount * UnwindWorld.D(
                code switch { "FLUX" => "0.0772", "USDC" => "0.999", _ => "64000" });
            Assert.True(isHeld || worth < UnwindWorld.D("0.11"), $"{text} {code} is called dust");
        }
    }

    private static void AssertSaid(in CascadeReport report)
    {
        if (report.HeldCount == 0)
        {
            return;
        }
        bool isSaid = Encoding.UTF8.GetString(report.Text.Utf8).Contains("HELD:", StringComparison.Ordinal);
        Assert.True(isSaid, "what is held has to be said in words");
    }
}
