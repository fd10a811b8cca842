namespace Trifuse.Cli;

/// <summary>What the program's exit code means; docs/exit-codes.md says the same to users.</summary>
internal static class ExitCode
{
    /// <summary>Everything that was asked for was done.</summary>
    public const int Done = 0;

    /// <summary>
    /// It could not be done: network, exchange, clock, disk, stopped too early, or a check failed.
    /// </summary>
    public const int Failed = 1;

    /// <summary>It was not tried: command line, config, secrets or input file are wrong.</summary>
    public const int BadInput = 2;

    /// <summary>A bug in Trifuse.</summary>
    public const int Bug = 70;
}
