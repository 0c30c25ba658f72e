using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PaperBot.Fakes.Model;

/// <summary>
/// A model that does what it is asked: takes sentences of the paper's block as quotes and writes a summary, questions and answers around
/// them, in each language of the schema. Deterministic: the same conversation, the same reply.
/// </summary>
public sealed partial class ModelAuthor
{
    private const int LeastWords = 9;
    private const int MostWords = 24;

    /// <summary>Changes a right reply into what a test needs; null leaves it.</summary>
    public Func<ModelAsk, JsonObject, ModelAct?>? Change { get; init; }

    /// <summary>
    /// What a text in the block makes this model add to all that it writes, as a model would that obeys what it reads; null for one that does not.
    /// </summary>
    public Func<string, string?>? Obey { get; init; }

    public ModelAct Answer(ModelAsk ask)
    {
        var reply = Reply(ask);
        return Change?.Invoke(ask, reply) ?? new ModelAct.Say(reply.ToJsonString());
    }

    /// <summary>The right reply to a request.</summary>
    public JsonObject Reply(ModelAsk ask)
    {
        var languages = Languages(ask);
        // Who is asked to mend a reply answers what it was the reply to.
        var at = ask.Messages.Count - 1;
        while (at > 1 && ask.Messages[at].Text.StartsWith("That reply could not be used:", StringComparison.Ordinal))
        {
            at -= 2;
        }

        var task = ask.Messages[at].Text;
        if (task.Contains("week's theme", StringComparison.Ordinal))
        {
            return new JsonObject
            {
                ["theme"] = Texts(languages, "言語モデルの学習と評価の工夫", "Training and judging language models"),
            };
        }

        var sentences = Sentences(ask.Paper);
        var said = ask.Messages.Take(at).Count(message => message.Role == "assistant");
        if (task.Contains("List what this part says", StringComparison.Ordinal))
        {
            return new JsonObject
            {
                ["findings"] = new JsonArray([
                    .. sentences
                        .Take(20)
                        .Select(sentence => new JsonObject
                        {
                            ["finding"] = sentence.Text,
                            ["page"] = sentence.Page,
                            ["quote"] = sentence.Text,
                        }),
                ]),
            };
        }

        var extra = Obey?.Invoke(ask.Paper) is { } obeyed ? " " + obeyed : "";
        if (
            task.Contains("the summary", StringComparison.Ordinal)
            && task.Contains("\"answers\" stays an empty list", StringComparison.Ordinal)
        )
        {
            var first = sentences[0];
            return new JsonObject
            {
                ["summary"] = Texts(
                    languages,
                    $"この論文は「{first.Text}」と述べています。手法と結果を順に説明し、限界にも触れています。{extra}",
                    $"The paper says: {first.Text} It goes on to the method, the results and their limits.{extra}"
                ),
                ["citations"] = new JsonArray(Citation(first), Citation(sentences[1 % sentences.Count])),
                ["answers"] = new JsonArray(),
            };
        }

        var count = int.Parse(Count().Match(task).Groups["count"].Value, CultureInfo.InvariantCulture);
        var answers = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            var place = ((said * 7) + (i * 2)) % sentences.Count;
            answers.Add(Answer(sentences[place], languages, $"{said}.{i + 1}", extra));
        }

        return new JsonObject
        {
            ["summary"] = Texts(languages, "", ""),
            ["citations"] = new JsonArray(),
            ["answers"] = answers,
        };
    }

    private static JsonObject Answer(Sentence sentence, IReadOnlyList<string> languages, string number, string extra)
    {
        // Questions differ by what they quote; equal ones would be taken for repeated.
        var topic = string.Join(' ', sentence.Text.Split(' ').Take(7)).Trim('.', ',');
        return new JsonObject
        {
            ["question"] = Texts(
                languages,
                $"「{topic}」とはどういうことですか ({number})?",
                $"What does \"{topic}\" tell us ({number})?"
            ),
            ["answer"] = Texts(
                languages,
                $"本文は「{sentence.Text}」と述べています[[1]]。これが根拠です。{extra}",
                $"The text says so: {sentence.Text} [[1]] That is the ground for it.{extra}"
            ),
            ["citations"] = new JsonArray(Citation(sentence)),
        };
    }

    private static JsonObject Citation(Sentence sentence) => new() { ["page"] = sentence.Page, ["quote"] = sentence.Text };

    private static JsonObject Texts(IReadOnlyList<string> languages, string japanese, string english)
    {
        var texts = new JsonObject();
        foreach (var language in languages)
        {
            texts[language] = language == "ja" ? japanese : english;
        }

        return texts;
    }

    private static IReadOnlyList<string> Languages(ModelAsk ask)
    {
        var schema = ask.Schema ?? Embedded(ask);
        var texts = schema["properties"]!["summary"] ?? schema["properties"]!["theme"];
        return texts is null ? [] : [.. texts["properties"]!.AsObject().Select(property => property.Key)];
    }

    /// <summary>Where the schema stands in the prompt.</summary>
    private static JsonNode Embedded(ModelAsk ask)
    {
        var system = ask.Messages[0].Text;
        return JsonNode.Parse(system[system.IndexOf("{\"type\"", StringComparison.Ordinal)..])!;
    }

    private static List<Sentence> Sentences(string block)
    {
        var found = new List<Sentence>();
        foreach (var page in Page().Split(block).Skip(1).Chunk(2))
        {
            var number = int.Parse(page[0], CultureInfo.InvariantCulture);
            foreach (var sentence in End().Split(page[1].Replace('\n', ' ')))
            {
                var text = Blanks().Replace(sentence, " ").Trim();
                var words = text.Split(' ').Length;
                if (words is >= LeastWords and <= MostWords && Prose().IsMatch(text))
                {
                    found.Add(new Sentence(number, text));
                }
            }
        }

        return found.Count > 0 ? found : throw new InvalidOperationException("The block holds no sentence to quote.");
    }

    private sealed record Sentence(int Page, string Text);

    [GeneratedRegex(@"\[page (?<page>\d+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Page();

    [GeneratedRegex(@"(?<=[.!?])\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex End();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9 ,;'()%.-]+[.]$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prose();

    [GeneratedRegex(@"Write (?:these )?(?<count>\d+) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Count();
}
