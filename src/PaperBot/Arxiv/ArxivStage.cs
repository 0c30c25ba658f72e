using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Arxiv;

/// <summary>
/// The second stage of a week: arXiv's word on every paper of it. Titles, authors, dates, categories and the newest version replace what
/// the list said; a link that does not fit its name is held for an admin.
/// </summary>
public sealed class ArxivStage(Store store, ArxivClient client)
{
    /// <param name="again">Asks arXiv even for papers that were asked within a day.</param>
    /// <returns>One outcome for each paper, in the week's order.</returns>
    public async Task<IReadOnlyList<ArxivOutcome>> RunAsync(StoredWeek week, bool again, CancellationToken cancellationToken)
    {
        var ids = week.Papers.Select(paper => paper.Paper.Id.Arxiv).OfType<ArxivId>().ToList();
        if (ids.Count == 0)
        {
            return [.. week.Papers.Select(paper => new ArxivOutcome.NotOnArxiv(paper.Paper.Id))];
        }

        var reading = await client.ReadAsync(ids, again, cancellationToken);
        return await store.WriteAsync(
            async session =>
            {
                var outcomes = new List<ArxivOutcome>();
                foreach (var paper in await GiveSharedIdsAsync(session, week, reading))
                {
                    outcomes.Add(await TakeAsync(session, week.Week, paper, reading));
                }

                return outcomes;
            },
            cancellationToken
        );
    }

    private static async Task<ArxivOutcome> TakeAsync(StoreSession session, WeekId week, StoredPaper paper, ArxivReading reading)
    {
        var id = paper.Paper.Id;
        if (id.Arxiv is null)
        {
            return paper.Held is { } held
                ? new ArxivOutcome.Held(id, TextForPeople.FromStored(held))
                : new ArxivOutcome.NotOnArxiv(id);
        }

        if (!reading.Records.TryGetValue(id.Arxiv.Id, out var record))
        {
            return reading.Trouble is { } trouble
                ? new ArxivOutcome.Unavailable(id, trouble)
                : await HoldAsync(session, week, paper, ArxivTexts.NotThere(id.Value));
        }

        var fits =
            paper.ListName.Length == 0
            || !LinkGuard.IsSuspicious(paper.ListName, record)
            || await LinkRulings.IsConfirmedAsync(session, id, paper.ListName);
        var changed = await SaveAsync(session, paper, record, fits ? paper.ListName : "");
        if (record.IsWithdrawn && !await MayBePostedAsync(session, paper, record))
        {
            return await HoldAsync(session, week, paper, ArxivTexts.Withdrawn(record.Id, record.Title));
        }

        // What stands in the channels already is not taken away for a title that changed.
        if (!fits && paper.Slot is null)
        {
            return await HoldAsync(session, week, paper, ArxivTexts.Mismatch(paper.ListName, record.Title));
        }

        await LinkRulings.SetHeldAsync(session, week, id, null);
        return new ArxivOutcome.Known(id, record.Version, changed);
    }

    /// <summary>
    /// A paper that was withdrawn is not posted unless an admin has said so since; where it was posted before it is marked there.
    /// </summary>
    private static async Task<bool> MayBePostedAsync(StoreSession session, StoredPaper paper, ArxivRecord record)
    {
        var notice = $"withdrawn|{record.Id}";
        await NoticeBoard.PutUpAsync(session, notice, "paper-withdrawn", ArxivTexts.Withdrawn(record.Id, record.Title));
        return paper.Slot is not null
            || await LinkRulings.IsConfirmedAsync(
                session,
                paper.Paper.Id,
                paper.ListName,
                since: await session.ScalarAsync<long>("select at from notice where notice = @notice", new { notice })
            );
    }

