using System.Text.Json;

namespace PaperBot.Fakes.Asking;

/// <summary>A labelled question: what was typed, and which papers and stored answers are right for it (any one of them).</summary>
public sealed record AskingQuery
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public required string Id { get; init; }

    /// <summary><c>paper</c>, <c>ja</c>, <c>en</c>, <c>followup</c> or <c>none</c>.</summary>
    public required string Kind { get; init; }

    public string? Sub { get; init; }

    public required string Query { get; init; }

    /// <summary>The paper in whose thread it was asked.</summary>
    public string? Paper { get; init; }

    public IReadOnlyList<string> GoldPapers { get; init; } = [];

    public IReadOnlyList<GoldAnswer> GoldQas { get; init; } = [];

    public bool IsAnswerable => Kind != "none";

    public static IReadOnlyList<AskingQuery> Load(string file) =>
        [
            .. File.ReadLines(file)
                .Where(line => !string.IsNullOrWhiteSpace(line))
                .Select(line => JsonSerializer.Deserialize<AskingQuery>(line, Options)!),
        ];
}

/// <param name="Index">From 0, in the note's order.</param>
public sealed record GoldAnswer(string Paper, int Index);
