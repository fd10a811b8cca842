using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Tests.Trading.Execution;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;
using static Trifuse.Tests.Trading.Execution.CascadeWorld;

namespace Trifuse.Tests.Trading.Reporting;

/// <summary>Doubts and late credits, as the report shows them.</summary>
public class ReportDelayTests
{
    [Fact]
    public void A_doubt_is_shown_with_its_cause_its_resolution_and_its_duration()
    {
        var world = new CascadeWorld();
        OrderRequest first = world.DoubtFirst(UnknownCause.ServerError);
        world.NowNs += 12_345_678;
        world.Run.OnOrderState(first.ClientId, Truth("64.53", "4.994622", "0.004994622"), world.NowNs);
        world.FillSecond();
        world.FillThird();
        CascadeReport report = world.Take();
        Assert.Equal(world.Options.QueryRetryNs + 12_345_678, report.Steps[0].ResolveNs);
        Assert.Contains(" | doubts=[L0:server_error->query 312.345ms]", LineOf(report, world), Ordinal);
        Assert.Contains("\"resolve_ns\":312345678", JsonOf(report, world), Ordinal);
        var totals = new SessionTotals(world.Universe.CurrencyCount);
        totals.Add(report);
        Assert.Equal((1, 312_345_678), (totals.UnknownOutcomes, totals.LongestDoubtNs));
    }

    [Fact]
    public void A_late_credit_is_shown_with_its_refusals_and_its_delay()
    {
        var world = new CascadeWorld();
        world.Start();
        world.FillFirst();
        for (int i = 0; i < 2; i++)
        {
            OrderRequest second = world.Place();
            world.Reject(second, 200004, "Balance insufficient!", RejectionKind.InsufficientBalance);
            world.AdvanceToDeadline();
        }
        world.FillSecond();
        world.FillThird();
        string line = LineOf(world.Take(), world);
        Assert.Contains(" | credit=[L1:2 refused 100.000ms]", line, Ordinal);
        Assert.DoesNotContain("doubts=", line, Ordinal);
    }

    [Fact]
    public void Without_delays_the_line_says_nothing_of_them()
    {
        CascadeReport report = ReportCases.Filled(out CascadeWorld world);
        string line = LineOf(report, world);
        Assert.DoesNotContain("doubts=", line, Ordinal);
        Assert.DoesNotContain("credit=", line, Ordinal);
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static string LineOf(in CascadeReport report, CascadeWorld world)
    {
        byte[] buffer = new byte[ReportLine.MaxLength];
        return Encoding.UTF8.GetString(buffer, 0, ReportLine.Write(report, world.Universe, buffer));
    }

    private static string JsonOf(in CascadeReport report, CascadeWorld world)
    {
        byte[] buffer = new byte[ReportJson.MaxLength];
        return Encoding.UTF8.GetString(buffer, 0, ReportJson.Write(report, world.Universe, buffer));
    }
}
