using System.Net;
using System.Runtime.InteropServices;
using Trifuse.Net.Linux;

namespace Trifuse.Net.Dial;

/// <summary>A socket address in the kernel's own form, with a readable text beside it.</summary>
internal readonly record struct SocketTarget(int Family, byte[] Address, string Text);

/// <summary>
/// Host names to addresses by the system's resolver. It blocks, by its own time limits (resolv.conf), so it
/// is for the connector thread.
/// </summary>
internal static unsafe class Resolver
{
    private const int AddressFamilyInet = 2;
    private const int Inet6AddressOffset = 8;

    /// <summary>
    /// All addresses of a host in the system's order of preference; empty with a message on failure.
    /// </summary>
    internal static List<SocketTarget> Resolve(string host, int port, out string problem)
    {
        var targets = new List<SocketTarget>();
        problem = string.Empty;
        Libc.AddressInfo hints = default;
        hints.Family = Libc.UnspecifiedFamily;
        hints.SocketType = Libc.StreamSocket;
        Libc.AddressInfo* list = null;
        int code = Libc.ResolveAddress(
            host, port.ToString(System.Globalization.CultureInfo.InvariantCulture), &hints, &list);
        if (code != 0)
        {
            string text = Marshal.PtrToStringUTF8((nint)Libc.ResolveErrorText(code)) ?? "unknown error";
            problem = $"{host} cannot be resolved: {text}. Check the host name and the name server.";
            return targets;
        }
        for (Libc.AddressInfo* entry = list; entry != null; entry = entry->Next)
        {
            byte[] address = new ReadOnlySpan<byte>(entry->Address, (int)entry->AddressLength).ToArray();
            targets.Add(new SocketTarget(entry->Family, address, Describe(entry->Family, address, port)));
        }
        Libc.FreeAddresses(list);
        return targets;
    }

    private static string Describe(int family, ReadOnlySpan<byte> address, int port)
    {
        // sockaddr_in holds the address at byte 4, sockaddr_in6 at byte 8.
        IPAddress ip = family == AddressFamilyInet
            ? new IPAddress(address.Slice(4, 4))
            : new IPAddress(address.Slice(Inet6AddressOffset, 16));
        return new IPEndPoint(ip, port).ToString();
    }
}
