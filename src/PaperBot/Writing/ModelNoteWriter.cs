using System.Globalization;
using System.Text;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>
/// Writes by a language model: the summary, then the questions group by group, then once more what the pages did not carry. The model's words are
/// input from outside: read by form, cleaned, and held against the pages before anyone sees them.
/// </summary>
internal sealed class ModelNoteWriter(ModelClient client, ModelCaller caller, WriterSettings settings, JudgeByPages judge)
    : INoteWriter
{
    private const int FindingsOfAPart = 25;

    // What the system prompt, a task and a reply are, in tokens, as far as an estimate needs it.
    private const long TokensOfPrompts = 1_500;
    private const long TokensOfReply = 2_200;
    private const long UsualPaper = 25_000;

    private static readonly int Calls = 2 + QuestionGroup.All.Count;

    public string Identity { get; } =
        $"{client.Identity}|{settings.Style}|{string.Join(',', settings.Languages)}|{Prompts.Version}";

    public async Task<WritingOutcome> WriteAsync(WeekId week, PagedPaper paper, CancellationToken cancellationToken)
    {
        var block = PaperBlock.Of(paper);
        if (paper.Pages.All(page => string.IsNullOrWhiteSpace(page.Text)))
        {
            return new WritingOutcome.Failed(WritingTexts.NoText, null);
        }

        try
        {
            var conversation = await OpenAsync(week, paper, block, cancellationToken);
            var draft = new PaperDraft(paper.WithoutHidden(), settings, judge);
            draft.Take(await conversation.AskAsync("summary", Prompts.Summary(), draft.ReadSummary, cancellationToken));
            foreach (var group in QuestionGroup.All)
            {
                draft.Take(
                    await conversation.AskAsync(
                        group.Name,
                        Prompts.Questions(group),
                        reply => draft.ReadAnswers(reply, group.Least),
                        cancellationToken
                    )
                );
            }

            await RewriteAsync(conversation, draft, cancellationToken);
            return new WritingOutcome.Written(draft.Finish(NoteOrigin.Written(settings.Model, Prompts.Version)), block.Hidden);
        }
        catch (ModelFailedException exception)
        {
            return new WritingOutcome.Failed(exception.Failure.Words, exception.Failure.Trouble);
        }
        catch (ReplyException exception)
        {
            return new WritingOutcome.Failed(WritingTexts.Unusable(exception.Message), null);
        }
    }

    public async Task<ThemeOutcome> WriteThemeAsync(
        WeekId week,
        IReadOnlyList<ThemePaper> papers,
        CancellationToken cancellationToken
    )
    {
        var listed = string.Join(
            "\n\n",
            papers.Select(paper =>
                $"{HiddenInstructions.Title(paper.Title)}\n{string.Join("\n", settings.Languages.Select(paper.Summaries.GetValueOrDefault).OfType<string>())}"
            )
        );
        var tag = "week-" + Fingerprint(listed);
        try
        {
            var conversation = new PaperConversation(
                caller,
                week,
                null,
                ReplySchema.Theme(settings.Languages),
                new ModelTurn(ModelRole.System, Prompts.ThemeSystem())
            );
            var theme = await conversation.AskAsync(
                "theme",
                Prompts.Theme(tag, listed, settings),
                reply => Require(DraftReader.Theme(reply, settings.Languages), DraftRules.Problems),
                cancellationToken
            );
            return new ThemeOutcome.Written(
                theme.ByLanguage.ToDictionary(text => text.Key, text => NormalText.Line(DraftRules.Clean(text.Value)))
            );
        }
        catch (ModelFailedException exception)
        {
            return new ThemeOutcome.Failed(exception.Failure.Words);
        }
        catch (ReplyException exception)
        {
            return new ThemeOutcome.Failed(WritingTexts.Unusable(exception.Message));
        }
    }

    public WritingEstimate Estimate(PagedPaper? paper)
    {
        var text = paper is null ? UsualPaper : paper.Pages.Sum(page => TokenEstimate.Of(page.Text));
        var parts = text > settings.ContextTokens ? (int)((text + settings.ContextTokens - 1) / settings.ContextTokens) : 0;
        var calls = Calls + parts;
        var replies = calls * TokensOfReply;
        // The paper is read once; what was said about it comes again from the cache with each call.
        var cached = (Calls - 1) * (parts > 0 ? parts * TokensOfReply : text) + (replies * (Calls - 1) / 2);
        var fresh = text + (calls * TokensOfPrompts) + replies;
        var use = new TokenUse(fresh + cached, cached, 0, replies);
        return new WritingEstimate(calls, use, settings.Prices.Cost(use) / 1_000_000m);
    }

    /// <summary>A paper that fits is given whole; a longer one is read part by part, and its findings stand in for it.</summary>
    private async Task<PaperConversation> OpenAsync(
        WeekId week,
        PagedPaper paper,
        PaperBlock block,
        CancellationToken cancellationToken
    )
    {
        var text =
            TokenEstimate.Of(block.Text) <= settings.ContextTokens
                ? block.Text
                : await ReadInPartsAsync(week, paper, block.Tag, cancellationToken);
        return new PaperConversation(
            caller,
            week,
            paper.Paper.Id,
            ReplySchema.Note(settings.Languages),
            new ModelTurn(ModelRole.System, Prompts.System(block.Tag, settings)),
            new ModelTurn(ModelRole.User, text, IsLong: true)
        );
    }

    private async Task<string> ReadInPartsAsync(WeekId week, PagedPaper paper, string tag, CancellationToken cancellationToken)
    {
        var parts = PaperBlock.Parts(paper, settings.ContextTokens);
        var last = paper.Pages.Max(page => page.Number);
        var findings = new StringBuilder();
        for (var i = 0; i < parts.Count; i++)
        {
            var conversation = new PaperConversation(
                caller,
                week,
                paper.Paper.Id,
                ReplySchema.Findings,
                new ModelTurn(ModelRole.System, Prompts.System(parts[i].Tag, settings)),
                new ModelTurn(ModelRole.User, parts[i].Text, IsLong: true)
            );
            var found = await conversation.AskAsync(
                $"findings-{i + 1}",
                Prompts.Findings(i + 1, parts.Count, FindingsOfAPart),
                DraftReader.Findings,
                cancellationToken
            );
            foreach (var finding in found.Where(finding => finding.Citation.Page >= 1 && finding.Citation.Page <= last))
            {
                findings.Append(
                    CultureInfo.InvariantCulture,
                    $"[page {finding.Citation.Page}] {NormalText.Line(finding.Finding)} Quote: \"{NormalText.Line(finding.Citation.Quote)}\"\n"
                );
            }
        }

        return findings.Length > 0
            ? $"<{tag} title=\"{HiddenInstructions.Title(paper.Paper.Title)}\">\n{findings.ToString().TrimEnd()}\n</{tag}>"
            : throw new ReplyException("it names no finding on a page of the paper");
    }

    private static async Task RewriteAsync(PaperConversation conversation, PaperDraft draft, CancellationToken cancellationToken)
    {
        if (draft.SummaryFinding is { } finding)
        {
            draft.Take(
                await conversation.AskAsync(
                    "summary-rewrite",
                    Prompts.RewriteSummary(finding),
                    draft.ReadSummary,
                    cancellationToken
                )
            );
        }

        if (draft.Failing is { Count: > 0 } failing)
        {
            draft.Replace(
                failing,
                await conversation.AskAsync(
                    "answers-rewrite",
                    Prompts.Rewrite(failing.Count, draft.Findings(failing)),
                    reply => draft.ReadAnswers(reply, failing.Count),
                    cancellationToken
                )
            );
        }
    }

    private static T Require<T>(T read, Func<T, IEnumerable<string>> problems) =>
        problems(read).FirstOrDefault() is { } problem ? throw new ReplyException(problem) : read;

    private static string Fingerprint(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
