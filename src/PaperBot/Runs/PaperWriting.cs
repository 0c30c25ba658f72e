using System.Globalization;
using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Storage;
using PaperBot.Writing;

namespace PaperBot.Runs;

/// <summary>
/// The stage that has a model write about the papers of a week which nobody else has written about, and name the week's theme. A paper is written
/// about again when its text or the writer is another one; what failed is tried again, alone, by every run.
/// </summary>
/// <param name="stage">Null where no model is set.</param>
public sealed class PaperWriting(
    Store store,
    PaperStore papers,
    StageLog log,
    CallLedger ledger,
    WriterSettings settings,
    WritingStage? stage = null
)
{
    // What a week holds whose list is not here yet.
    private const int UsualPapers = 10;

    private enum Need
    {
        /// <summary>A file or a person said it.</summary>
        HasNote,
        Unchanged,
        Text,
        Writing,
    }

    private sealed record Planned(StoredPaper Paper, Need Need, PagedPaper? Pages, string Fingerprint);

    /// <param name="again">Write even what is written already; what a model was asked before is not asked again.</param>
    public async Task<StageReport> WriteAsync(StoredWeek week, bool again, CancellationToken cancellationToken)
    {
        if (stage is null)
        {
            return Report(StageState.NotNeeded, WritingReports.Off, []);
        }

        var entries = await log.ReadAsync(week.Week, cancellationToken);
        var plan = await PlanAsync(week, entries, again, cancellationToken);
        var before = PaperCost.Sum(await ledger.OfWeekAsync(week.Week, cancellationToken));
        var todo = plan.Where(planned => planned.Need == Need.Writing).ToDictionary(planned => planned.Paper.Paper.Id);
        var outcomes = await stage.WriteAsync(
            week.Week,
            [.. todo.Values.Select(planned => planned.Pages!)],
            (session, paper, outcome) => LogAsync(session, week.Week, todo[paper.Paper.Id], outcome),
            cancellationToken
        );
        var theme = await WriteThemeAsync(
            week.Week,
            entries.FirstOrDefault(entry => entry is { Stage: Stage.Writing, Paper: null })?.Fingerprint ?? "",
            cancellationToken
        );
        var spent = PaperCost.Sum(await ledger.OfWeekAsync(week.Week, cancellationToken)) - before;
        var counts = new WritingCounts(
            outcomes.OfType<WritingOutcome.Written>().Count(),
            Count(Need.Unchanged),
            Count(Need.HasNote),
            Count(Need.Text),
            outcomes.OfType<WritingOutcome.Failed>().Count()
        );
        return Report(
            counts is { Written: 0, Failed: 0, WithoutText: 0 } && theme.Problem is null ? StageState.Unchanged : StageState.Done,
            WritingReports.Of(counts, spent, settings.Prices, theme.Problem),
            [.. todo.Values.Zip(outcomes).Select(pair => Trouble(pair.First.Paper.Paper, pair.Second)).OfType<PaperFailure>()]
        ) with
        {
            Fingerprint = theme.Fingerprint,
        };

        int Count(Need need) => plan.Count(planned => planned.Need == need);
    }

    /// <summary>What a run would write and about what that would cost; asks nobody.</summary>
    /// <param name="week">Null where the week's list is not here yet.</param>
    public async Task<StageReport> EstimateAsync(StoredWeek? week, bool again, CancellationToken cancellationToken)
    {
        if (stage is null)
        {
            return Report(StageState.NotNeeded, WritingReports.Off, []);
        }

        var estimates = new List<WritingEstimate>();
        if (week is null)
        {
            estimates.AddRange(Enumerable.Repeat(stage.Estimate(null), UsualPapers));
        }
        else
        {
            var plan = await PlanAsync(week, await log.ReadAsync(week.Week, cancellationToken), again, cancellationToken);
            // A paper whose PDF is not read yet may have a text by then.
            estimates.AddRange(
                plan.Where(planned => planned.Need is Need.Writing or Need.Text && planned.Paper.Paper.Arxiv is not null)
                    .Select(planned => stage.Estimate(planned.Pages))
            );
        }

        return Report(
            estimates.Count == 0 ? StageState.Unchanged : StageState.Done,
            WritingReports.Estimated(
                estimates.Count,
                estimates.Aggregate(WritingEstimate.None, (sum, one) => sum + one),
                settings,
                await ledger.SpentThisMonthAsync(cancellationToken)
            ),
            []
        );
    }

    private async Task<IReadOnlyList<Planned>> PlanAsync(
        StoredWeek week,
        IReadOnlyList<StageEntry> entries,
        bool again,
        CancellationToken cancellationToken
    )
    {
        var done = entries
            .Where(entry => entry is { Stage: Stage.Writing, Paper: not null, State: StageState.Done })
            .ToDictionary(entry => entry.Paper!, entry => entry.Fingerprint);
        return await store.ReadAsync<IReadOnlyList<Planned>>(
            async session =>
            {
                var plan = new List<Planned>();
                foreach (var paper in week.Papers.Where(paper => paper.Held is null))
                {
                    plan.Add(await PlanAsync(session, paper, again ? null : done.GetValueOrDefault(paper.Paper.Id)));
                }

                return plan;
            },
            cancellationToken
        );
    }

    private async Task<Planned> PlanAsync(StoreSession session, StoredPaper paper, string? done)
    {
        if (paper.Notes.Values.Any(note => note.Origin.Kind != NoteOrigin.WrittenKind))
        {
            return new Planned(paper, Need.HasNote, null, "");
        }

        if (await PageStore.FindAsync(session, paper.Paper.Id) is not { State: PagesState.Read } pages)
        {
            return new Planned(paper, Need.Text, null, "");
        }

        // By the text: another file or another reader that says the same costs nothing.
        var fingerprint = StageLog.Fingerprint([stage!.Identity, paper.Paper.Title, .. pages.Pages.Select(page => page.Text)]);
        var isDone = done == fingerprint && settings.Languages.All(paper.Notes.ContainsKey);
        return new Planned(paper, isDone ? Need.Unchanged : Need.Writing, new PagedPaper(paper.Paper, pages.Pages), fingerprint);
    }

    /// <summary>In the transaction that saves the notes, so that no kill can part them.</summary>
    private async Task LogAsync(StoreSession session, WeekId week, Planned planned, WritingOutcome outcome)
    {
        var (state, detail) = outcome switch
        {
            WritingOutcome.Written { Hidden.Count: > 0 } written => (StageState.Done, WritingTexts.Hidden(written.Hidden)),
            WritingOutcome.Written => (StageState.Done, WritingReports.Written(settings.Model)),
            WritingOutcome.Failed failed => (StageState.Failed, failed.Reason),
            _ => throw new InvalidOperationException($"{outcome} is no outcome of writing."),
        };
        await StageLog.WriteAsync(
            session,
            week,
            Stage.Writing,
            planned.Paper.Paper.Id,
            planned.Fingerprint,
            state,
            detail.ToStored()
        );
        if (outcome is WritingOutcome.Failed { Trouble: ModelTrouble.BudgetSpent } spent)
        {
            // Once a month and budget: who raises it wants to hear when it is spent again.
            var month = CallLedger.MonthOf(await session.NowAsync());
            await NoticeBoard.PutUpAsync(
                session,
                string.Create(CultureInfo.InvariantCulture, $"budget|{month}|{settings.MonthlyBudget}"),
                "budget-spent",
                WritingReports.BudgetNotice(week, spent.Reason)
            );
        }
        else if (outcome is WritingOutcome.Failed { Trouble: ModelTrouble.KeyRefused } refused)
        {
            await NoticeBoard.PutUpAsync(session, $"model-key|{week}", "model-key", refused.Reason);
        }
    }

    /// <summary>A theme that a note brought stays; ours is written again when a summary has changed.</summary>
    private async Task<(string Fingerprint, TextForPeople? Problem)> WriteThemeAsync(
        WeekId id,
        string before,
        CancellationToken cancellationToken
    )
    {
        var week = await papers.FindWeekAsync(id, cancellationToken);
        var noted = week?.Papers.Where(paper => paper.Held is null && paper.Notes.Count > 0).ToList() ?? [];
        var isOurs = before.Length > 0 || settings.Languages.All(language => week?.Themes.ContainsKey(language) != true);
        if (noted.Count == 0 || !isOurs)
        {
            return (before, null);
        }

        var told = noted.ConvertAll(paper => new ThemePaper(
            paper.Paper.Title,
            paper.Notes.ToDictionary(note => note.Key, note => note.Value.Summary)
        ));
        var fingerprint = StageLog.Fingerprint([
            stage!.Identity,
            .. told.SelectMany(paper =>
                paper.Summaries.OrderBy(text => text.Key).Select(text => text.Value).Prepend(paper.Title)
            ),
        ]);
        if (fingerprint == before)
        {
            return (before, null);
        }

        // Noted with the theme itself: what is known to be ours may be written again.
        var outcome = await stage.WriteThemeAsync(
            id,
            told,
            session =>
                StageLog.WriteAsync(
                    session,
                    id,
                    Stage.Writing,
                    null,
                    fingerprint,
                    StageState.Done,
                    WritingReports.Written(settings.Model).ToStored()
                ),
            cancellationToken
        );
        return outcome is ThemeOutcome.Failed failed ? (before, WritingReports.NoTheme(failed.Reason)) : (fingerprint, null);
    }

    private static PaperFailure? Trouble(Paper paper, WritingOutcome outcome) =>
        outcome switch
        {
            WritingOutcome.Failed failed => new PaperFailure(paper.Id, paper.Title, failed.Reason),
            WritingOutcome.Written { Hidden.Count: > 0 } written => new PaperFailure(
                paper.Id,
                paper.Title,
                WritingTexts.Hidden(written.Hidden)
            ),
            _ => null,
        };

    private static StageReport Report(StageState state, TextForPeople summary, IReadOnlyList<PaperFailure> failures) =>
        new(Stage.Writing, state, summary, failures);
}

/// <summary>How many papers of a week came to what.</summary>
internal sealed record WritingCounts(int Written, int Unchanged, int HadNote, int WithoutText, int Failed);
