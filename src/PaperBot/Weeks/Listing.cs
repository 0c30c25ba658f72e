using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Weeks;

/// <summary>The first stage of a week: reads the list host, keeps what it says, and takes a week's list as the week's papers.</summary>
public sealed partial class Listing(
    Store store,
    WeekListClient client,
    WeeksSettings settings,
    TimeProvider time,
    ILogger<Listing> logger
)
{
    /// <summary>Looks at the list host and takes the week.</summary>
    /// <param name="week">Null takes the newest complete list.</param>
    public async Task<ListingOutcome> FetchAsync(WeekId? week, ListingPatience patience, CancellationToken cancellationToken)
    {
        if (await RefreshAsync(week, cancellationToken) is { } trouble)
        {
            return trouble;
        }

        if (week is null)
        {
            var lists = await KnownAsync(cancellationToken);
            week = lists.FirstOrDefault(list => list.IsComplete)?.Week;
        }

        return week is { } found
            ? await TakeAsync(found, patience, cancellationToken)
            : new ListingOutcome.NotReady(null, WeekTexts.NoWeeks);
    }

    /// <summary>Looks at the list host and stores what it says, without taking anything.</summary>
    /// <param name="wanted">A week whose file is to be read; null reads the newest.</param>
    /// <returns>Null where that went well.</returns>
    public async Task<ListingOutcome.SourceTrouble?> RefreshAsync(WeekId? wanted, CancellationToken cancellationToken)
    {
        var known = await store.ReadAsync(ListStore.LoadFilesAsync, cancellationToken);
        var read = await client.ReadAsync(
            settings.BaseUrl,
            wanted,
            time.GetUtcNow().Year,
            address => known.GetValueOrDefault(address),
            cancellationToken
        );
        switch (read)
        {
            case ListRead.UnknownLayout unknown:
                Log.UnknownLayout(logger, unknown.Reason.English);
                // Said again each week that it lasts.
                await store.WriteAsync(
                    session =>
                        NoticeBoard.PutUpAsync(
                            session,
                            $"layout|{settings.BaseUrl}|{WeekId.Of(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))}",
                            "list-layout",
                            unknown.Reason
                        ),
                    cancellationToken
                );
                return new ListingOutcome.SourceTrouble(unknown.Reason, LayoutUnknown: true);
            case ListRead.Unavailable unavailable:
                Log.Unavailable(logger, unavailable.Reason.English);
                return new ListingOutcome.SourceTrouble(unavailable.Reason, LayoutUnknown: false);
            case ListRead.Read(var files):
                await store.WriteAsync(session => SaveAsync(session, files), cancellationToken);
                return null;
            default:
                throw new InvalidOperationException($"{read} is no outcome of a look at the list host.");
        }
    }

    /// <summary>Every week that a list was read for, newest first.</summary>
    public Task<IReadOnlyList<KnownList>> KnownAsync(CancellationToken cancellationToken) =>
        store.ReadAsync(ListStore.LoadAllAsync, cancellationToken);

    /// <summary>Makes the list that was read last the week's papers: new ones with the list's name as their title until arXiv is read.</summary>
    public Task<ListingOutcome> TakeAsync(WeekId week, ListingPatience patience, CancellationToken cancellationToken) =>
        store.WriteAsync(session => TakeAsync(session, week, patience), cancellationToken);

    private async Task SaveAsync(StoreSession session, IReadOnlyList<ListFile> files)
    {
        foreach (var file in files)
        {
            await ListStore.SaveFileAsync(session, file);
            foreach (var refusal in file.Reading?.Refusals ?? [])
            {
                Log.Refused(logger, file.Address, refusal.Line, refusal.Reason);
            }

            if (NewBase(file) is { } place)
            {
                await NoticeBoard.PutUpAsync(
                    session,
                    $"lists-moved|{place}",
                    "lists-moved",
                    WeekTexts.Moved(settings.BaseUrl, place)
                );
            }
        }
    }

    /// <summary>The folder that a file moved to for good with everything beside it; null where it has not moved.</summary>
    private Uri? NewBase(ListFile file)
    {
        var path = settings.BaseUrl.MakeRelativeUri(file.Address).OriginalString;
        return file.MovedTo is { } target && target.AbsoluteUri.EndsWith("/" + path, StringComparison.Ordinal)
            ? new Uri(target.AbsoluteUri[..^path.Length])
            : null;
    }

    private async Task<ListingOutcome> TakeAsync(StoreSession session, WeekId week, ListingPatience patience)
    {
        if (await ListStore.FindAsync(session, week) is not { } list)
        {
            return new ListingOutcome.NotReady(week, WeekTexts.NoSuchWeek(week));
        }

        if (list.TakenHash == list.ContentHash)
        {
            return new ListingOutcome.Listed(week, list.Label, []);
        }

        var rows = await ListStore.LoadPapersAsync(session, week);
        var reason =
            !list.IsComplete ? WeekTexts.Incomplete(week, rows.Count, list.Flags)
            : patience == ListingPatience.Settled && !list.IsSettled(settings.SettleFor, time.GetUtcNow())
                ? WeekTexts.Settling(week, settings.SettleFor)
            : null;
        if (reason is not null)
        {
            // What was taken stands until the list is whole again.
            return list.IsTaken ? new ListingOutcome.Listed(week, list.Label, []) : new ListingOutcome.NotReady(week, reason);
        }

        var places = await PaperStore.LoadPlacesAsync(session, week);
        var taking = ListTaking.Plan(week, list.File, rows, places, await LinkRulings.LoadAsync(session));
        if (taking.IsAnotherList && patience != ListingPatience.Accept)
        {
            return await HoldAsync(session, list, taking);
        }

        await ApplyAsync(session, list, taking);
        await TakeOverAsync(session, week, places, taking.Revisions);
        return new ListingOutcome.Listed(week, list.Label, taking.Revisions);
    }

    private static async Task<ListingOutcome> HoldAsync(StoreSession session, KnownList list, ListTaking taking)
    {
        var reason = WeekTexts.SecondList(list.Week, taking.Shared, taking.Before);
        await ListStore.MarkHeldAsync(session, list.Week, list.ContentHash);
        await NoticeBoard.PutUpAsync(session, $"second-list|{list.Week}|{list.ContentHash}", "second-list", reason);
        return new ListingOutcome.Held(list.Week, reason);
    }

    private static async Task ApplyAsync(StoreSession session, KnownList list, ListTaking taking)
    {
        await PaperStore.SaveWeekAsync(session, list.Label);
        foreach (var place in taking.Gone)
        {
            await PaperStore.RemovePlaceAsync(session, list.Week, place.Paper);
        }

        foreach (var (id, row, held) in taking.Rows)
        {
            var known = await PaperStore.FindPaperAsync(session, id);
            if (known is null)
            {
                await PaperStore.SavePaperAsync(session, NewPaper(id, row));
            }
            else if (id.Arxiv is null && known.Title != row.Name && !known.Aliases.Contains(row.Name, StringComparer.Ordinal))
            {
                // Where arXiv knows the title, it is read first: the name may stand beside a wrong link.
                await PaperStore.SavePaperAsync(session, known with { Aliases = [row.Name] });
            }

            await PaperStore.SavePlaceAsync(session, list.Week, id, row.Rank, row.Name, row.RowHash, held?.ToStored());
        }

        await ListStore.SaveRevisionsAsync(session, list.Week, taking.Revisions);
        await ListStore.MarkTakenAsync(session, list.Week, list.ContentHash, await session.NowAsync());
    }

    /// <summary>A paper that stands in another's place takes over its posts, which say so.</summary>
    private static async Task TakeOverAsync(
        StoreSession session,
        WeekId week,
        IReadOnlyList<PaperPlace> before,
        IReadOnlyList<ListRevision> revisions
    )
    {
        foreach (var revision in revisions)
        {
            if (
                revision is { Kind: RevisionKind.Replaced, Before: { } old, After: { } paper }
                && before.First(place => place.Paper == old).Slot is { } slot
            )
            {
                var title = (await PaperStore.FindPaperAsync(session, old))?.Title ?? revision.NameBefore ?? old.Value;
                await PaperStore.SaveSlotAsync(session, week, paper, slot, title);
            }
        }
    }

    private static Paper NewPaper(PaperId id, ListedPaper row) =>
        new()
        {
            Id = id,
            Title = row.Name,
            Arxiv = id.Arxiv is null ? null : row.Arxiv,
            Link = row.Link ?? (row.Links.Count > 0 ? row.Links[0].Url : null),
        };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4001,
            EventName = "ListLayoutUnknown",
            Level = LogLevel.Error,
            Message = "The weekly lists cannot be read: {Reason}"
        )]
        public static partial void UnknownLayout(ILogger logger, string reason);

        [LoggerMessage(
            EventId = 4002,
            EventName = "ListHostUnavailable",
            Level = LogLevel.Warning,
            Message = "The list host cannot be read now: {Reason}"
        )]
        public static partial void Unavailable(ILogger logger, string reason);

        [LoggerMessage(
            EventId = 4003,
            EventName = "ListLineRefused",
            Level = LogLevel.Warning,
            Message = "{File} line {Line} was not read: {Reason}"
        )]
        public static partial void Refused(ILogger logger, Uri file, int line, string reason);
    }
}

