using System.Text;
using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Domain;

namespace Trifuse.Tests.Core;

public sealed class IdTests
{
    private static readonly Gen<ClientOrderId> AnyOfRun7 =
        Gen.Select(Gen.UInt[0, 3], Gen.Byte[0, 3], Gen.Byte[0, 3])
            .Select((cascade, step, attempt) => new ClientOrderId(7, cascade, step, attempt));

    [Fact]
    public void Client_ids_survive_the_round_trip_and_fit_the_exchange() =>
        Gen.Select(Gen.UInt, Gen.UInt, Gen.Byte, Gen.Byte).Sample((run, cascade, step, attempt) =>
        {
            var id = new ClientOrderId(run, cascade, step, attempt);
            string text = id.ToString();
            Assert.True(text.Length <= ClientOrderId.MaxLength);
            Assert.Matches("^[A-Za-z0-9_-]{1,40}$", text);
            Assert.True(ClientOrderId.TryParse(Encoding.ASCII.GetBytes(text), out ClientOrderId back));
            Assert.Equal(id, back);
        });

    [Fact]
    public void The_longest_client_id_has_the_stated_length() =>
        Assert.Equal(
            ClientOrderId.MaxLength,
            new ClientOrderId(uint.MaxValue, uint.MaxValue, 255, 255).ToString().Length);

    [Theory]
    [InlineData("")]
    [InlineData("tf-")]
    [InlineData("tf-1-2-3")]
    [InlineData("tf-1-2-3-4-5")]
    [InlineData("tf-1-2-3-4 ")]
    [InlineData("tf-01-2-3-4")]
    [InlineData("tf-+1-2-3-4")]
    [InlineData("tf--1-2-3-4")]
    [InlineData("tf-1-2-256-4")]
    [InlineData("tf-1-2-3-256")]
    [InlineData("tf-4294967296-2-3-4")]
    [InlineData("TF-1-2-3-4")]
    [InlineData("5c52e11203aa677f33e493fb")]
    public void Foreign_client_ids_are_refused(string text) =>
        Assert.False(ClientOrderId.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Client_ids_never_throw_whatever_the_bytes() =>
        Gen.Select(Gen.Bool, Gen.Char["0123456789-+ tfx"].Array[0, 40]).Sample((ours, tail) =>
        {
            string text = (ours ? "tf-" : "") + new string(tail);
            if (ClientOrderId.TryParse(Encoding.ASCII.GetBytes(text), out ClientOrderId id))
            {
                Assert.Equal(text, id.ToString());
            }
        }, iter: 20_000);

    [Fact]
    public void Keys_are_unique_within_a_run() =>
        Gen.Select(AnyOfRun7, AnyOfRun7).Sample((one, two) =>
        {
            Assert.Equal(one == two, one.Key == two.Key);
        });

    [Fact]
    public void Order_ids_keep_their_text()
    {
        Assert.True(OrderId.TryCreate("5c52e11203aa677f33e493fb"u8, out OrderId id));
        Assert.True(OrderId.TryCreate("5c52e11203aa677f33e493fb"u8, out OrderId same));
        Assert.True(OrderId.TryCreate("5c52e11203aa677f33e493fc"u8, out OrderId other));
        Assert.Equal("5c52e11203aa677f33e493fb", id.ToString());
        Assert.True(id == same && id.GetHashCode() == same.GetHashCode());
        Assert.True(id != other);
        byte[] buffer = new byte[32];
        Assert.Equal(24, id.CopyTo(buffer));
        Assert.Equal("5c52e11203aa677f33e493fb", Encoding.ASCII.GetString(buffer, 0, 24));
    }

    [Fact]
    public void Order_ids_of_wrong_length_are_refused()
    {
        Assert.False(OrderId.TryCreate(default, out OrderId none));
        Assert.True(none.IsEmpty);
        Assert.False(OrderId.TryCreate(new byte[33], out _));
        Assert.True(OrderId.TryCreate(Encoding.ASCII.GetBytes(new string('9', 32)), out OrderId longest));
        Assert.Equal(32, longest.ToString().Length);
    }

    [Fact]
    public void Trade_ids_of_both_forms_are_read_and_never_equal()
    {
        Assert.True(TradeId.TryParse("11067996711960577"u8, out TradeId number));
        Assert.Equal((UInt128)11067996711960577UL, number.Value);
        Assert.True(TradeId.TryParse("5efab07a4ee4c7000a82d6d9"u8, out TradeId lower));
        Assert.True(TradeId.TryParse("5EFAB07A4EE4C7000A82D6D9"u8, out TradeId upper));
        Assert.Equal(lower, upper);
        Assert.True(TradeId.TryParse("000000000000000000000016"u8, out TradeId hexadecimal));
        Assert.True(TradeId.TryParse("22"u8, out TradeId plain));
        Assert.NotEqual(plain, hexadecimal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12-4")]
    [InlineData("12 4")]
    [InlineData("5efab07a4ee4c7000a82d6dg")]
    [InlineData("1234567890123456789012345678901")]
    public void Other_trade_ids_are_refused(string text) =>
        Assert.False(TradeId.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Every_symbol_is_found_and_no_other()
    {
        var names = Enumerable.Range(0, 1500).Select(i => $"C{i * 7919 % 1500}-USDT").ToList();
        var table = new SymbolTable(names);
        Assert.Equal(names.Count, table.Count);
        for (int i = 0; i < names.Count; i++)
        {
            Assert.True(table.TryFind(Encoding.UTF8.GetBytes(names[i]), out SymbolId found));
            Assert.Equal(i, found.Index);
            Assert.Equal(names[i], Encoding.UTF8.GetString(table.NameOf(found)));
        }
        Assert.False(table.TryFind("C1-USDC"u8, out SymbolId none));
        Assert.Equal(SymbolId.None, none);
        Assert.False(table.TryFind(default, out _));
        Assert.Throws<CheckFailedException>(() => new SymbolTable(["A-B", "A-B"]));
    }

    [Fact]
    public void Looking_up_allocates_nothing()
    {
        var table = new SymbolTable(["BTC-USDT", "ETH-USDT"]);
        byte[] buffer = new byte[ClientOrderId.MaxLength];
        AllocationMeter.AssertNone(() =>
        {
            table.TryFind("ETH-USDT"u8, out _);
            int length = new ClientOrderId(1, 2, 3, 4).Format(buffer);
            Assert.True(ClientOrderId.TryParse(buffer.AsSpan(0, length), out _));
            Assert.True(TradeId.TryParse("11067996711960577"u8, out _));
            OrderId.TryCreate("5c52e11203aa677f33e493fb"u8, out _);
        });
    }
}
