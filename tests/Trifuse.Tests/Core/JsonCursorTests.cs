using System.Text;
using System.Text.Json;
using CsCheck;
using Trifuse.Core.Numbers;
using Trifuse.Core.Text;

namespace Trifuse.Tests.Core;

public class JsonCursorTests
{
    [Fact]
    public void Walks_an_object_and_skips_what_it_does_not_want()
    {
        var cursor = new JsonCursor("""
             { "a" : [ 1 , {"x":"]"} ] , "b":"t\u0065xt", "c":-12, "d":"1E-8", "e":true, "f":null }
            """u8);
        var seen = new StringBuilder();
        Assert.True(cursor.EnterObject());
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("b"u8))
            {
                Assert.True(cursor.ReadText(out JsonText text));
                Assert.True(text.Is("text"u8));
            }
            else if (name.Is("c"u8))
            {
                Assert.True(cursor.ReadInt64(out long number));
                Assert.Equal(-12, number);
            }
            else if (name.Is("d"u8))
            {
                Assert.True(cursor.ReadDecimal(out ExactDecimal number));
                Assert.Equal(ExactDecimal.Parse("0.00000001"), number);
            }
            else if (name.Is("e"u8))
            {
                Assert.True(cursor.ReadBoolean(out bool isTrue));
                Assert.True(isTrue);
            }
            else if (name.Is("f"u8))
            {
                Assert.True(cursor.TryReadNull());
            }
            else
            {
                Assert.True(cursor.Skip(out ReadOnlySpan<byte> raw));
                Assert.Equal("""[ 1 , {"x":"]"} ]""", Encoding.UTF8.GetString(raw));
            }
            seen.Append(Encoding.UTF8.GetString(name.Raw));
        }
        Assert.Equal("abcdef", seen.ToString());
        Assert.True(cursor.AtEnd);
    }

    [Theory]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[01]")]
    [InlineData("[1.]")]
    [InlineData("[.5]")]
    [InlineData("[+1]")]
    [InlineData("[1e]")]
    [InlineData("[-]")]
    [InlineData("[tru]")]
    [InlineData("[\"a]")]
    [InlineData("[\"a\\\"]")]
    [InlineData("[1")]
    [InlineData("[1]]")]
    [InlineData("[1}")]
    [InlineData("[[1})]")]
    [InlineData("")]
    public void Refuses_what_is_no_array_of_scalars(string json)
    {
        var cursor = new JsonCursor(Encoding.UTF8.GetBytes(json));
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            cursor.Skip();
        }
        Assert.False(cursor.AtEnd);
    }

    [Theory]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":1,,\"b\":2}")]
    public void Refuses_what_is_no_object(string json)
    {
        var cursor = new JsonCursor(Encoding.UTF8.GetBytes(json));
        cursor.EnterObject();
        while (cursor.NextMember(out _))
        {
            cursor.Skip();
        }
        Assert.True(cursor.Failed);
        Assert.False(cursor.NextMember(out _));
        Assert.False(cursor.Skip());
    }

    [Fact]
    public void Skips_64_levels_and_refuses_the_65th()
    {
        Assert.True(new JsonCursor(Nested(64)).Skip());
        Assert.False(new JsonCursor(Nested(65)).Skip());
    }

    [Fact]
    public void Resolves_any_escape_as_the_base_library_does() =>
        Gen.String[Gen.Char, 0, 40].Where(IsWellFormed).Sample(
            text =>
            {
                byte[] json = JsonSerializer.SerializeToUtf8Bytes(text);
                var cursor = new JsonCursor(json);
                Assert.True(cursor.ReadText(out JsonText read));
                byte[] scratch = new byte[400];
                Assert.True(read.TryGet(scratch, out ReadOnlySpan<byte> plain));
                Assert.Equal(text, Encoding.UTF8.GetString(plain));
                Assert.True(cursor.AtEnd);
            },
            iter: 2000);

    [Theory]
    [InlineData("\\x")]
    [InlineData("\\u12")]
    [InlineData("\\u12g4")]
    [InlineData("\\ud800")]
    [InlineData("\\ud800\\u0041")]
    [InlineData("\\udc00")]
    public void Refuses_an_escape_that_means_nothing(string raw)
    {
        var text = new JsonText(Encoding.UTF8.GetBytes(raw), isEscaped: true);
        Assert.False(text.TryCopyTo(new byte[64], out _));
        Assert.False(text.Is("x"u8));
    }

    [Theory]
    [InlineData("9223372036854775807", true)]
    [InlineData("9223372036854775808", false)]
    [InlineData("-9223372036854775807", true)]
    [InlineData("99999999999999999999", false)]
    [InlineData("-", false)]
    [InlineData("1.0", false)]
    [InlineData("", false)]
    public void Reads_whole_numbers_of_64_bits(string digits, bool isGood)
    {
        Assert.Equal(isGood, IntegerText.TryParse(Encoding.UTF8.GetBytes(digits), out long value));
        Assert.Equal(isGood ? long.Parse(digits) : 0, value);
    }

    private static byte[] Nested(int levels) =>
        Encoding.UTF8.GetBytes(new string('[', levels) + new string(']', levels));

    private static bool IsWellFormed(string text)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
