using System.IO.Compression;

namespace Trifuse.Cli.Commands;

/// <summary>Reads a whole file that the user named, unpacked where it is gzip.</summary>
internal static class InputFile
{
    private const long MaxBytes = 256L << 20;

    /// <summary>False with one line that says what is wrong with the file.</summary>
    public static bool TryRead(string path, out byte[] content, out string problem)
    {
        content = [];
        problem = "";
        try
        {
            using var whole = new MemoryStream();
            using FileStream file = File.OpenRead(path);
            bool isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            using Stream plain = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            byte[] part = new byte[64 * 1024];
            for (int read = plain.Read(part); read > 0; read = plain.Read(part))
            {
                if (whole.Length + read > MaxBytes)
                {
                    problem = "larger than 256 MiB";
                    return false;
                }
                whole.Write(part, 0, read);
            }
            content = whole.ToArray();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException
            or ArgumentException or NotSupportedException)
        {
            problem = e.Message;
            return false;
        }
    }
}
