using System.Globalization;
using System.Runtime.CompilerServices;
using Trifuse.Core.Domain;

namespace Trifuse.Engine.Hot;

/// <summary>
/// How the values that a tape holds as they lie in memory are laid out in this build: their
/// sizes, and where their members begin. A tape of another layout would be read as nonsense, so
/// its head says which one it has.
/// </summary>
internal static class RawLayout
{
    /// <summary>The layout as text; equal texts mean that raw values can be exchanged.</summary>
    public static string Describe()
    {
        ExecutorEvent told = default;
        BalanceEvent balance = default;
        PriceLevel level = default;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"ExecutorEvent {Unsafe.SizeOf<ExecutorEvent>()}:"
            + $" {At(ref told, ref told.Kind)} {At(ref told, ref told.Slot)} {At(ref told, ref told.Cascade)}"
            + $" {At(ref told, ref told.OrderId)} {At(ref told, ref told.Release)}"
            + $" {At(ref told, ref told.Release.Outcome)} {At(ref told, ref told.Release.FailedSymbol)}"
            + $" {At(ref told, ref told.Release.Cost)} {At(ref told, ref told.Release.Profit)}"
            + $" {At(ref told, ref told.Release.Deltas)} {At(ref told, ref told.Request)}"
            + $" {At(ref told, ref told.Request.ClientId)} {At(ref told, ref told.Request.Amount)}"
            + $" {At(ref told, ref told.Request.LimitPrice)} {At(ref told, ref told.Request.Size)}"
            + $" {At(ref told, ref told.Exit)} {At(ref told, ref told.Exit.Amount)}"
            + $" {At(ref told, ref told.Exit.Avoided)};"
            + $" BalanceEvent {Unsafe.SizeOf<BalanceEvent>()}:"
            + $" {At(ref balance, ref balance.Currency)} {At(ref balance, ref balance.Total)}"
            + $" {At(ref balance, ref balance.Available)} {At(ref balance, ref balance.Hold)};"
            + $" PriceLevel {Unsafe.SizeOf<PriceLevel>()}:"
            + $" {At(ref level, ref level.Price)} {At(ref level, ref level.Size)}");
    }

    private static nint At<TWhole, TMember>(ref TWhole whole, ref TMember member)
        where TWhole : unmanaged
        where TMember : unmanaged =>
        Unsafe.ByteOffset(ref Unsafe.As<TWhole, byte>(ref whole), ref Unsafe.As<TMember, byte>(ref member));
}
