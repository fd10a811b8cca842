using System.Net;
using System.Text;
using System.Text.Json;

namespace Trifuse.SystemTests.Simulator;

/// <summary>Faults over the control endpoint.</summary>
public sealed class ControlTests
{
    [Fact]
    public async Task A_fault_is_set_counted_and_revoked_while_the_simulator_runs()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with { Control = true });
        (HttpStatusCode status, JsonElement reply) = await PostAsync(fixture,
            """{"do":"answer","path":"/api/v1/timestamp","code":"500000","status":500,"every":1}""");
        Assert.Equal(HttpStatusCode.OK, status);
        int id = reply.GetProperty("ids")[0].GetInt32();
        Assert.Equal("500000", await CodeAsync(fixture));
        JsonElement faults = await GetAsync(fixture, "/sim/faults");
        Assert.Equal(1, faults.GetProperty("faults")[0].GetProperty("struck").GetInt32());
        using HttpResponseMessage gone = await fixture.Client.Http.DeleteAsync("/sim/faults/" + id);
        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
        Assert.Equal("200000", await CodeAsync(fixture));
    }

    [Theory]
    [InlineData("""{"do":"explode"}""", "do: is \"explode\"; give one of drop")]
    [InlineData("""{"do":"drop","when":3}""", "when: there is no such key")]
    [InlineData("""{"do":"hold"}""", "ms: is missing")]
    [InlineData("""[1]""", "each fault must be a JSON object")]
    [InlineData("nothing", "must be a JSON object")]
    public async Task What_is_wrong_with_a_fault_is_said_and_nothing_is_set(string body, string error)
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with { Control = true });
        (HttpStatusCode status, JsonElement reply) = await PostAsync(fixture, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(error, reply.GetProperty("errors")[0].GetString());
        Assert.Equal(0, (await GetAsync(fixture, "/sim/faults")).GetProperty("faults").GetArrayLength());
    }

    [Fact]
    public async Task Without_the_switch_there_is_no_such_path()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        Assert.Equal("404000", (await GetAsync(fixture, "/sim/status")).GetProperty("code").GetString());
    }

    private static async Task<string> CodeAsync(Fixture fixture) =>
        (await GetAsync(fixture, "/api/v1/timestamp")).GetProperty("code").GetString()!;

    private static async Task<JsonElement> GetAsync(Fixture fixture, string path)
    {
        using HttpResponseMessage response = await fixture.Client.Http.GetAsync(path);
        return await JsonOfAsync(response);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Reply)> PostAsync(
        Fixture fixture, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await fixture.Client.Http.PostAsync("/sim/faults", content);
        return (response.StatusCode, await JsonOfAsync(response));
    }

    private static async Task<JsonElement> JsonOfAsync(HttpResponseMessage response)
    {
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return document.RootElement.Clone();
    }
}
