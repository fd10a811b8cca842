namespace Trifuse.KuCoin.Stream;

/// <summary>The names of the feeds: on the wire and in the configuration.</summary>
public static class Feeds
{
    /// <summary>The configuration words, for messages about a wrong one.</summary>
    public const string AllWords = "level1, ticker, depth5, depth50, level2";

    /// <summary>The topic without colon and symbols.</summary>
    public static string TopicOf(Feed feed) => feed switch
    {
        Feed.Level1 => "/spotMarket/level1",
        Feed.Ticker => "/market/ticker",
        Feed.Depth5 => "/spotMarket/level2Depth5",
        Feed.Depth50 => "/spotMarket/level2Depth50",
        Feed.Level2 => "/market/level2",
        _ => throw new ArgumentOutOfRangeException(nameof(feed), feed, "There is no such feed."),
    };

    /// <summary>The word that names the feed in the configuration.</summary>
    public static string WordOf(Feed feed) => feed switch
    {
        Feed.Level1 => "level1",
        Feed.Ticker => "ticker",
        Feed.Depth5 => "depth5",
        Feed.Depth50 => "depth50",
        Feed.Level2 => "level2",
        _ => throw new ArgumentOutOfRangeException(nameof(feed), feed, "There is no such feed."),
    };

    /// <summary>False when the word names no feed.</summary>
    public static bool TryParse(string word, out Feed feed)
    {
        for (feed = Feed.Level1; feed <= Feed.Level2; feed++)
        {
            if (string.Equals(word, WordOf(feed), StringComparison.Ordinal))
            {
                return true;
            }
        }
        feed = Feed.Level1;
        return false;
    }
}
