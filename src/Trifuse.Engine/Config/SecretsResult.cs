using System.Diagnostics.CodeAnalysis;

namespace Trifuse.Engine.Config;

/// <summary>Either the secrets or the one line that says what is missing and where to put it.</summary>
public sealed record SecretsResult(Secrets? Secrets, string Error)
{
    /// <summary>True when <see cref="Secrets"/> may be used.</summary>
    [MemberNotNullWhen(true, nameof(Secrets))]
    public bool IsValid => Secrets is not null;
}
