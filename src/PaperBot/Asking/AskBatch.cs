using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>Questions as JSON lines in, answers as JSON lines out, in order: how anyone can score the search. Pure.</summary>
public static class AskBatch
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>How a line looks, for messages.</summary>
    private const string Form = """{"id": 1, "query": "…", "paper": "2305.18290"}""";

    /// <param name="line"><c>{id, query, paper?}</c>; further fields are ignored, and so is a byte order mark before the first.</param>
    /// <exception cref="AskLineException">The line is not of that form; the message says how.</exception>
    public static string Answer(AskIndex index, string line)
    {
        var asked = Read(line.TrimStart('\uFEFF'));
        PaperId? within = null;
        if (asked.Paper is { Length: > 0 } paper && !PaperId.TryParse(paper, out within))
        {
            throw new AskLineException(
                new(
                    $"「{paper}」は論文ではありません。arXiv の番号かアドレスを指定してください。",
                    $"'{paper}' is no paper; give its arXiv id or its address."
                )
            );
        }

        return Write(asked.Id, index.Ask(new AskQuery(asked.Query) { Within = within }));
    }

    /// <summary>The line that stands for an outcome.</summary>
    public static string Write(JsonElement? id, AskOutcome outcome) =>
        JsonSerializer.Serialize(AskedLine.Of(id, outcome), Options);

    private static Asked Read(string line)
    {
        JsonElement asked;
        try
        {
            asked = JsonSerializer.Deserialize<JsonElement>(line, Options);
        }
        catch (JsonException)
        {
            throw Wrong("JSON ではありません", "The line is no JSON");
        }

        if (asked.ValueKind is not JsonValueKind.Object)
        {
            throw Wrong("JSON のオブジェクトではありません", "The line is no JSON object");
        }

        return new Asked(
            Find(asked, "id"),
            Text(asked, "query") ?? throw Wrong("「query」がありません", "The line has no 'query'"),
            Text(asked, "paper")
        );
    }

    private static string? Text(JsonElement asked, string name)
    {
        if (Find(asked, name) is not { ValueKind: not JsonValueKind.Null } value)
        {
            return null;
        }

        try
        {
            return value.ValueKind is JsonValueKind.String
                ? value.GetString()
                : throw Wrong($"「{name}」が文字列ではありません", $"'{name}' is no text");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape.
            throw Wrong($"「{name}」が文字列ではありません", $"'{name}' is no text");
        }
    }

    private static JsonElement? Find(JsonElement asked, string name)
    {
        JsonElement? found = null;
        foreach (var field in asked.EnumerateObject())
        {
            // As everywhere in JSON here: the case of a name does not count, and of two the last does.
            if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                found = field.Value;
            }
        }

        return found;
    }

    private static AskLineException Wrong(string japanese, string english) =>
        new(new($"{japanese}。正しい形: {Form}", $"{english}; expected: {Form}"));

    private sealed record Asked(JsonElement? Id, string Query, string? Paper);
}

/// <summary>A line of questions that is not of its form; says what is wrong and what is expected.</summary>
public sealed class AskLineException(TextForPeople text) : Exception(text.English)
{
    public TextForPeople Text => text;
}

/// <summary>An outcome as the command line prints it.</summary>
/// <param name="Kind"><c>paper</c>, <c>answer</c>, <c>closest</c> or <c>none</c>.</param>
public sealed record AskedLine(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Id,
    string Kind,
    string? Paper,
    double Confidence,
    IReadOnlyList<AskedAnswer> Answers
)
{
    public static AskedLine Of(JsonElement? id, AskOutcome outcome) =>
        new(
            id,
            outcome.Kind,
            outcome.Paper?.Id.Value,
            Math.Round(outcome.Confidence, 4),
            [
                .. outcome.Ranked.Select(ranked => new AskedAnswer(
                    ranked.Answer.Paper.Id.Value,
                    ranked.Answer.Index,
                    ranked.Answer.QuestionAnswer.Question,
                    ranked.Score,
                    ranked.Answer.QuestionAnswer.Verdict.ToString().ToLowerInvariant(),
                    ranked.Answer.Language.Code()
                )),
            ]
        );
}

/// <param name="Index">From 0, in the order of the paper's note in <paramref name="Language"/>.</param>
public sealed record AskedAnswer(string Paper, int Index, string Question, double Score, string Verdict, string Language);