/// <summary>How careful a list is taken.</summary>
public enum ListingPatience
{
    /// <summary>Complete, and equal in two reads some minutes apart: what the schedule asks for.</summary>
    Settled,

    /// <summary>Complete: for a week that an admin asked for.</summary>
    Complete,

    /// <summary>Complete, and an admin says that a second list for a known week is right.</summary>
    Accept,
}

/// <summary>What taking a week's list gave.</summary>
public abstract record ListingOutcome
{
    private ListingOutcome() { }

    /// <summary>The week's papers stand in the store.</summary>
    /// <param name="Revisions">What changed since the list was taken before; empty at first and where nothing did.</param>
    public sealed record Listed(WeekId Week, WeekLabel Label, IReadOnlyList<ListRevision> Revisions) : ListingOutcome;

    /// <summary>There is no list yet, or it is still being written.</summary>
    /// <param name="Week">Null where no week is known at all.</param>
    public sealed record NotReady(WeekId? Week, TextForPeople Reason) : ListingOutcome;

    /// <summary>A second list for a known week waits for an admin; the first one stands.</summary>
    public sealed record Held(WeekId Week, TextForPeople Reason) : ListingOutcome;

    /// <summary>The list host could not be read, or holds nothing that we know.</summary>
    public sealed record SourceTrouble(TextForPeople Reason, bool LayoutUnknown) : ListingOutcome;
}
