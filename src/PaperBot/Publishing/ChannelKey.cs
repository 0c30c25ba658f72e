using System.Diagnostics.CodeAnalysis;

namespace PaperBot.Publishing;

/// <summary>A channel as rows, leases and the audit name it: <c>slack:T1:C123</c>. The workspace is part of it, so that several can come.</summary>
public readonly record struct ChannelKey(string Platform, string Workspace, string Channel)
{
    /// <summary><c>slack:T1</c>: what one token reaches.</summary>
    public string Installation => $"{Platform}:{Workspace}";

    public override string ToString() => $"{Platform}:{Workspace}:{Channel}";

    public static bool TryParse([NotNullWhen(true)] string? text, out ChannelKey key)
    {
        var parts = text?.Split(':', 3) ?? [];
        key = parts.Length == 3 && parts.All(part => part.Length > 0) ? new ChannelKey(parts[0], parts[1], parts[2]) : default;
        return key != default;
    }

    /// <exception cref="FormatException">The text is no channel key.</exception>
    public static ChannelKey Parse(string text) =>
        TryParse(text, out var key)
            ? key
            : throw new FormatException($"'{text}' is no channel; write platform:workspace:channel.");
}
