using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Trifuse.Net.Linux;
using Trifuse.Net.Streams;

namespace Trifuse.Net.Dial;

/// <summary>A socket address in the kernel's own form, with a readable text beside it.</summary>
internal readonly record struct SocketTarget(int Family, byte[] Address, string Text);

/// <summary>
/// Host names to addresses by the system's resolver. It blocks, by its own time limits (resolv.conf) or until
/// it is cancelled, so it is for the connector thread and for the start.
/// </summary>
internal static unsafe class Resolver
{
    private const int AddressFamilyInet = 2;
    private const int Inet6AddressOffset = 8;

    // How long the answer and the wish to stop are waited for in turn; an answer ends its wait at once.
    private const long AnswerNs = 20_000_000;
    private const long CancelNs = 1_000_000;

    /// <summary>
    /// All addresses of a host in the system's order of preference; empty with the reason on failure.
    /// </summary>
    internal static List<SocketTarget> Resolve(
        string host, int port, BlockingWait wait, out DialResult failure)
    {
        failure = default;
        var targets = new List<SocketTarget>();
        string service = port.ToString(CultureInfo.InvariantCulture);
        if (!TryLookUp(host, service, wait, out int code, out Libc.AddressInfo* list))
        {
            failure = DialResult.Failed(DialCause.Cancelled, $"Looking up {host} was cancelled.");
            return targets;
        }
        if (code != 0)
        {
            string text = Marshal.PtrToStringUTF8((nint)Libc.ResolveErrorText(code)) ?? "unknown error";
            failure = DialResult.Failed(
                DialCause.Resolve,
                $"{host} cannot be resolved: {text}. Check the host name and the name server.");
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

    /// <summary>False when it was cancelled; else the C library's code and, with 0, the addresses.</summary>
    private static bool TryLookUp(
        string host, string service, BlockingWait wait, out int code, out Libc.AddressInfo* list)
    {
        Request* request = Request.Make(host, service);
        list = null;
        try
        {
            Libc.LookUp* lookUp = &request->LookUp;
            code = Libc.BeginLookUps(Libc.LookUpNoWait, &lookUp, 1, 0);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2.34: there is no way to end a look-up early.
            fixed (Libc.AddressInfo** found = &list)
            {
                code = Libc.ResolveAddress(host, service, &request->Hints, found);
            }
            NativeMemory.Free(request);
            return true;
        }
        if (code == 0 && !TryAwait(request, wait, out code))
        {
            return false;
        }
        list = request->LookUp.Addresses;
        NativeMemory.Free(request);
        return true;
    }

    // A request that the library's thread is at stays in memory for good, because that thread writes to it
    // when the name server has answered or has been given up.
    private static bool TryAwait(Request* request, BlockingWait wait, out int code)
    {
        Libc.LookUp* lookUp = &request->LookUp;
        var pause = new Libc.TimeSpec { Nanoseconds = AnswerNs };
        while ((code = Libc.LookUpState(lookUp)) == Libc.LookUpInProgress)
        {
            _ = Libc.WaitForLookUps(&lookUp, 1, &pause);
            long untilNs = MonotonicClock.NowNs() + CancelNs;
            if (wait.For(-1, isWriting: false, untilNs) == WaitOutcome.Cancelled)
            {
                if (Libc.CancelLookUp(lookUp) != Libc.LookUpNotCancelled)
                {
                    Libc.FreeAddresses(lookUp->Addresses);
                    NativeMemory.Free(request);
                }
                return false;
            }
        }
        return true;
    }

    private static string Describe(int family, ReadOnlySpan<byte> address, int port)
    {
        // sockaddr_in holds the address at byte 4, sockaddr_in6 at byte 8.
        IPAddress ip = family == AddressFamilyInet
            ? new IPAddress(address.Slice(4, 4))
            : new IPAddress(address.Slice(Inet6AddressOffset, 16));
        return new IPEndPoint(ip, port).ToString();
    }

    /// <summary>A look-up with all that it points at, in one piece of memory that does not move.</summary>
    private struct Request
    {
        public Libc.LookUp LookUp;
        public Libc.AddressInfo Hints;

        public static Request* Make(string host, string service)
        {
            byte[] texts = Encoding.UTF8.GetBytes($"{host}\0{service}\0");
            var request = (Request*)NativeMemory.AllocZeroed((nuint)(sizeof(Request) + texts.Length));
            byte* text = (byte*)(request + 1);
            texts.CopyTo(new Span<byte>(text, texts.Length));
            request->Hints.Family = Libc.UnspecifiedFamily;
            request->Hints.SocketType = Libc.StreamSocket;
            request->LookUp.Host = text;
            request->LookUp.Service = text + Encoding.UTF8.GetByteCount(host) + 1;
            request->LookUp.Hints = &request->Hints;
            return request;
        }
    }
}
