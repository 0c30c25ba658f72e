using System.Globalization;
using System.Text;
using System.Text.Json;
using PaperBot.Asking;

namespace PaperBot.Fakes.Asking;

/// <summary>A question and what the program said to it, as <c>paperbot ask --batch</c> prints it.</summary>
public sealed record AskingReply(AskingQuery Query, AskedLine Line)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public bool IsPaperFirst => Line.Paper is { } paper && Query.GoldPapers.Contains(paper);

    /// <summary>From 1; 0 where no acceptable answer is among the ten.</summary>
    public int Place { get; } =
        1
        + Line.Answers.ToList()
            .FindIndex(answer => Query.GoldQas.Any(gold => gold.Paper == answer.Paper && gold.Index == answer.Index));

    public static AskingReply Ask(AskIndex index, AskingQuery query)
    {
        var line = AskBatch.Answer(
            index,
            JsonSerializer.Serialize(
                new
                {
                    query.Id,
                    query.Query,
                    query.Paper,
                },
                Options
            )
        );
        return new AskingReply(query, JsonSerializer.Deserialize<AskedLine>(line, Options)!);
    }
}

/// <summary>
/// The measures of the development set: right paper first, an acceptable answer first and among three, unanswerable questions refused by
/// the line that keeps 95 % of the answerable ones, and the area under that curve.
/// </summary>
public sealed class AskingFigures(IReadOnlyList<AskingReply> replies)
{
    private const double Keep = 0.95;

    /// <summary>The highest confidence line that keeps enough of the answerable questions.</summary>
    public double Line { get; } = LineOf([.. replies.Where(reply => reply.Query.IsAnswerable).Select(Confidence).Order()]);

    public double PaperFirst(string kind) => Share(kind, reply => reply.IsPaperFirst);

    public double AnswerFirst(string kind) => Share(kind, reply => reply.Place == 1);

    public double AnswerInThree(string kind) => Share(kind, reply => reply.Place is >= 1 and <= 3);

    public double MeanReciprocal(string kind)
    {
        var asked = Of(kind);
        return asked.Count == 0 ? 1 : asked.Average(reply => reply.Place > 0 ? 1.0 / reply.Place : 0);
    }

    /// <param name="sub">Null for all of them.</param>
    public double Refused(string? sub = null) =>
        Share(Of("none").Where(reply => sub is null || reply.Query.Sub == sub), reply => Confidence(reply) < Line);

    /// <summary>The probability that an answerable question is surer than one that is not.</summary>
    public double Area
    {
        get
        {
            var pairs =
                from answerable in replies.Where(reply => reply.Query.IsAnswerable)
                from not in Of("none")
                select Confidence(answerable).CompareTo(Confidence(not)) switch
                {
                    > 0 => 1.0,
                    0 => 0.5,
                    _ => 0,
                };
            return pairs.DefaultIfEmpty(1).Average();
        }
    }

    public string Table(string title)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{title}: paper {Percent(PaperFirst("paper"))}, ja {All("ja")}, en {All("en")}, followup {Percent(AnswerFirst("followup"))} {Percent(AnswerInThree("followup"))}, refused {Percent(Refused())} (line {Line:0.000}), AUC {Area:0.000}"
        );
        var subs = replies
            .Where(reply => reply.Query.Sub is not null)
            .GroupBy(reply => (reply.Query.Kind, Sub: reply.Query.Sub!))
            .OrderByDescending(group => group.Key.Kind)
            .ThenBy(group => group.Key.Sub, StringComparer.Ordinal)
            .Select(group =>
                group.Key.Kind == "none"
                    ? $"none/{group.Key.Sub} refused {group.Count(reply => Confidence(reply) < Line)}/{group.Count()}"
                    : $"{group.Key.Sub} {group.Count(reply => reply.IsPaperFirst)}/{group.Count()}"
            );
        return text.Append("  ").AppendJoin(", ", subs).ToString();
    }

    /// <summary>Every question that is not answered as its labels say.</summary>
    public IEnumerable<string> Misses() =>
        replies
            .Where(reply =>
                reply.Query.Kind switch
                {
                    "paper" => !reply.IsPaperFirst || Confidence(reply) < Line,
                    "none" => Confidence(reply) >= Line,
                    _ => reply.Place != 1 || Confidence(reply) < Line || (reply.Query.Paper is null && !reply.IsPaperFirst),
                }
            )
            .Select(reply =>
                $"{reply.Query.Id} {reply.Query.Kind}/{reply.Query.Sub} '{reply.Query.Query}' {reply.Query.Paper} -> {reply.Line.Kind} {reply.Line.Paper} {Confidence(reply):0.00} place {reply.Place}; right: {string.Join(' ', reply.Query.GoldPapers)} {string.Join(' ', reply.Query.GoldQas.Select(gold => $"{gold.Paper}#{gold.Index}"))}; first: {string.Join(' ', reply.Line.Answers.Take(3).Select(answer => $"{answer.Paper}#{answer.Index}({answer.Score:0.00})"))}"
            );

    private static double Confidence(AskingReply reply) => reply.Line.Confidence;

    private static double LineOf(List<double> confidences) =>
        confidences.Count == 0 ? 0 : confidences[(int)Math.Floor((1 - Keep) * confidences.Count)];

    private string All(string kind) =>
        $"{Percent(PaperFirst(kind))} {Percent(AnswerFirst(kind))} {Percent(AnswerInThree(kind))} (mrr {Percent(MeanReciprocal(kind))})";

    private List<AskingReply> Of(string kind) => [.. replies.Where(reply => reply.Query.Kind == kind)];

    private double Share(string kind, Func<AskingReply, bool> isRight) => Share(Of(kind), isRight);

    private static double Share(IEnumerable<AskingReply> asked, Func<AskingReply, bool> isRight) =>
        asked.Select(reply => isRight(reply) ? 1.0 : 0).DefaultIfEmpty(1).Average();

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture);
}
