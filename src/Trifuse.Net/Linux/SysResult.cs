using System.Runtime.InteropServices;

namespace Trifuse.Net.Linux;

/// <summary>
/// What a system call returned: a value of zero or more, or a negative errno. System calls never throw.
/// </summary>
public readonly record struct SysResult(long Value)
{
    public bool IsOk => Value >= 0;

    public bool IsError => Value < 0;

    /// <summary>The error number (compare with <see cref="Linux.Errno"/>), 0 on success.</summary>
    public int Errno => Value < 0 ? (int)-Value : 0;

    public static SysResult Ok => default;

    public static SysResult Error(int errno) => new(-errno);

    /// <summary>Says for a person what went wrong. Allocates; not for the hot path.</summary>
    public string Describe() => IsOk ? "ok" : Linux.Errno.Describe(Errno);

    /// <summary>Takes the errno of the call that has just returned <paramref name="returned"/>.</summary>
    internal static SysResult From(long returned) =>
        returned >= 0 ? new SysResult(returned) : new SysResult(-(long)Marshal.GetLastPInvokeError());
}
