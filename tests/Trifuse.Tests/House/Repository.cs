namespace Trifuse.Tests.House;

/// <summary>The files of this repository, found upwards from where the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(Root, relativePath));

    /// <summary>
    /// Relative paths with '/', build results, installed packages and hidden folders
    /// left out, in ordinal order.
    /// </summary>
    public static IReadOnlyList<string> Files(string searchPattern) =>
        Directory.EnumerateFiles(Root, searchPattern, new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        })
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !IsBuilt(f))
            .Order(StringComparer.Ordinal)
            .ToList();

    private static bool IsBuilt(string path) =>
        path.Split('/').Any(part =>
            part is "artifacts" or "node_modules" or "obj" or "bin" or ".git" or ".vs" or ".idea");

    private static string FindRoot()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Trifuse.slnx")))
        {
            at = at.Parent;
        }
        return at?.FullName ?? throw new InvalidOperationException(
            $"No Trifuse.slnx above {AppContext.BaseDirectory}: run the tests from inside the repository.");
    }
}
