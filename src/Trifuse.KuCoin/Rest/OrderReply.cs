using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Trifuse.Core.Domain;

namespace Trifuse.KuCoin.Rest;

/// <summary>The reply to an order, order test or cancel request, as plain values.</summary>
public struct OrderReply
{
    /// <summary>A longer message is cut to this many bytes.</summary>
    public const int MessageMaxBytes = 160;

    private MessageText _message;
    private int _messageLength;

    /// <summary>Accepted, rejected or unknown.</summary>
    public OrderReplyKind Kind;

    /// <summary>The cause of a refusal.</summary>
    public OrderFault Fault;

    /// <summary>The HTTP status.</summary>
    public int HttpStatus;

    /// <summary>KuCoin's code; 0 when the body had none.</summary>
    public int Code;

    /// <summary>The exchange's id of the order, when accepted and told.</summary>
    public OrderId OrderId;

    /// <summary>The exchange's own text as UTF-8, at most <see cref="MessageMaxBytes"/>.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Message => ((ReadOnlySpan<byte>)_message)[.._messageLength];

    /// <summary>A sentence for the operator. Allocates.</summary>
    public readonly string Describe() => Kind == OrderReplyKind.Accepted
        ? "KuCoin accepted the request."
        : $"KuCoin answered with HTTP {HttpStatus}, code {Code}: '{Encoding.UTF8.GetString(Message)}'. "
            + ErrorCodes.AdviceFor(Fault);

    internal void SetMessage(ReadOnlySpan<byte> text)
    {
        _messageLength = Math.Min(text.Length, MessageMaxBytes);
        text[.._messageLength].CopyTo(_message);
    }

    [InlineArray(MessageMaxBytes)]
    private struct MessageText
    {
        private byte _first;
    }
}
