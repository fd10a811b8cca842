using System.Text;
using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>Welcome, ack, pong and error.</summary>
public class ControlFrameTests
{
    private readonly MarketBench _bench = new();

    [Theory]
    [InlineData("welcome", DecodeResult.Welcome, "hQvf8jkno")]
    [InlineData("ack", DecodeResult.Ack, "1545910660739")]
    [InlineData("pong", DecodeResult.Pong, "1545910590801")]
    [InlineData("error", DecodeResult.Error, "1")]
    [InlineData("ping", DecodeResult.UnknownTopic, "1545910590801")]
    [InlineData("subscribe", DecodeResult.UnknownTopic, "1545910660739")]
    public void Recognises_the_sample(string name, DecodeResult expected, string id)
    {
        string frame = KuCoinFixtures.Node("ws_control_frames")[name]!.ToJsonString();
        Assert.Equal(expected, _bench.Decode(frame));
        Assert.Equal(id, Encoding.UTF8.GetString(_bench.Decoder.Control.Id));
        var orders = new PrivateBench();
        Assert.Equal(expected, orders.Decode(Encoding.UTF8.GetBytes(frame)));
        Assert.Equal(id, Encoding.UTF8.GetString(orders.Decoder.Control.Id));
    }

    [Fact]
    public void Keeps_code_and_text_of_an_error_readable()
    {
        _bench.Decode("""{"type":"error","data":"topic \"x\" is \u0069nvalid","code":"404","id":7}""");
        ControlFrame control = _bench.Decoder.Control;
        Assert.Equal(404, control.ErrorCode);
        Assert.Equal("topic \"x\" is invalid", Encoding.UTF8.GetString(control.ErrorText));
        Assert.Equal(
            "KuCoin's stream refused request '7' with code 404: 'topic \"x\" is invalid'. "
            + "Remove the topic from the configuration; it does not exist.",
            control.DescribeError());
    }

    [Fact]
    public void Cuts_a_text_that_is_too_long()
    {
        Assert.Equal(
            DecodeResult.Error,
            _bench.Decode("{\"type\":\"error\",\"data\":\"" + new string('x', 1000) + "\"}"));
        Assert.Equal(ControlFrame.MaxTextBytes, _bench.Decoder.Control.ErrorText.Length);
    }

    [Fact]
    public void Recognises_the_recorded_welcome_and_acks() => Assert.Equal(
        [DecodeResult.Welcome, DecodeResult.Ack, DecodeResult.Ack, DecodeResult.Ack],
        KuCoinFixtures.Elements("live2021_ws_misc").Take(4).Select(frame => _bench.Decode(frame)));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{"type":"ack"} {}""")]
    [InlineData("""{"type":"ack",}""")]
    [InlineData("""{"type":7}""")]
    public void Calls_a_frame_without_shape_malformed(string frame) =>
        Assert.Equal(DecodeResult.Malformed, _bench.Decode(frame));
}
