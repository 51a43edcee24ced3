namespace Trama.Jobs.Doctor;

/// <summary>What a check found, and the sentence about it.</summary>
internal sealed record Finding(CheckStatus Status, Notice Notice)
{
    public static Finding Ok(string code, params ReadOnlySpan<(string Key, object Value)> pairs) => new(CheckStatus.Ok, Notices.Create(code, pairs));

    public static Finding Warning(string code, params ReadOnlySpan<(string Key, object Value)> pairs)
        => new(CheckStatus.Warning, Notices.Create(code, pairs));

    public static Finding Failed(string code, params ReadOnlySpan<(string Key, object Value)> pairs)
        => new(CheckStatus.Failed, Notices.Create(code, pairs));

    public static Finding Skipped(string code, params ReadOnlySpan<(string Key, object Value)> pairs)
        => new(CheckStatus.Skipped, Notices.Create(code, pairs));
}
