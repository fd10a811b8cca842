using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Stream;

/// <summary>The top level of a stream frame, its members found by name in whatever order they came.</summary>
internal ref struct FrameEnvelope
{
    public JsonText Type;
    public JsonText Topic;
    public JsonText Subject;
    public JsonText Id;
    public JsonText Code;

    /// <summary>The value of <c>data</c> as it stands, brackets included; empty when there is none.</summary>
    public ReadOnlySpan<byte> Data;

    /// <summary>False when the frame is not one JSON object with a type.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out FrameEnvelope frame)
    {
        frame = default;
        var cursor = new JsonCursor(payload);
        cursor.EnterObject();
        bool hasType = false;
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("type"u8))
            {
                hasType = cursor.ReadText(out frame.Type);
            }
            else if (name.Is("topic"u8))
            {
                cursor.ReadText(out frame.Topic);
            }
            else if (name.Is("data"u8))
            {
                cursor.Skip(out frame.Data);
            }
            else if (name.Is("subject"u8))
            {
                cursor.ReadScalar(out frame.Subject, out _);
            }
            else if (name.Is("id"u8))
            {
                cursor.ReadScalar(out frame.Id, out _);
            }
            else if (name.Is("code"u8))
            {
                cursor.ReadScalar(out frame.Code, out _);
            }
            else
            {
                cursor.Skip();
            }
        }
        return cursor.AtEnd && hasType;
    }
}
