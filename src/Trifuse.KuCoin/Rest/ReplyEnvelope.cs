using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Rest;

/// <summary>The top level of a REST reply (KuCoin protocol section 1.2), its members in any order.</summary>
internal ref struct ReplyEnvelope
{
    public int Code;
    public JsonText Message;

    /// <summary>The value of <c>data</c> as it stands; empty when there is none.</summary>
    public ReadOnlySpan<byte> Data;

    /// <summary>False when the body is not one JSON object with a code, as number or string.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out ReplyEnvelope reply)
    {
        reply = default;
        bool hasCode = false;
        var cursor = new JsonCursor(body);
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("code"u8))
            {
                hasCode = cursor.ReadInt64(out long code) && code is >= 0 and <= int.MaxValue;
                reply.Code = hasCode ? (int)code : 0;
            }
            else if (name.Is("data"u8))
            {
                cursor.Skip(out reply.Data);
            }
            else if (name.Is("msg"u8))
            {
                if (cursor.Peek() == JsonKind.String)
                {
                    cursor.ReadText(out reply.Message);
                }
                else
                {
                    cursor.Skip();
                }
            }
            else
            {
                cursor.Skip();
            }
        }
        return cursor.AtEnd && hasCode;
    }
}
