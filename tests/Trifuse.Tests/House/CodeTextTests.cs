namespace Trifuse.Tests.House;

/// <summary>
/// The scanner that the other house tests rest on must see what it is meant to see, and no more.
/// </summary>
public sealed class CodeTextTests
{
    [Theory]
    [InlineData("a // double\nb", "a          \nb")]
    [InlineData("a /* double\n */ b", "a          \n    b")]
    [InlineData("x = \"double\";", "x =         ;")]
    [InlineData("x = \"a\\\"double\";", "x =            ;")]
    [InlineData("x = @\"a\"\"b\\\";", "x =         ;")]
    [InlineData("x = $\"{a(\"{\")} double\";", "x =                   ;")]
    [InlineData("x = \"\"; double y;", "x =   ; double y;")]
    [InlineData("x = \"\"\"a \" double\"\"\"; y", "x =                 ; y")]
    [InlineData("c = '\"'; double", "c =    ; double")]
    [InlineData("c = '\\''; double", "c =     ; double")]
    [InlineData("c = '\\u0041'; d", "c =         ; d")]
    public void Only_code_is_left(string source, string expected) =>
        Assert.Equal(expected, CodeText.Strip(source));

    [Fact]
    public void A_long_method_is_found_and_a_long_type_or_field_is_not()
    {
        string many = string.Concat(Enumerable.Repeat("        x();\n", 80));
        string method = $"class A\n{{\n    void Long(int a = 1)\n    {{\n{many}    }}\n}}\n";
        Assert.Equal("void Long(int a = 1) (82 lines)", Assert.Single(CodeText.LongMembers(method, 70)));
        Assert.Empty(CodeText.LongMembers(method, 82));
        string field = $"class A\n{{\n    int[] _a = new[]\n    {{\n{many}    }};\n}}\n";
        Assert.Empty(CodeText.LongMembers(field, 70));
    }
}
