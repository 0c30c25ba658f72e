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

    /// <param name="line"><c>{id, query, paper?}</c>; further fields are ignored.</param>
    /// <exception cref="FormatException">The line is not of that form; the message says how.</exception>
    public static string Answer(AskIndex index, string line)
    {
        var asked = Read(line);
        PaperId? within = null;
        if (asked.Paper is { Length: > 0 } paper && !PaperId.TryParse(paper, out within))
        {
            throw new FormatException($"'{paper}' is no paper; give its arXiv id or its address.");
        }

        return Write(asked.Id, index.Ask(new AskQuery(asked.Query!) { Within = within }));
    }

    /// <summary>The line that stands for an outcome.</summary>
    public static string Write(JsonElement? id, AskOutcome outcome) =>
        JsonSerializer.Serialize(AskedLine.Of(id, outcome), Options);

    private static Asked Read(string line)
    {
        try
        {
            var asked = JsonSerializer.Deserialize<Asked>(line, Options);
            return asked?.Query is null ? throw new FormatException("The line has no 'query'.") : asked;
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The line is no JSON object with 'id' and 'query': {exception.Message}", exception);
        }
    }

    private sealed record Asked(JsonElement? Id, string? Query, string? Paper);
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
