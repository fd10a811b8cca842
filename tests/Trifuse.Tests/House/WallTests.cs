using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Trifuse.Core.Rings;

namespace Trifuse.Tests.House;

/// <summary>
/// Who may use whom and what: the walls of ARCHITECTURE.md that the compiler does not hold by itself.
/// </summary>
public sealed class WallTests
{
    private static readonly string[] Rooms = ["Market", "Limits", "Signals", "Execution", "Reporting"];

    // Best prices as doubles for screening live beside the exact book; nothing exact is made of them.
    private static readonly string[] ScreeningCaches = ["src/Trifuse.Trading/Market/BookSide.cs",
        "src/Trifuse.Trading/Market/Books.cs"];

    [Theory]
    [InlineData("Core", "", "")]
    [InlineData("Net", "Core", "")]
    [InlineData("KuCoin", "Core Net", "")]
    [InlineData("Trading", "Core", "")]
    [InlineData("Engine", "Core KuCoin Net Trading", "Tomlyn ZstdSharp.Port")]
    [InlineData("Ledger", "Core Engine Trading", "Microsoft.Data.Sqlite Npgsql")]
    [InlineData("Simulator", "", "")]
    [InlineData("Cli", "Core Engine KuCoin Ledger Simulator Trading", "System.CommandLine Tomlyn")]
    public void A_project_refers_to_what_it_may_and_no_more(string project, string projects, string packages)
    {
        XDocument file = XDocument.Parse(Repository.Read($"src/Trifuse.{project}/Trifuse.{project}.csproj"));
        Assert.Equal(projects, Names(file, "ProjectReference",
            p => Path.GetFileNameWithoutExtension(p)[8..]));
        Assert.Equal(packages, Names(file, "PackageReference", p => p));
    }

    [Fact]
    public void Every_project_of_the_solution_is_known_here()
    {
        var projects = Repository.Files("*.csproj")
            .Where(f => f.StartsWith("src/", StringComparison.Ordinal));
        Assert.Equal(8, projects.Count());
    }

    [Fact]
    public void Unsafe_code_is_allowed_only_in_Net_and_tests() =>
        Assert.Equal(["src/Trifuse.Net/Trifuse.Net.csproj"], Repository.Files("*.csproj")
            .Where(f => !f.StartsWith("tests/", StringComparison.Ordinal))
            .Where(f => Repository.Read(f).Contains("<AllowUnsafeBlocks>true", StringComparison.Ordinal)));

    [Fact]
    public void System_calls_are_imported_only_in_Net()
    {
        Assert.Empty(Offenders("src/", @"\b(DllImport|LibraryImport)\b")
            .Where(f => !f.StartsWith("src/Trifuse.Net/")));
        Assert.NotEmpty(Offenders("src/Trifuse.Net/", @"\b(DllImport|LibraryImport)\b"));
    }

    [Theory]
    [InlineData("Core")]
    [InlineData("Net")]
    [InlineData("KuCoin")]
    [InlineData("Trading")]
    [InlineData("Engine")]
    [InlineData("Ledger")]
    public void Each_walled_project_has_its_list_of_banned_symbols(string project) =>
        Assert.NotEmpty(Repository.Read($"src/Trifuse.{project}/BannedSymbols.txt"));

    [Fact]
    public void The_whole_repository_has_a_list_of_banned_symbols() =>
        Assert.Contains("System.Random", Repository.Read("BannedSymbols.txt"));

    [Fact]
    public void Rooms_of_Trading_use_only_earlier_rooms()
    {
        for (int i = 0; i < Rooms.Length - 1; i++)
        {
            string later = string.Join('|', Rooms[(i + 1)..]);
            Assert.Empty(Offenders($"src/Trifuse.Trading/{Rooms[i]}/", $@"\bTrifuse\.Trading\.({later})\b"));
        }
    }

    [Fact]
    public void Trading_has_no_rooms_but_the_known_ones() =>
        Assert.Empty(Repository.Files("*.cs")
            .Where(f => f.StartsWith("src/Trifuse.Trading/", StringComparison.Ordinal))
            .Where(f => !Rooms.Contains(f.Split('/')[2], StringComparer.Ordinal)));

    [Fact]
    public void Money_never_meets_floating_point_outside_screening() =>
        Assert.Empty(Offenders("src/Trifuse.Trading/", @"\b(double|float|Double|Single)\b")
            .Where(f => !f.StartsWith("src/Trifuse.Trading/Signals/", StringComparison.Ordinal))
            .Except(ScreeningCaches, StringComparer.Ordinal));

    [Fact]
    public void Net_does_not_know_the_exchange()
    {
        Assert.Empty(Offenders("src/Trifuse.Net/", @"(?i)kucoin"));
        Assert.Empty(Offenders("src/Trifuse.Simulator/", @"\bTrifuse\.(Core|Net|KuCoin|Trading|Engine)\b"));
    }

    [Fact]
    public void The_engine_has_no_local_sockets_no_child_processes_and_no_JSON_between_threads()
    {
        Assert.Empty(Offenders("src/", @"\b(UnixDomainSocketEndPoint|AF_UNIX|AfUnix|NamedPipe\w*)\b"));
        Assert.Empty(Offenders("src/Trifuse.Engine/", @"\b(ProcessStartInfo|Process\.Start)\b"));
        Assert.Empty(Offenders("src/Trifuse.Engine/Agents/", @"\bSystem\.Text\.Json\b"));
    }

    [Fact]
    public void The_rule_scanner_finds_an_offence()
    {
        // The same search as above, for something that is surely there.
        Assert.NotEmpty(Offenders("src/Trifuse.Core/", @"\bExactDecimal\b"));
        Assert.Matches(@"\b(double|float)\b", CodeText.Strip("double price; // exact"));
        Assert.DoesNotMatch(@"\b(double|float)\b", CodeText.Strip("int price; // not a double"));
    }

    [Fact]
    public void The_two_sides_of_a_ring_never_share_a_cache_line()
    {
        Type cursors = typeof(PaddedCursors);
        Assert.True(cursors.IsExplicitLayout);
        int producer = OffsetOf(cursors, "Tail");
        int consumer = OffsetOf(cursors, "Head");
        Assert.True(producer >= 128, "room before the producer's pair");
        Assert.True(consumer - OffsetOf(cursors, "HeadSeenByProducer") >= 120, "room between the pairs");
        Assert.Equal(producer / 64, OffsetOf(cursors, "HeadSeenByProducer") / 64);
        Assert.Equal(consumer / 64, OffsetOf(cursors, "TailSeenByConsumer") / 64);
        Assert.True(
            Marshal.SizeOf<PaddedCursors>() - OffsetOf(cursors, "TailSeenByConsumer") >= 120, "room after");
    }

    private static int OffsetOf(Type type, string field) =>
        type.GetField(field)!.GetCustomAttribute<FieldOffsetAttribute>()!.Value;

    private static string Names(XDocument file, string element, Func<string, string> nameOf) =>
        string.Join(' ', file.Descendants(element)
            .Select(e => nameOf(e.Attribute("Include")!.Value))
            .Order(StringComparer.Ordinal));

    private static List<string> Offenders(string folder, string pattern) => Repository.Files("*.cs")
        .Where(f => f.StartsWith(folder, StringComparison.Ordinal))
        .Where(f => Regex.IsMatch(
            CodeText.Strip(Repository.Read(f)), pattern, RegexOptions.None, TimeSpan.FromSeconds(5)))
        .ToList();
}
