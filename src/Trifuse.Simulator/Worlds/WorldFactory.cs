namespace Trifuse.Simulator.Worlds;

/// <summary>Opens the world that the options name.</summary>
public static class WorldFactory
{
    /// <exception cref="InvalidDataException">The capture is damaged.</exception>
    public static IMarketWorld Create(SimulatorOptions options)
    {
        var rules = new RuleBook(options.Seed);
        if (string.Equals(options.World, SimulatorOptions.SyntheticWorld, StringComparison.Ordinal))
        {
            return new SyntheticWorld(options, rules);
        }

        bool shipped = ShippedData.IsCaptureName(options.World);
        using Stream stream = shipped ? ShippedData.OpenCapture(options.World) : File.OpenRead(options.World);
        string name = shipped ? options.World : Path.GetFileName(options.World);
        return new CaptureWorld(KcapReader.Read(stream, name), name, rules, options.Speed, options.Loop);
    }
}
