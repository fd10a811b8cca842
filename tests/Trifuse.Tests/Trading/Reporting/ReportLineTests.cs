using System.Text;
using Trifuse.Tests.Trading.Execution;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;

namespace Trifuse.Tests.Trading.Reporting;

public class ReportLineTests
{
    [Fact]
    public void A_filled_cascade_reads_as_the_golden_line() =>
        AssertGolden("filled.txt", Write(ReportCases.Filled(out CascadeWorld world), world));

    [Fact]
    public void A_failed_cascade_reads_as_the_golden_line() =>
        AssertGolden("failed.txt", Write(ReportCases.Failed(out CascadeWorld world), world));

    [Fact]
    public void An_aborted_cascade_reads_as_the_golden_line() =>
        AssertGolden("aborted.txt", Write(ReportCases.Aborted(out CascadeWorld world), world));

    [Fact]
    public void A_correction_is_no_second_report_of_its_cascade()
    {
        CascadeReport report = ReportCases.Filled(out CascadeWorld world);
        string first = Write(report, world);
        report.IsSettlement = true;
        report.ReportedProfit = CascadeWorld.D("-4.99");
        string line = Write(report, world);
        Assert.Contains("Z SETTLED | settles=7-42 | triangle=", line, StringComparison.Ordinal);
        Assert.Contains(
            $" | profit={report.Profit} | reported_profit=-4.99 | outcome=FILLED | timings=",
            line,
            StringComparison.Ordinal);
        Assert.DoesNotContain("corr=", line, StringComparison.Ordinal);
        Assert.Contains(" | corr=7-42 | ", first, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_report_fits_the_buffers()
    {
        CascadeReport report = ReportCases.Failed(out CascadeWorld world);
        report.IsSettlement = true;
        report.ReportedProfit = new(Int128.MinValue / 10, 30);
        Trifuse.Core.Numbers.ExactDecimal long38 = new(Int128.MinValue / 10, 30);
        report.StepCount = CascadeReport.MaxSteps;
        for (int i = 0; i < CascadeReport.MaxSteps; i++)
        {
            ref ReportStep step = ref report.Steps[i];
            step = report.Steps[0];
            step.Step = (byte)i;
            step.Amount = step.Fee = step.Cost = step.Output = long38;
        }
        report.HeldCount = report.DustCount = report.NetCount = CascadeReport.MaxAmounts;
        for (int i = 0; i < CascadeReport.MaxAmounts; i++)
        {
            report.Held[i].Amount = report.Held[i].Value = long38;
            report.Dust[i] = report.Held[i];
            report.Net[i] = report.Held[i];
        }
        int line = ReportLine.Write(report, world.Universe, new byte[ReportLine.MaxLength]);
        int json = ReportJson.Write(report, world.Universe, new byte[ReportJson.MaxLength]);
        Assert.InRange(line, 1, ReportLine.MaxLength - 1);
        Assert.InRange(json, 1, ReportJson.MaxLength - 1);
    }

    private static string Write(in CascadeReport report, CascadeWorld world)
    {
        byte[] buffer = new byte[ReportLine.MaxLength];
        return Encoding.UTF8.GetString(buffer, 0, ReportLine.Write(report, world.Universe, buffer));
    }

    private static void AssertGolden(string file, string line)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "report", file);
        Assert.Equal(File.ReadAllText(path).TrimEnd('\n'), line);
    }
}
