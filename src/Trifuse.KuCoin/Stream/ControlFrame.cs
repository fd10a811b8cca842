using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Stream;

/// <summary>
/// The content of the last welcome, ack, pong or error frame, kept in buffers of its own until the next one
/// comes.
/// </summary>
public sealed class ControlFrame
{
    /// <summary>An id longer than this is cut.</summary>
    public const int MaxIdBytes = 64;

    /// <summary>An error text longer than this is cut.</summary>
    public const int MaxTextBytes = 256;

    private readonly byte[] _id = new byte[MaxIdBytes];
    private readonly byte[] _text = new byte[MaxTextBytes];
    private int _idLength;
    private int _textLength;

    /// <summary>
    /// The frame's id as text (the server sends numbers back as strings); empty when it had none.
    /// </summary>
    public ReadOnlySpan<byte> Id => _id.AsSpan(0, _idLength);

    /// <summary>The error's code (KuCoin protocol section 6.1); 0 when it had none.</summary>
    public long ErrorCode { get; private set; }

    /// <summary>The error's text as UTF-8.</summary>
    public ReadOnlySpan<byte> ErrorText => _text.AsSpan(0, _textLength);

    /// <summary>A sentence for the operator. Allocates.</summary>
    public string DescribeError() =>
        $"KuCoin's stream refused request '{System.Text.Encoding.UTF8.GetString(Id)}' with code {ErrorCode}: "
        + $"'{System.Text.Encoding.UTF8.GetString(ErrorText)}'. {AdviceFor(ErrorCode)}";

    internal DecodeResult Read(scoped ref FrameEnvelope frame)
    {
        _idLength = CopyCut(frame.Id, _id);
        ErrorCode = 0;
        _textLength = 0;
        if (frame.Type.Is("welcome"u8))
        {
            return DecodeResult.Welcome;
        }
        if (frame.Type.Is("ack"u8))
        {
            return DecodeResult.Ack;
        }
        if (frame.Type.Is("pong"u8))
        {
            return DecodeResult.Pong;
        }
        if (!frame.Type.Is("error"u8))
        {
            return DecodeResult.UnknownTopic;
        }
        if (IntegerText.TryParse(frame.Code.Raw, out long code))
        {
            ErrorCode = code;
        }
        var data = new JsonCursor(frame.Data);
        if (data.Peek() == JsonKind.String && data.ReadText(out JsonText text))
        {
            _textLength = CopyCut(text, _text);
        }
        else
        {
            _textLength = CopyCut(new JsonText(frame.Data, isEscaped: false), _text);
        }
        return DecodeResult.Error;
    }

    private static int CopyCut(JsonText text, byte[] destination)
    {
        if (text.TryCopyTo(destination, out int length))
        {
            return length;
        }
        // Too long, or an odd escape: as much as fits, as it stands.
        length = Math.Min(text.Raw.Length, destination.Length);
        text.Raw[..length].CopyTo(destination);
        return length;
    }

    private static string AdviceFor(long code) => code switch
    {
        400 => "Check the topic, or ping more often.",
        401 => "Fetch a new token and connect again.",
        403 => "Use a private token for private topics.",
        404 => "Remove the topic from the configuration; it does not exist.",
        509 => "Use fewer topics on a connection, fewer connections, or fewer messages a second.",
        >= 500 => "The exchange is in trouble; the connection is tried again.",
        _ => "Compare the subscription with KuCoin's documentation.",
    };
}
