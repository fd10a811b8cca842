using System.Text.Json.Serialization;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.State;

/// <summary>How states stand in their file.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExchangeState))]
internal sealed partial class StateJson : JsonSerializerContext;
