using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Trifuse.Core;

/// <summary>
/// Assertions that stay on in Release: a broken invariant with money at stake must stop, not go on.
/// </summary>
public static class Check
{
    /// <summary>Throws <see cref="CheckFailedException"/> naming the expression when it is false.</summary>
    public static void That(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition)
        {
            Fail(expression);
        }
    }

    [DoesNotReturn]
    private static void Fail(string expression) =>
        throw new CheckFailedException($"Internal check failed: {expression}. This is a bug in Trifuse.");
}
