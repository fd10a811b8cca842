using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Trifuse.Net.Linux;

namespace Trifuse.Engine.Config;

/// <summary>
/// Takes the API key from the environment and, part by part, from the secrets file where the environment has
/// none.
/// The file holds NAME=VALUE lines, is owned by this user and readable by nobody else.
/// </summary>
public static class SecretsLoader
{
    private const int MaxFileBytes = 16 * 1024;

    private const UnixFileMode Allowed = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary><paramref name="secretsFile"/> may be empty: environment only.</summary>
    public static SecretsResult Load(string secretsFile) =>
        Load(secretsFile, Environment.GetEnvironmentVariable);

    /// <summary>The same with another environment, for tests.</summary>
    public static SecretsResult Load(string secretsFile, Func<string, string?> environment)
    {
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            if (secretsFile.Length > 0 && ReadFile(secretsFile, parts) is { Length: > 0 } error)
            {
                return new SecretsResult(null, error);
            }
            foreach (string name in Secrets.Names)
            {
                if (environment(name) is { Length: > 0 } value)
                {
                    parts[name] = Encoding.UTF8.GetBytes(value);
                }
            }
            List<string> missing = Secrets.Names.Where(n => !parts.ContainsKey(n)).ToList();
            return missing.Count > 0
                ? new SecretsResult(null, SayMissing(missing, secretsFile))
                : new SecretsResult(FromParts(parts), "");
        }
        finally
        {
            foreach (byte[] part in parts.Values)
            {
                CryptographicOperations.ZeroMemory(part);
            }
        }
    }

    private static Secrets FromParts(Dictionary<string, byte[]> parts) =>
        new(parts[Secrets.KeyName], parts[Secrets.SecretName], parts[Secrets.PassphraseName]);

    private static string SayMissing(List<string> missing, string secretsFile)
    {
        string place = secretsFile.Length > 0
            ? $"nor in {secretsFile}"
            : "and exchange.secrets_file is not set";
        return $"missing secret {string.Join(", ", missing)}: not in the environment {place}; "
            + "set it there, or write NAME=VALUE into a file with mode 600 named by exchange.secrets_file";
    }

    /// <summary>The error, or empty.</summary>
    private static string ReadFile(string path, Dictionary<string, byte[]> parts)
    {
        byte[] content = [];
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);
            if (CheckFile(path, file) is { Length: > 0 } error)
            {
                return error;
            }
            content = GC.AllocateArray<byte>((int)RandomAccess.GetLength(file), pinned: true);
            int length = RandomAccess.Read(file, content, 0);
            return ReadLines(path, content.AsSpan(0, length), parts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"secrets file {path} cannot be read: {e.Message}";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Asks the open file, not its name, so that nobody can exchange it in between.</summary>
    private static string CheckFile(string path, SafeFileHandle file)
    {
        UnixFileMode mode = File.GetUnixFileMode(file);
        if ((mode & ~Allowed) != UnixFileMode.None)
        {
            string octal = Convert.ToString((int)mode, 8);
            return $"secrets file {path} has mode {octal} and others may get at it: run chmod 600 {path}";
        }
        if (!FileOwner.IsCurrentUser((int)file.DangerousGetHandle()))
        {
            return $"secrets file {path} belongs to another user: make a copy that this user owns";
        }
        return RandomAccess.GetLength(file) > MaxFileBytes
            ? $"secrets file {path} is larger than 16 KiB: it should hold three lines"
            : "";
    }

    private static string ReadLines(string path, ReadOnlySpan<byte> content, Dictionary<string, byte[]> parts)
    {
        int number = 0;
        foreach (Range range in content.Split((byte)'\n'))
        {
            number++;
            ReadOnlySpan<byte> line = content[range].Trim(" \t\r"u8);
            if (line.IsEmpty || line[0] == (byte)'#')
            {
                continue;
            }
            int equals = line.IndexOf((byte)'=');
            string name = equals < 0 ? "" : Encoding.UTF8.GetString(line[..equals].Trim((byte)' '));
            if (!Secrets.Names.Contains(name, StringComparer.Ordinal))
            {
                return $"secrets file {path} line {number}: expected NAME=VALUE, NAME one of "
                    + string.Join(", ", Secrets.Names);
            }
            ReadOnlySpan<byte> value = line[(equals + 1)..].Trim((byte)' ');
            if (value.IsEmpty || !parts.TryAdd(name, value.ToArray()))
            {
                return $"secrets file {path} line {number}: {name} is empty or given twice";
            }
        }
        return "";
    }
}
