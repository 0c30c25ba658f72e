using System.CommandLine;
using System.Globalization;
using PaperBot.Checking;
using PaperBot.Papers;
using PaperBot.Runs;

namespace PaperBot.Cli;

/// <summary><c>paperbot check</c>: what the check of a week's citations found, with the paper's own words.</summary>
internal static class CheckCommand
{
    private const int WeeksCompared = 5;

    public static Command Create()
    {
        var week = new Argument<string>("week") { Description = "2023-W22, a date in it such as 2023-05-29, or latest" };
        var again = new Option<bool>("--again")
        {
            Description = "Read the PDFs and check everything again, even where nothing changed",
        };
        return new Command("check", "Checks every citation of a week against the papers' pages; posts nothing")
        {
            week,
            again,
        }.Does(
            async (cli, cancellationToken) =>
            {
                var id = await cli.WeekAsync(cli.Words.GetRequiredValue(week), cancellationToken);
                await cli.Get<PaperChecks>().RunAsync(id, cli.Words.GetValue(again), cancellationToken);
                var stored =
                    await cli.Get<PaperStore>().FindWeekAsync(id, cancellationToken)
                    ?? throw new CliException($"{id} is not in the store; import its note or run it.");
                var quality = await cli.Get<CheckQuality>().ReadAsync(id, WeeksCompared, cancellationToken);
                var texts = await cli.Get<PaperChecks>().PagesAsync(stored, cancellationToken);
                cli.Answer(Document(stored, texts, quality, cli.Language), language => Lines(stored, texts, quality, language));
                return CliExit.Done;
            }
        );
    }

    private static object Document(
        StoredWeek week,
        IReadOnlyDictionary<PaperId, PaperPages> texts,
        IReadOnlyList<WeekQuality> quality,
        Language language
    ) =>
        new
        {
            week = week.Week.ToString(),
            checker = Checker.Version,
            papers = week.Papers.Select(paper => new
            {
                id = paper.Paper.Id.Value,
                title = paper.Paper.Title,
                arxiv = paper.Paper.Arxiv?.ToString(),
                text = Text(texts.GetValueOrDefault(paper.Paper.Id), language),
                answers = paper
                    .Notes.Values.OrderBy(note => note.Language)
                    .SelectMany(note =>
                        note.QuestionAnswers.Select((answer, index) => Answer(answer, index, note, paper.Paper, language))
                    ),
            }),
            verdicts = Verdicts(CheckQuality.Count(week)),
            quality = quality.Select(counted => new
            {
                week = counted.Week.ToString(),
                language = counted.Language.Code(),
                answers = counted.Answers,
                verdicts = Verdicts([counted]),
                flags = counted.Flags,
            }),
        };

    private static object Text(PaperPages? pages, Language language) =>
        new
        {
            state = pages?.State.ToString().ToLowerInvariant() ?? "missing",
            version = pages?.Version?.ToString(),
            pages = pages?.Pages.Count ?? 0,
            unreadable = pages?.Unreadable ?? [],
            hash = pages?.Hash.Length > 0 ? pages.Hash : null,
            problem = pages?.Problem?.In(language),
        };

    private static object Answer(QuestionAnswer answer, int index, PaperNote note, Paper paper, Language language) =>
        new
        {
            language = note.Language.Code(),
            index,
            question = answer.Question,
            verdict = answer.Verdict,
            held = answer.IsHeld,
            judgedBy = answer.JudgedBy,
            reason = TextForPeople.FromStored(answer.VerdictReason).In(language),
            flags = answer.Flags,
            citations = answer.Citations.Select(
                (citation, i) =>
                {
                    var check = answer.Checks.ElementAtOrDefault(i);
                    return new
                    {
                        text = citation.Text,
                        pages = citation.Pages.Select(range => range.ToString()),
                        references = citation.References,
                        verdict = check?.Verdict ?? Verdict.Unchecked,
                        finding = check?.Finding ?? CheckFinding.NoText,
                        reason = CheckTexts.Of(check?.Finding ?? CheckFinding.NoText).In(language),
                        claim = check?.Claim,
                        page = check?.Page,
                        evidence = check?.Evidence,
                        link = check?.Page is { } page ? paper.PageLink(page)?.AbsoluteUri : null,
                        betterPage = check?.BetterPage,
                        betterEvidence = check?.BetterEvidence,
                        ratio = check?.Ratio,
                        found = check?.Found ?? [],
                        missing = check?.Missing ?? [],
                    };
                }
            ),
        };

    private static Dictionary<string, int> Verdicts(IEnumerable<WeekQuality> counted) =>
        Enum.GetValues<Verdict>()
            .ToDictionary(
                verdict => verdict.ToString().ToLowerInvariant(),
                verdict => counted.Sum(one => one.Verdicts.GetValueOrDefault(verdict))
            );

    private static string Lines(
        StoredWeek week,
        IReadOnlyDictionary<PaperId, PaperPages> texts,
        IReadOnlyList<WeekQuality> quality,
        Language language
    )
    {
        var lines = new List<string>();
        foreach (var paper in week.Papers.Where(paper => paper.Notes.Count > 0))
        {
            lines.Add($"{paper.Paper.Id}  {paper.Paper.Title}");
            if (texts.GetValueOrDefault(paper.Paper.Id)?.Problem is { } problem)
            {
                lines.Add($"  {problem.In(language)}");
            }

            foreach (var note in paper.Notes.Values.OrderBy(note => note.Language))
            {
                lines.AddRange(note.QuestionAnswers.SelectMany((answer, i) => Lines(answer, i, note.Language, language)));
            }
        }

        lines.Add("");
        lines.AddRange(
            quality.Select(counted =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{counted.Week} {counted.Language.Code()}  {string.Join("  ", counted.Verdicts.Select(pair => $"{PaperTexts.For(language).Verdict(pair.Key)} {Share(pair.Value, counted.Answers)}"))}"
                )
            )
        );
        lines.AddRange(
            quality
                .Where(counted => counted.Week == week.Week)
                .SelectMany(counted =>
                    counted.Flags.Select(flag =>
                        $"  {counted.Language.Code()} {NoteFlags.Describe(flag.Key, language)}: {flag.Value}"
                    )
                )
        );
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Lines(QuestionAnswer answer, int index, Language noted, Language language)
    {
        // What is verified needs nobody's eyes.
        if (answer.Verdict == Verdict.Verified)
        {
            yield break;
        }

        yield return $"  {noted.Code()} Q{index + 1} {PaperTexts.For(language).Verdict(answer.Verdict)}: {TextForPeople.FromStored(answer.VerdictReason).In(language)}";
        foreach (
            var (check, citation) in answer.Checks.Zip(answer.Citations).Where(pair => pair.First.Verdict != Verdict.Verified)
        )
        {
            yield return $"      {citation.Text} {CheckTexts.Of(check.Finding).In(language)}{(check.BetterPage is { } better ? $" → p.{better}" : "")}";
        }
    }

    private static string Share(int count, int all) =>
        all == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{count} ({100.0 * count / all:0}%)");
}
