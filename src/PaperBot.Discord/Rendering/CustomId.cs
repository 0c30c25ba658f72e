using PaperBot.Chat;

namespace PaperBot.Discord.Rendering;

/// <summary>
/// What stands in a component's <c>custom_id</c>: which kind of control it is, its own id and, on one control of a posted message,
/// the marker by which the post is found again. It comes back from outside, so <see cref="TryParse"/> is the only way in.
/// </summary>
internal sealed record CustomId(CustomIdKind Kind, string Id)
{
    /// <summary>Discord's limit.</summary>
    public const int MaxLength = 100;

    /// <summary>The contract's limit for the control's own part.</summary>
    public const int MaxId = 90;

    private const int MarkerLength = 28;

    public string Write() => $"{(char)Kind}:{Id}";

    /// <summary>With the marker in front, where both fit.</summary>
    public string? WriteMarked(string marker)
    {
        var text = $"{marker}:{Write()}";
        return text.Length <= MaxLength ? text : null;
    }

    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CustomId? id)
    {
        var rest = MarkerIn(text) is null ? text : text[(MarkerLength + 1)..];
        id =
            rest.Length > 2 && rest[1] == ':' && Enum.IsDefined((CustomIdKind)rest[0])
                ? new CustomId((CustomIdKind)rest[0], rest[2..])
                : null;
        return id is not null;
    }

    /// <summary>The marker that a text begins with, null where there is none.</summary>
    public static string? MarkerIn(string? text) =>
        text is { Length: > MarkerLength } && text[MarkerLength] == ':' && DiscordMarker.IsMarker(text[..MarkerLength])
            ? text[..MarkerLength]
            : null;
}

internal enum CustomIdKind
{
    /// <summary>A button or select of a message: comes back as <see cref="ChatRequest.Action"/>.</summary>
    Action = 'a',

    /// <summary>A button that stands for a <see cref="ChatControl.SearchSelect"/>, and the form that it opens.</summary>
    Search = 's',

    /// <summary>A form of the handler's.</summary>
    Form = 'f',
}
