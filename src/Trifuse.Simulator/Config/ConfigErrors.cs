namespace Trifuse.Simulator.Config;

/// <summary>What is wrong with a config: each with its line and key, and what would be right.</summary>
public sealed class ConfigErrors(string source)
{
    private readonly List<string> _errors = [];

    public IReadOnlyList<string> All => _errors;

    public void Add(int line, string key, string what)
    {
        string place = line > 0 ? source + " line " + line : source;
        _errors.Add(key.Length > 0 ? place + ": " + key + ": " + what : place + ": " + what);
    }

    /// <summary>Throws when there is any error, with all of them in one message.</summary>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new SimulatorStartException(string.Join("\n", _errors)) { IsBadInput = true };
        }
    }
}
