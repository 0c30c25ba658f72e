using System.Text.Json;
using System.Text.RegularExpressions;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>A text in every language that notes are written in.</summary>
internal sealed record DraftText(IReadOnlyDictionary<Language, string> ByLanguage)
{
    public string this[Language language] => ByLanguage[language];
}

/// <summary>A page and the words on it that carry an answer, as the model gave them: unchecked.</summary>
internal sealed record DraftCitation(int Page, string Quote);

internal sealed record DraftSummary(DraftText Summary, IReadOnlyList<DraftCitation> Citations);

internal sealed record DraftAnswer(DraftText Question, DraftText Answer, IReadOnlyList<DraftCitation> Citations);

internal sealed record DraftFinding(string Finding, DraftCitation Citation);

/// <summary>Reads a model's reply, which is input from outside: JSON, perhaps fenced, of exactly the asked form.</summary>
internal static partial class DraftReader
{
    private const int LongestReply = 400_000;

    /// <exception cref="ReplyException">The reply is not of the asked form; the message says what is wrong, for the model and for the log.</exception>
    public static DraftSummary Summary(string reply, IReadOnlyList<Language> languages)
    {
        using var document = Parse(reply);
        var root = document.RootElement;
        return new DraftSummary(Texts(root, "summary", languages), Citations(root));
    }

    /// <exception cref="ReplyException"/>
    public static IReadOnlyList<DraftAnswer> Answers(string reply, IReadOnlyList<Language> languages)
    {
        using var document = Parse(reply);
        return
        [
            .. List(document.RootElement, "answers")
                .Select(entry => new DraftAnswer(
                    Texts(entry, "question", languages),
                    Texts(entry, "answer", languages),
                    Citations(entry)
                )),
        ];
    }

    /// <exception cref="ReplyException"/>
    public static IReadOnlyList<DraftFinding> Findings(string reply)
    {
        using var document = Parse(reply);
        return
        [
            .. List(document.RootElement, "findings")
                .Select(entry => new DraftFinding(Text(entry, "finding"), new DraftCitation(Page(entry), Text(entry, "quote")))),
        ];
    }

    /// <exception cref="ReplyException"/>
    public static DraftText Theme(string reply, IReadOnlyList<Language> languages)
    {
        using var document = Parse(reply);
        return Texts(document.RootElement, "theme", languages);
    }

    private static JsonDocument Parse(string reply)
    {
        if (reply.Length > LongestReply)
        {
            throw new ReplyException($"it is longer than {LongestReply} characters");
        }

        // Some servers fence what they were asked to send bare, or talk before it; a fence inside a text of the document is none.
        var json = reply.Trim();
        if (!json.StartsWith('{') && Fence().Match(json) is { Success: true } fenced)
        {
            json = fenced.Groups["json"].Value.Trim();
        }

        try
        {
            var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw new ReplyException("it is not a JSON object");
        }
        catch (JsonException exception)
        {
            throw new ReplyException(
                $"it is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})",
                exception
            );
        }
    }

    private static DraftText Texts(JsonElement parent, string name, IReadOnlyList<Language> languages)
    {
        var texts = Member(parent, name, JsonValueKind.Object);
        return new DraftText(languages.ToDictionary(language => language, language => Text(texts, language.Code())));
    }

    private static IReadOnlyList<DraftCitation> Citations(JsonElement parent) =>
        [.. List(parent, "citations").Select(entry => new DraftCitation(Page(entry), Text(entry, "quote")))];

    private static IEnumerable<JsonElement> List(JsonElement parent, string name)
    {
        foreach (var entry in Member(parent, name, JsonValueKind.Array).EnumerateArray())
        {
            yield return entry.ValueKind == JsonValueKind.Object
                ? entry
                : throw new ReplyException($"an entry of \"{name}\" is not an object");
        }
    }

    private static int Page(JsonElement parent) =>
        Member(parent, "page", JsonValueKind.Number).TryGetInt32(out var page)
            ? page
            : throw new ReplyException("a \"page\" is not a whole number");

    private static string Text(JsonElement parent, string name)
    {
        try
        {
            // A NUL can be written in JSON and can be stored nowhere.
            var written = Member(parent, name, JsonValueKind.String).GetString()!.Replace("\0", "", StringComparison.Ordinal);
            var text = NormalText.Block(written);
            return text.Length > 0 ? text : throw new ReplyException($"a \"{name}\" is empty");
        }
        catch (InvalidOperationException exception)
        {
            // Half a surrogate pair can be written in JSON too.
            throw new ReplyException($"a \"{name}\" holds a broken character", exception);
        }
    }

    private static JsonElement Member(JsonElement parent, string name, JsonValueKind kind) =>
        !parent.TryGetProperty(name, out var member) ? throw new ReplyException($"\"{name}\" is missing")
        : member.ValueKind == kind ? member
        : throw new ReplyException($"\"{name}\" is not {kind.ToString().ToLowerInvariant()}");

    [GeneratedRegex(
        @"```(?:json)?[ \t]*\n(?<json>[\s\S]*)```",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Fence();
}

/// <summary>A model's reply is not of the asked form; the message says what is wrong with it, in English, for the model.</summary>
internal sealed class ReplyException(string message, Exception? inner = null) : Exception(message, inner);
