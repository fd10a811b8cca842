using System.Text;
using System.Text.RegularExpressions;

namespace Trifuse.Tests.House;

/// <summary>
/// C# source with comments, strings and characters blanked out (line breaks kept), so that a rule about code
/// does not stumble over words; and the length of its members, counted by braces.
/// </summary>
internal static class CodeText
{
    private static readonly Regex TypeHeader =
        new(@"\b(class|struct|interface|record|enum|namespace)\b",
            RegexOptions.None, TimeSpan.FromSeconds(1));

    private static readonly Regex Parentheses =
        new(@"\([^()]*\)", RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>The code alone, with as many lines as the source.</summary>
    public static string Strip(string source)
    {
        var code = new StringBuilder(source.Length);
        int at = 0;
        while (at < source.Length)
        {
            int end = EndOfText(source, at);
            if (end == at)
            {
                code.Append(source[at++]);
                continue;
            }
            for (; at < end; at++)
            {
                code.Append(source[at] == '\n' ? '\n' : ' ');
            }
        }
        return code.ToString();
    }

    /// <summary>
    /// Members with a body of more than <paramref name="limit"/> lines: "name-like header (lines)".
    /// </summary>
    public static IEnumerable<string> LongMembers(string code, int limit)
    {
        var open = new Stack<(bool IsType, bool IsMember, int Line, string Header)>();
        int line = 1;
        int headerStart = 0;
        for (int i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '\n':
                    line++;
                    break;
                case ';':
                    headerStart = i + 1;
                    break;
                case '{':
                    string header = code[headerStart..i].Trim();
                    bool isType = TypeHeader.IsMatch(WithoutParentheses(header));
                    bool inType = open.Count > 0 && open.Peek().IsType;
                    bool isField = WithoutParentheses(header).Contains(" = ", StringComparison.Ordinal);
                    open.Push((isType, inType && !isType && !isField, line, header));
                    headerStart = i + 1;
                    break;
                case '}' when open.Count > 0:
                    var closed = open.Pop();
                    int lines = line - closed.Line + 1;
                    if (closed.IsMember && lines > limit)
                    {
                        yield return $"{closed.Header.Split('\n')[^1].Trim()} ({lines} lines)";
                    }
                    headerStart = i + 1;
                    break;
                default:
                    break;
            }
        }
    }

    private static string WithoutParentheses(string header)
    {
        string before;
        do
        {
            before = header;
            header = Parentheses.Replace(header, "");
        }
        while (!string.Equals(before, header, StringComparison.Ordinal));
        return header;
    }

    /// <summary>
    /// Where the comment, string or character that begins here ends; the same place when none does.
    /// </summary>
    private static int EndOfText(string source, int at)
    {
        ReadOnlySpan<char> rest = source.AsSpan(at);
        if (rest.StartsWith("//"))
        {
            int end = rest.IndexOf('\n');
            return end < 0 ? source.Length : at + end;
        }
        if (rest.StartsWith("/*"))
        {
            int end = rest.IndexOf("*/");
            return end < 0 ? source.Length : at + end + 2;
        }
        if (rest[0] == '\'')
        {
            int from = rest.Length > 3 && rest[1] == '\\' ? 3 : 2;
            int length = rest.Length > from ? rest[from..].IndexOf('\'') : -1;
            return length is >= 0 and < 10 ? at + from + length + 1 : at;
        }
        int marks = 0;
        while (marks < rest.Length && rest[marks] is '$' or '@')
        {
            marks++;
        }
        return marks < rest.Length && rest[marks] == '"' ? EndOfString(source, at, marks) : at;
    }

    private static int EndOfString(string source, int at, int marks)
    {
        bool isInterpolated = source.AsSpan(at, marks).Contains('$');
        bool isVerbatim = source.AsSpan(at, marks).Contains('@');
        int i = at + marks;
        int quotes = 0;
        while (i < source.Length && source[i] == '"')
        {
            quotes++;
            i++;
        }
        if (quotes >= 3)
        {
            int end = source.IndexOf(new string('"', quotes), i, StringComparison.Ordinal);
            return end < 0 ? source.Length : end + quotes;
        }
        if (quotes == 2)
        {
            return i;
        }
        while (i < source.Length)
        {
            bool isDoubled = i + 1 < source.Length && source[i + 1] == source[i];
            if (source[i] == '\\' && !isVerbatim)
            {
                i += 2;
            }
            else if (source[i] == '"' && !(isVerbatim && isDoubled))
            {
                return i + 1;
            }
            else if (source[i] is '"' or '{' && isDoubled)
            {
                i += 2;
            }
            else
            {
                i = isInterpolated && source[i] == '{' ? EndOfHole(source, i + 1) : i + 1;
            }
        }
        return i;
    }

    private static int EndOfHole(string source, int i)
    {
        for (int depth = 1; i < source.Length && depth > 0;)
        {
            int end = EndOfText(source, i);
            if (end > i)
            {
                i = end;
                continue;
            }
            depth += source[i] switch { '{' => 1, '}' => -1, _ => 0 };
            i++;
        }
        return i;
    }
}
