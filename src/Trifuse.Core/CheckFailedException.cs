namespace Trifuse.Core;

/// <summary>A bug: an invariant of the program does not hold. Never used for operating errors.</summary>
public sealed class CheckFailedException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public CheckFailedException()
    {
    }

    /// <summary>Creates the exception with the broken invariant.</summary>
    public CheckFailedException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with the broken invariant and its cause.</summary>
    public CheckFailedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
