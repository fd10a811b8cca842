using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.KuCoin.Rest;
using Trifuse.Tests.Core;

namespace Trifuse.Tests.KuCoin;

public class AuditRepliesTests
{
    private const string Accounts = """{"code":"200000","data":[{"id":"1","currency":"USDT","type":"main","balance":"7","available":"7","holds":"0"},{"id":"2","currency":"USDT","type":"trade","balance":"26.66759503","available":"25.66759503","holds":"1"},{"id":"3","currency":"XYZ","type":"trade","balance":"9","available":"9","holds":"0"},{"holds":"0","available":"0.5","balance":"0.5","type":"trade_hf","currency":"BTC","id":"4"}]}""";
    private const string Book = """{"code":"200000","data":{"time":1729176273859,"sequence":"14610502970","bids":[["66976.4","0.69109872"],["66976.3","1"]],"asks":[["66976.5","0.05408199"]]}}""";

    private static readonly SymbolTable Currencies = new(["USDT", "BTC", "ETH"]);

    private readonly ExactDecimal[] _available = new ExactDecimal[3];
    private readonly ExactDecimal[] _holds = new ExactDecimal[3];
    private readonly AuditedBook _book = new();

    [Fact]
    public void Trade_accounts_are_read_and_others_passed_over()
    {
        _available[2] = ExactDecimal.One;
        Assert.True(ReadAccounts(200, Accounts));
        Assert.Equal(["25.66759503", "0.5", "0"], _available.Select(a => a.ToString()));
        Assert.Equal(["1", "0", "0"], _holds.Select(a => a.ToString()));
    }

    [Theory]
    [InlineData(500, Accounts)]
    [InlineData(200, """{"code":"400100","msg":"no"}""")]
    [InlineData(200, """{"code":"200000","data":[{"currency":"USDT","type":"trade","available":"1"}]}""")]
    [InlineData(200, """{"code":"200000","data":[{"currency":"USDT","type":"trade","available":"x","holds":"0"}]}""")]
    [InlineData(200, """{"code":"200000","data":{}}""")]
    [InlineData(200, """{"code":"200000","data":[""")]
    public void Anything_amiss_refuses_all_balances(int status, string body) =>
        Assert.False(ReadAccounts(status, body));

    [Fact]
    public void A_book_is_read_with_its_sequence()
    {
        Assert.True(AuditReplies.TryReadBook(200, Encoding.UTF8.GetBytes(Book), _book));
        Assert.Equal((14_610_502_970L, 2, 1), (_book.Sequence, _book.BidCount, _book.AskCount));
        Assert.Equal(ExactDecimal.Parse("66976.3"), _book.Bids[1].Price);
        Assert.Equal(ExactDecimal.Parse("0.05408199"), _book.Asks[0].Size);
    }

    [Theory]
    [InlineData("""{"code":"200000","data":{"sequence":"1","bids":[["1","1"],["2","1"]],"asks":[]}}""")]
    [InlineData("""{"code":"200000","data":{"sequence":"1","bids":[],"asks":[["2","1"],["1","1"]]}}""")]
    [InlineData("""{"code":"200000","data":{"bids":[],"asks":[]}}""")]
    [InlineData("""{"code":"200000","data":{"sequence":"1","bids":[["1"]],"asks":[]}}""")]
    public void A_book_that_cannot_be_one_is_refused(string body)
    {
        Assert.False(AuditReplies.TryReadBook(200, Encoding.UTF8.GetBytes(body), _book));
        Assert.Equal(-1, _book.Sequence);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        byte[] accounts = Encoding.UTF8.GetBytes(Accounts);
        byte[] book = Encoding.UTF8.GetBytes(Book);
        AllocationMeter.AssertNone(() =>
        {
            AuditReplies.TryReadAccounts(200, accounts, Currencies, _available, _holds);
            AuditReplies.TryReadBook(200, book, _book);
        });
    }

    private bool ReadAccounts(int status, string body) => AuditReplies.TryReadAccounts(
        status, Encoding.UTF8.GetBytes(body), Currencies, _available, _holds);
}
