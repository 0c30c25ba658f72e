using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Slack;

/// <summary>A conversation of the workspace.</summary>
public sealed class StandInChannel(string id, string name)
{
    public string Id => id;
    public string Name => name;
    public bool IsPrivate { get; init; }
    public bool IsIm { get; init; }
    public bool IsMember { get; set; } = true;
    public bool IsArchived { get; set; }
    public bool IsReadOnly { get; set; }

    /// <summary>Errors of <c>chat.postMessage</c> here, such as <c>restricted_action</c>.</summary>
    public string? PostingError { get; set; }
}

/// <summary>A message that stands in a channel, or stood there.</summary>
public sealed class StandInMessage
{
    public required string Channel { get; init; }
    public required string Ts { get; init; }

    /// <summary>The parent's <c>ts</c> for a reply.</summary>
    public string? ThreadTs { get; init; }
    public required string User { get; init; }
    public string? BotId { get; init; }
    public string Text { get; set; } = "";
    public JsonArray? Blocks { get; set; }
    public JsonObject? Metadata { get; set; }
    public bool IsDeleted { get; set; }
    public int Edits { get; set; }

    /// <summary>The one person who sees it; null for a message of the whole channel.</summary>
    public string? OnlyFor { get; init; }

    /// <summary>When the stand-in took it, by its own clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The marker that its metadata carries.</summary>
    public string? Marker => (string?)(Metadata?["event_payload"] as JsonObject)?.FirstOrDefault().Value;

    /// <summary>Everything that a reader sees, for assertions.</summary>
    public string Words => string.Join('\n', BlockKitValidator.TextOf(Blocks));
}

/// <summary>A modal or a start page that is open.</summary>
public sealed class StandInView
{
    public required string Id { get; init; }
    public required string User { get; init; }
    public required JsonObject View { get; set; }
    public int Version { get; set; } = 1;
    public string Hash => $"{Id}.{Version}";
}

/// <summary>What came in through a <c>response_url</c>.</summary>
public sealed record StandInResponse(string Type, bool ReplacesOriginal, string? ThreadTs, JsonObject Body)
{
    public string Words => string.Join('\n', BlockKitValidator.TextOf(Body["blocks"]));
}
