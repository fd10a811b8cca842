namespace Trifuse.KuCoin.Stream;

/// <summary>The symbols whose books one feed keeps.</summary>
public sealed record FeedGroup(Feed Feed, IReadOnlyList<string> Symbols);