    /// <summary>
    /// Where two rows of a list carry one id, the row whose name fits arXiv's title gets it, and the other one stays without.
    /// </summary>
    private static async Task<IReadOnlyList<StoredPaper>> GiveSharedIdsAsync(
        StoreSession session,
        StoredWeek week,
        ArxivReading reading
    )
    {
        var changed = false;
        foreach (var owner in week.Papers.Where(paper => paper.Paper.Id.Arxiv is not null))
        {
            var twins = week.Papers.Where(paper => UnlinkedRow.SharedWith(paper.Paper.Id) == owner.Paper.Id).ToList();
            if (
                twins.Count > 0
                && reading.Records.TryGetValue(owner.Paper.Id.Value, out var record)
                && LinkGuard.IsSuspicious(owner.ListName, record)
                && twins.MaxBy(twin => LinkGuard.Fit(twin.ListName, record.Title, record.Abstract)) is { } better
                && !LinkGuard.IsSuspicious(better.ListName, record)
            )
            {
                await ExchangeAsync(session, week.Week, owner, better);
                changed = true;
            }
        }

        return changed ? (await PaperStore.FindWeekAsync(session, week.Week))!.Papers : week.Papers;
    }

    private static async Task ExchangeAsync(StoreSession session, WeekId week, StoredPaper owner, StoredPaper better)
    {
        var places = await PaperStore.LoadPlacesAsync(session, week);
        var before = places.Single(place => place.Paper == owner.Paper.Id);
        var after = places.Single(place => place.Paper == better.Paper.Id);
        await PaperStore.SavePlaceAsync(session, week, owner.Paper.Id, after.Rank, after.ListName, after.RowHash, before.Held);
        await PaperStore.SavePlaceAsync(session, week, better.Paper.Id, before.Rank, before.ListName, before.RowHash, after.Held);
        await PaperStore.SavePaperAsync(session, better.Paper with { Title = before.ListName, Aliases = [] });
        // So that the list, when it is taken again, gives the id to the same row.
        await LinkRulings.RuleAsync(session, owner.Paper.Id, after.ListName, owner.Paper.Id, "paperbot");
    }

    private static async Task<bool> SaveAsync(StoreSession session, StoredPaper paper, ArxivRecord record, string listName)
    {
        var before = (await PaperStore.FindPaperAsync(session, paper.Paper.Id))!;
        var after = record.ToPaper(listName.Length > 0 ? RecordNames.OfListName(listName) : []);
        if (paper.Notes.Values.Any(note => note.Origin.Kind != NoteOrigin.WrittenKind) && before.Arxiv?.Version is not null)
        {
            // The pages that a person's note cites are those of the version that it names.
            after = after with
            {
                Arxiv = before.Arxiv,
                Updated = before.Updated ?? after.Updated,
                Link = before.Link ?? after.Link,
            };
        }

        // Before it was read, a paper has no date: there is nothing that the version could be new to.
        if (before is { Published: not null, Arxiv.Version: { } known } && known < record.Version)
        {
            await NoticeBoard.PutUpAsync(
                session,
                $"new-version|{record.Id}|{record.Version}",
                "paper-new-version",
                ArxivTexts.NewVersion(record.Id, record.Title, known, record.Version)
            );
        }

        return await PaperStore.SavePaperAsync(session, after);
    }

    private static async Task<ArxivOutcome> HoldAsync(StoreSession session, WeekId week, StoredPaper paper, TextForPeople reason)
    {
        await LinkRulings.SetHeldAsync(session, week, paper.Paper.Id, reason);
        await NoticeBoard.PutUpAsync(
            session,
            $"held|{week}|{paper.Paper.Id}|{reason.English}",
            "paper-held",
            ArxivTexts.HeldInWeek(week, reason)
        );
        return new ArxivOutcome.Held(paper.Paper.Id, reason);
    }
}

/// <summary>What the stage found for one paper.</summary>
public abstract record ArxivOutcome(PaperId Paper)
{
    /// <param name="Version">The newest.</param>
    /// <param name="Changed">Whether anything that is kept of the paper changed.</param>
    public sealed record Known(PaperId Paper, int Version, bool Changed) : ArxivOutcome(Paper);

    /// <summary>The paper stays what the list says.</summary>
    public sealed record NotOnArxiv(PaperId Paper) : ArxivOutcome(Paper);

    /// <summary>Not posted until an admin confirms or corrects it.</summary>
    public sealed record Held(PaperId Paper, TextForPeople Reason) : ArxivOutcome(Paper);

    /// <summary>arXiv could not be asked; the paper is posted with what is known, and a later run fills it in.</summary>
    public sealed record Unavailable(PaperId Paper, TextForPeople Reason) : ArxivOutcome(Paper);
}
