using System.Globalization;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>What the model has written about one paper so far, each piece with what the pages say of it.</summary>
/// <param name="paper">Without the text that the model was not shown: it is no quote either.</param>
internal sealed class PaperDraft(PagedPaper paper, WriterSettings settings, JudgeByPages judge)
{
    private readonly PageJudge _pages = judge(paper.Pages);
    private readonly List<Piece> _pieces = [];
    private DraftSummary? _summary;

    private int LastPage => paper.Pages.Max(page => page.Number);

    /// <summary>What is wrong with the summary; null where nothing is.</summary>
    public string? SummaryFinding { get; private set; }

    /// <summary>The places of the answers that the pages do not carry.</summary>
    public IReadOnlyList<int> Failing => [.. Enumerable.Range(0, _pieces.Count).Where(i => _pieces[i].Finding is not null)];

    /// <exception cref="ReplyException"/>
    public DraftSummary ReadSummary(string reply)
    {
        var summary = DraftReader.Summary(reply, settings.Languages);
        return DraftRules.Problems(summary, LastPage).FirstOrDefault() is { } problem
            ? throw new ReplyException(problem)
            : summary;
    }

    /// <exception cref="ReplyException"/>
    public IReadOnlyList<DraftAnswer> ReadAnswers(string reply, int least)
    {
        var answers = DraftReader.Answers(reply, settings.Languages);
        var problems = answers
            .SelectMany((answer, i) => DraftRules.Problems(answer, LastPage).Select(problem => $"answer {i + 1}: {problem}"))
            .ToList();
        if (answers.Count < least)
        {
            problems.Insert(0, $"it holds {answers.Count} answers, at least {least} were asked for");
        }

        return problems.Count > 0 ? throw new ReplyException(string.Join("; ", problems.Take(5))) : answers;
    }

    public void Take(DraftSummary summary)
    {
        _summary = summary;
        SummaryFinding = FindingOf(summary);
    }

    /// <summary>Adds a group's answers; what was asked before is not asked again.</summary>
    public void Take(IReadOnlyList<DraftAnswer> answers)
    {
        foreach (var answer in answers)
        {
            if (_pieces.Count < DraftRules.MostAnswers && !DraftRules.IsRepeated(answer, _pieces.Select(piece => piece.Draft)))
            {
                _pieces.Add(Check(answer));
            }
        }
    }

    /// <summary>Puts what was written again in the place of what failed; better or not, it is what stands.</summary>
    public void Replace(IReadOnlyList<int> places, IReadOnlyList<DraftAnswer> answers)
    {
        foreach (var (place, answer) in places.Zip(answers))
        {
            _pieces[place] = Check(answer with { Question = _pieces[place].Draft.Question });
        }
    }

    /// <summary>What is wrong with the answers at these places, for the model.</summary>
    public string Findings(IReadOnlyList<int> places) =>
        string.Join(
            "\n",
            places.Select(
                (place, i) =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{i + 1}. \"{_pieces[place].Draft.Question[settings.Languages[^1]]}\": {_pieces[place].Finding}"
                    )
            )
        );

    /// <exception cref="ReplyException">Too little is left to be a note.</exception>
    public IReadOnlyList<PaperNote> Finish(NoteOrigin origin)
    {
        if (SummaryFinding is { } finding)
        {
            throw new ReplyException($"the pages do not carry the summary: {finding}");
        }

        return _pieces.Count < DraftRules.LeastAnswers
            ? throw new ReplyException($"{_pieces.Count} different questions came, at least {DraftRules.LeastAnswers} are needed")
            :
            [
                .. settings.Languages.Select(language =>
                    NoteBuilder.Build(
                        paper.Paper.Id,
                        language,
                        _summary!,
                        _pieces.Select(piece => piece.Answers[language]),
                        origin
                    )
                ),
            ];
    }

    private string? FindingOf(DraftSummary summary)
    {
        if (DraftRules.HasOtherStyle(summary.Summary, settings.Style))
        {
            return Style;
        }

        return Check(new DraftAnswer(summary.Summary, summary.Summary, summary.Citations)).Finding;
    }

    /// <summary>An answer is as good as its worst language.</summary>
    private Piece Check(DraftAnswer draft)
    {
        var mended = draft with { Citations = [.. draft.Citations.Select(Mend)] };
        var answers = settings.Languages.ToDictionary(language => language, language => NoteBuilder.Answer(mended, language));
        var verdicts = answers.ToDictionary(answer => answer.Key, answer => _pages.Judge(answer.Value));
        if (DraftRules.FindInstruction(draft) is { } instruction)
        {
            var reason = $"it tells its reader what to do: {NormalText.Excerpt(instruction)}";
            return new Piece(
                draft,
                answers.ToDictionary(
                    answer => answer.Key,
                    answer =>
                        answer.Value with
                        {
                            Verdict = Verdict.Failed,
                            VerdictReason = reason,
                            Flags = [NoteFlags.TellsReader],
                        }
                ),
                reason
            );
        }

        return new Piece(
            draft,
            answers.ToDictionary(
                answer => answer.Key,
                answer =>
                    answer.Value with
                    {
                        Verdict = verdicts[answer.Key].Verdict,
                        VerdictReason = verdicts[answer.Key].Reason,
                    }
            ),
            verdicts.Values.Where(verdict => verdict.Verdict == Verdict.Failed).Select(verdict => verdict.Reason).FirstOrDefault()
                ?? (DraftRules.HasOtherStyle(draft.Answer, settings.Style) ? Style : null)
        );
    }

    /// <summary>A quote that stands on one other page than the model said is cited by that one.</summary>
    private DraftCitation Mend(DraftCitation citation) =>
        citation with
        {
            Page = _pages.Locate(new CitedQuote(citation.Page, citation.Quote)) ?? citation.Page,
        };

    private string Style => settings.Style == JapaneseForm.Polite ? PoliteWanted : PlainWanted;

    private const string PoliteWanted = "its Japanese is not in the polite form (です・ます)";
    private const string PlainWanted = "its Japanese is not in the plain form (だ・である)";

    /// <param name="Finding">What it should be written again for; null where nothing is wrong.</param>
    private sealed record Piece(DraftAnswer Draft, IReadOnlyDictionary<Language, QuestionAnswer> Answers, string? Finding);
}
