using System.CommandLine;
using System.Text.RegularExpressions;
using Trifuse.Cli.Commands;

namespace Trifuse.Tests.House;

/// <summary>What the documents say must be so.</summary>
public sealed class DocsTests
{
    private static readonly string Readme = Repository.Read("README.md");

    [Fact]
    public void The_readme_gives_the_two_commands()
    {
        Assert.Contains("dotnet run -c Release --project src/Trifuse.Cli -- demo\n", Readme);
        Assert.Contains("dotnet test\n", Readme);
        Assert.True(File.Exists(Path.Combine(Repository.Root, "src/Trifuse.Cli/Trifuse.Cli.csproj")));
        Assert.Contains("Microsoft.Testing.Platform", Repository.Read("global.json"));
    }

    [Fact]
    public void The_readme_is_one_screen() => Assert.InRange(Readme.Split('\n').Length, 20, 90);

    [Fact]
    public void The_verbs_in_the_readme_are_the_verbs_of_the_program()
    {
        var verbs = Verbs.CreateRoot().Subcommands.Select(c => c.Name).Order(StringComparer.Ordinal);
        var named = Matches(Readme, @"^\| `(\w+)", 1).Order(StringComparer.Ordinal);
        Assert.Equal(verbs, named);
    }

    [Fact]
    public void Every_verb_and_option_has_a_description() =>
        Assert.Empty(Verbs.CreateRoot().Subcommands
            .SelectMany(v => v.Options.Cast<Symbol>().Append(v))
            .Where(s => string.IsNullOrWhiteSpace(s.Description))
            .Select(s => s.Name));

    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        var broken = Repository.Files("*.md").SelectMany(file =>
            Matches(Repository.Read(file), @"\]\(([^)#]+)", 1)
            .Where(link => !link.Contains("://", StringComparison.Ordinal))
            .Where(link => !Exists(Path.Combine(Path.GetDirectoryName(file)!, link)))
            .Select(link => $"{file} -> {link}"));
        Assert.Empty(broken);
        Assert.False(Exists("docs/no-such-page.md"));
    }

    [Fact]
    public void The_architecture_names_no_file_that_is_gone()
    {
        string text = Repository.Read("ARCHITECTURE.md");
        Assert.InRange(text.Split('\n').Length, 50, 300);
        Assert.Empty(Matches(text, @"`((?:src|tests|docs)/[\w./-]+)`", 1).Where(p => !Exists(p)));
    }

    [Fact]
    public void The_style_fits_on_200_lines() =>
        Assert.InRange(Repository.Read("STYLE.md").Split('\n').Length, 30, 200);

    [Fact]
    public void Every_package_is_explained()
    {
        string page = Repository.Read("docs/dependencies.md");
        var packages = Matches(
            Repository.Read("Directory.Packages.props"), "Include=\"([^\"]+)\" Version=\"([^\"]+)\"", 0);
        Assert.NotEmpty(packages);
        Assert.Empty(packages
            .Select(p => Regex.Match(p, "Include=\"([^\"]+)\" Version=\"([^\"]+)\"", RegexOptions.None, Second))
            .Where(m => !page.Contains(
                $"| {m.Groups[1].Value} | {m.Groups[2].Value} |", StringComparison.Ordinal))
            .Select(m => m.Value));
    }

    [Fact]
    public void Every_table_of_the_config_is_explained()
    {
        string page = Repository.Read("docs/configuration.md");
        Assert.Empty(Matches(Repository.Read("trifuse.example.toml"), @"^\[(\w+)\]", 1)
            .Where(t => !page.Contains($"`[{t}]`", StringComparison.Ordinal)));
    }

    private static TimeSpan Second => TimeSpan.FromSeconds(1);

    private static bool Exists(string relative)
    {
        string path = Path.Combine(Repository.Root, relative);
        return File.Exists(path) || Directory.Exists(path);
    }

    private static List<string> Matches(string text, string pattern, int group) =>
        Regex.Matches(text, pattern, RegexOptions.Multiline, TimeSpan.FromSeconds(5))
            .Select(m => m.Groups[group].Value)
            .ToList();
}
