using Trifuse.Core.Metrics;
using Trifuse.Trading.Execution;

namespace Trifuse.Engine.Execution;

/// <summary>Where the time of one executor's orders goes. Written by the executor's thread alone.</summary>
public sealed class ExecutorMetrics
{
    /// <summary>From the published signal to the first order's last byte handed to the kernel.</summary>
    public LatencyHistogram SignalToWritten { get; } = new();

    /// <summary>From an order's last byte to its reply.</summary>
    public LatencyHistogram WrittenToAck { get; } = new();

    /// <summary>From an order over REST to its acceptance.</summary>
    public LatencyHistogram RestAck { get; } = new();

    /// <summary>From an order over the order socket to its acceptance.</summary>
    public LatencyHistogram SocketAck { get; } = new();

    /// <summary>Round trips of keep-alive requests, which place nothing.</summary>
    public LatencyHistogram RestProbe { get; } = new();

    /// <summary>Round trips of the order socket's pings.</summary>
    public LatencyHistogram SocketProbe { get; } = new();

    /// <summary>From an order's last byte to the moment when its amounts are final.</summary>
    public LatencyHistogram WrittenToFill { get; } = new();

    /// <summary>From the signal to the end of the cascade.</summary>
    public LatencyHistogram SignalToEnd { get; } = new();

    /// <summary>Takes the times out of a finished cascade.</summary>
    public void Record(in CascadeReport report)
    {
        for (int i = 0; i < report.StepCount; i++)
        {
            ref readonly ReportStep step = ref report.Steps[i];
            if (step.WrittenNs == 0)
            {
                continue;
            }
            if (i == 0)
            {
                SignalToWritten.Record(step.WrittenNs - report.SignalNs);
            }
            if (step.AckNs > 0)
            {
                WrittenToAck.Record(step.AckNs - step.WrittenNs);
            }
            if (step.ClosedNs > 0)
            {
                WrittenToFill.Record(step.ClosedNs - step.WrittenNs);
            }
        }
        SignalToEnd.Record(report.FinishedNs - report.SignalNs);
    }

    /// <summary>Forgets everything, as after the warm-up.</summary>
    public void Clear()
    {
        SignalToWritten.Clear();
        WrittenToAck.Clear();
        WrittenToFill.Clear();
        RestAck.Clear();
        SocketAck.Clear();
        RestProbe.Clear();
        SocketProbe.Clear();
        SignalToEnd.Clear();
    }
}
