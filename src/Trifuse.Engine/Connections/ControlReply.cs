using System.Buffers.Text;
using Trifuse.Net.Dial;
using Trifuse.Net.Http;

namespace Trifuse.Engine.Connections;

/// <summary>The reply to a control call, or why there is none.</summary>
internal sealed class ControlReply
{
    private readonly BlockingReply? _reply;

    private ControlReply(BlockingReply? reply, string problem, DialCause cause, bool wasWritten)
    {
        WasWritten = wasWritten;
        _reply = reply;
        Problem = problem;
        DialCause = cause;
    }

    /// <summary>The connection or the exchange failed; nothing is known of the server's view.</summary>
    public bool IsTransportFailure => _reply is null;

    /// <summary>What went wrong, for a person; empty when a reply came.</summary>
    public string Problem { get; }

    /// <summary>False when not one byte of the request left, so that it can have had no effect.</summary>
    public bool WasWritten { get; }

    /// <summary>Why no connection could be made, if that was it.</summary>
    public DialCause DialCause { get; }

    /// <summary>HTTP status; 0 without a reply.</summary>
    public int Status => _reply?.Status ?? 0;

    /// <summary>The reply's body.</summary>
    public ReadOnlySpan<byte> Body => _reply is null ? default : _reply.Body;

    /// <summary>The number in a header; -1 when there is none.</summary>
    public long NumberIn(ReadOnlySpan<byte> header) =>
        _reply is not null
            && _reply.TryGetHeader(header, out ReadOnlySpan<byte> value)
            && Utf8Parser.TryParse(value, out long number, out _)
            ? number
            : -1;

    public static ControlReply Success(BlockingReply reply) =>
        new(reply, "", DialCause.None, wasWritten: true);

    public static ControlReply Failure(string problem, DialCause cause, bool wasWritten) =>
        new(null, problem, cause, wasWritten);
}
