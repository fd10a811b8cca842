using System.Text.RegularExpressions;

namespace Trifuse.Tests.House;

/// <summary>The shape of files: how long, how wide, how named, and what must not stand in them.</summary>
public sealed class ShapeTests
{
    private const int FileLinesMax = 500;
    private const int MethodLinesMax = 70;
    private const int ColumnsMax = 110;

    private static readonly IReadOnlyList<string> Sources = Repository.Files("*.cs");

    private static readonly string[] TextKinds =
    [
        "*.cs", "*.csproj", "*.props", "*.slnx", "*.toml", "*.md", "*.json", "*.txt", "*.sh", "*.mjs",
        ".editorconfig",
    ];

    [Fact]
    public void The_sources_are_found() => Assert.True(Sources.Count > 100, $"only {Sources.Count} sources");

    [Fact]
    public void No_file_is_longer_than_500_lines() => Assert.Empty(Sources.Where(IsTooLong));

    [Fact]
    public void No_method_is_longer_than_70_lines() => Assert.Empty(Sources
        .SelectMany(f => CodeText.LongMembers(CodeText.Strip(Repository.Read(f)), MethodLinesMax)
            .Select(m => $"{f}: {m}")));

    [Fact]
    public void No_line_is_wider_than_110_columns()
    {
        Assert.Empty(Sources.SelectMany(
            f => WideLines(Repository.Read(f), IsTest(f)).Select(n => $"{f}:{n}")));
        string wide = new('x', ColumnsMax + 1);
        Assert.Equal([2], WideLines($"short\n{wide}\n", isTest: true));
        Assert.Equal([2], WideLines($"short\n\"{wide}\"\n", isTest: false));
        Assert.Empty(WideLines($"short\n\"{wide}\"\n", isTest: true));
    }

    [Fact]
    public void Nothing_is_left_unfinished()
    {
        // The words are put together here so that this file does not hold them.
        string pattern =
            @"\b(" + string.Join('|', "TO" + "DO", "FIX" + "ME", "HA" + "CK") + @")\b|// *XX" + "X";
        Assert.Empty(Containing(["*.cs", "*.csproj", "*.props", "*.toml", "*.md"], pattern));
        Assert.Matches(pattern, "// TO" + "DO: later");
    }

    [Fact]
    public void Files_are_named_after_what_they_hold()
    {
        Assert.Empty(Sources.Where(IsBadlyNamed));
        Assert.True(IsBadlyNamed("src/Trifuse.Core/StringUtils.cs"));
        Assert.False(IsBadlyNamed("src/Trifuse.Core/Rings/SpscRing.cs"));
    }

    [Theory]
    [InlineData(@"#region\b")]
    [InlineData(@"\bSkip\s*=")]
    [InlineData(@"\b(Thread\.Sleep|Task\.Delay)\b")]
    [InlineData(@"#pragma warning disable")]
    public void Tests_and_sources_do_not_contain(string pattern) => Assert.Empty(Sources
        .Where(f => IsTest(f) || pattern.StartsWith('#'))
        .Where(f => Regex.IsMatch(
            CodeText.Strip(Repository.Read(f)), pattern, RegexOptions.None, TimeSpan.FromSeconds(5))));

    [Fact]
    public void No_path_of_a_developers_machine_is_written_down()
    {
        string pattern = "(/ho" + "me/|/ro" + "ot/|/wo" + "rk/|/Us" + "ers/)[A-Za-z]";
        Assert.Empty(Containing(TextKinds, pattern));
        Assert.Matches(pattern, "/ho" + "me/somebody/file");
    }

    [Fact]
    public void Lock_files_name_no_host()
    {
        Assert.Empty(Containing(["packages.lock.json", "package-lock.json"], "https?:/" + "/"));
        Assert.NotEmpty(Repository.Files("packages.lock.json"));
    }

    [Fact]
    public void Text_files_end_with_a_line_break_and_have_no_trailing_blanks()
    {
        Assert.Empty(Sources.Where(f => !Repository.Read(f).EndsWith('\n')));
        Assert.Empty(Containing(["*.cs", "*.md", "*.toml"], @"[ \t]+$"));
    }

    [Fact]
    public void Usings_are_in_order_with_the_systems_first()
    {
        Assert.Empty(Sources.Where(f => !AreUsingsInOrder(Repository.Read(f))));
        Assert.True(AreUsingsInOrder("using System.Text;\nusing Aa;\nusing Aa.Bb;\nusing static Aa.Cc;\n"));
        Assert.False(AreUsingsInOrder("using Aa;\nusing System.Text;\n"));
        Assert.False(AreUsingsInOrder("using Aa.Bb;\nusing Aa;\n"));
        Assert.False(AreUsingsInOrder("using static Aa.Cc;\nusing Aa;\n"));
    }

    private static bool IsTooLong(string file) => Repository.Read(file).Count(c => c == '\n') > FileLinesMax;

    private static bool IsBadlyNamed(string file) => Regex.IsMatch(
        Path.GetFileNameWithoutExtension(file), "(Manager|Helpers?|Utils?|Common|Services?)$",
        RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>Namespaces, then statics, then aliases; within each, System before the others.</summary>
    private static bool AreUsingsInOrder(string text)
    {
        string[] usings =
        [
            .. text.Split('\n')
                .TakeWhile(static line => line.Length == 0 || line.StartsWith("using ", StringComparison.Ordinal))
                .Where(static line => line.Length > 0)
                .Select(static line => line["using ".Length..].TrimEnd(';')),
        ];
        return usings.SequenceEqual(usings
            .OrderBy(static name => name.Contains(" = ", StringComparison.Ordinal))
            .ThenBy(static name => name.StartsWith("static ", StringComparison.Ordinal))
            .ThenBy(static name => !Regex.IsMatch(
                name, @"^(static )?System\b", RegexOptions.None, TimeSpan.FromSeconds(1)))
            .ThenBy(static name => name, StringComparer.OrdinalIgnoreCase));
    }

    private static bool IsTest(string file) => file.StartsWith("tests/", StringComparison.Ordinal);

    /// <summary>
    /// In tests the characters of texts do not count: a frame stands on one line, as it came.
    /// </summary>
    private static IEnumerable<int> WideLines(string text, bool isTest)
    {
        string[] lines = text.Split('\n');
        string[] code = CodeText.Strip(text).Split('\n');
        return Enumerable.Range(0, lines.Length)
            .Where(i => lines[i].Length > ColumnsMax)
            .Where(i => !isTest || lines[i].Where((c, at) => c == code[i][at]).Count() > ColumnsMax)
            .Select(i => i + 1);
    }

    private static List<string> Containing(string[] kinds, string pattern) => kinds
        .SelectMany(Repository.Files)
        .Where(f => Regex.IsMatch(
            Repository.Read(f), pattern, RegexOptions.Multiline, TimeSpan.FromSeconds(10)))
        .ToList();
}
