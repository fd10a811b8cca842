using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Hot;
using Trifuse.Trading.Limits;

namespace Trifuse.Tests.Engine.Hot;

public sealed class CommandRecordTests
{
    private readonly byte[] _room = new byte[CommandRecord.MaxBytes];

    [Fact]
    public void A_breaker_reads_back_with_its_amounts()
    {
        var note = new BreakerNote
        {
            Cause = BreakerCause.Drift,
            Cascade = 77,
            Currency = new CurrencyId(4),
            Value = ExactDecimal.Parse("-0.00000001"),
            Limit = ExactDecimal.Parse("12345678901234567890.5"),
        };
        ReadOnlySpan<byte> record = CommandRecord.EncodeTrip(in note, _room);
        Assert.Equal((byte)HotCommand.Trip, record[0]);
        Assert.True(CommandRecord.TryDecodeTrip(record, out BreakerNote back));
        Assert.Equal(note, back);
        Assert.False(CommandRecord.TryDecodeTrip(record[..^1], out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_symbol_reads_back_with_its_cause(bool isOff)
    {
        ReadOnlySpan<byte> record = CommandRecord.EncodeSymbol(
            new SymbolId(1234), SymbolOffCause.BookAudit, isOff, _room);
        Assert.Equal((byte)(isOff ? HotCommand.SymbolOff : HotCommand.SymbolOn), record[0]);
        Assert.True(CommandRecord.TryDecodeSymbol(record, out SymbolId symbol, out SymbolOffCause cause));
        Assert.Equal(1234, symbol.Index);
        Assert.Equal(SymbolOffCause.BookAudit, cause);
        Assert.False(CommandRecord.TryDecodeSymbol(record[..4], out _, out _));
    }

    [Fact]
    public void What_a_run_left_reads_back_whole()
    {
        var state = new LimitsState { Day = 20_001, Failures = 4, Tripped = 0b1010 };
        for (int i = 0; i < LimitsState.MaxStarts; i++)
        {
            state.Results[i] = new ExactDecimal(i - 5, i);
        }
        ReadOnlySpan<byte> record = CommandRecord.EncodeRestore(in state, _room);
        Assert.True(CommandRecord.TryDecodeRestore(record, out LimitsState back));
        Assert.Equal((20_001L, 4, 0b1010u), (back.Day, back.Failures, back.Tripped));
        for (int i = 0; i < LimitsState.MaxStarts; i++)
        {
            Assert.Equal(state.Results[i], back.Results[i]);
        }
        Assert.False(CommandRecord.TryDecodeRestore(record[..^1], out _));
    }
}
