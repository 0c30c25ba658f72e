using PaperBot.Storage;

namespace PaperBot.Papers;

/// <summary>What admins said about papers that were held: the link is right after all, or this is the right one.</summary>
public sealed class LinkRulings(Store store)
{
    private sealed record HeldRow(string Week, string Paper, string Title, string ListName, long Rank, string Held);

    private sealed record RulingRow(string Paper, string ListName, string Ruled);

    private sealed record PlaceRow(string Week, long Rank, string ListName, string RowHash, long? Slot);

    /// <summary>The papers that are held, newest week first.</summary>
    public async Task<IReadOnlyList<HeldPaper>> ListAsync(CancellationToken cancellationToken) =>
        [
            .. (
                await store.ReadAsync(
                    session =>
                        session.QueryAsync<HeldRow>(
                            """
                            select w.week as Week, w.paper as Paper, p.title as Title, w.list_name as ListName, w.rank as Rank, w.held as Held
                            from week_paper w join paper p on p.paper = w.paper where w.held is not null order by w.week desc, w.rank
                            """
                        ),
                    cancellationToken
                )
            ).Select(row => new HeldPaper(
                WeekId.Parse(row.Week),
                PaperId.Parse(row.Paper),
                row.Title,
                row.ListName,
                (int)row.Rank,
                TextForPeople.FromStored(row.Held)
            )),
        ];

    /// <summary>The link is right: the paper is posted under the names that the lists give it.</summary>
    /// <returns>The weeks in which it is no longer held; empty where it was not held.</returns>
    public Task<IReadOnlyList<WeekId>> ConfirmAsync(PaperId paper, string actor, CancellationToken cancellationToken) =>
        store.WriteAsync<IReadOnlyList<WeekId>>(
            async session =>
            {
                var weeks = new List<WeekId>();
                foreach (var place in await PlacesAsync(session, paper, "and held is not null"))
                {
                    await RuleAsync(session, paper, place.ListName, paper, actor);
                    await SetHeldAsync(session, WeekId.Parse(place.Week), paper, null);
                    weeks.Add(WeekId.Parse(place.Week));
                }

                await AuditAsync(session, actor, "link.confirm", paper, paper, weeks);
                return weeks;
            },
            cancellationToken
        );

    /// <summary>
    /// The link is wrong: this is the paper that the row means. Its place becomes the right paper's, in the weeks where it is held, or in
    /// all where it is held in none.
    /// </summary>
    /// <returns>The weeks that changed; empty where the paper stands in none, or the right one stands there already.</returns>
    public Task<IReadOnlyList<WeekId>> CorrectAsync(PaperId paper, Uri link, string actor, CancellationToken cancellationToken) =>
        store.WriteAsync<IReadOnlyList<WeekId>>(
            async session =>
            {
                var right = PaperId.Of(link);
                var weeks = new List<WeekId>();
                var held = await PlacesAsync(session, paper, "and held is not null");
                foreach (var place in held.Count > 0 ? held : await PlacesAsync(session, paper, ""))
                {
                    var week = WeekId.Parse(place.Week);
                    var others = await PaperStore.LoadPlacesAsync(session, week);
                    if (right != paper && others.Any(other => other.Paper == right))
                    {
                        continue;
                    }

                    await RuleAsync(session, paper, place.ListName, right, actor);
                    await ReplaceAsync(session, week, place, paper, right, link);
                    weeks.Add(week);
                }

                await AuditAsync(session, actor, "link.fix", paper, right, weeks);
                return weeks;
            },
            cancellationToken
        );

    /// <summary>Everything that was ruled.</summary>
    public static async Task<IReadOnlyDictionary<RuledLink, PaperId>> LoadAsync(StoreSession session) =>
        (
            await session.QueryAsync<RulingRow>("select paper as Paper, list_name as ListName, ruled as Ruled from link_ruling")
        ).ToDictionary(row => new RuledLink(PaperId.Parse(row.Paper), row.ListName), row => PaperId.Parse(row.Ruled));

    /// <param name="since">Unix milliseconds; a ruling from before does not count.</param>
    public static async Task<bool> IsConfirmedAsync(StoreSession session, PaperId paper, string listName, long since = 0) =>
        await session.ScalarAsync<long>(
            "select count(*) from link_ruling where ruled = @paper and list_name = @listName and at >= @since",
            new
            {
                paper = paper.Value,
                listName,
                since,
            }
        ) > 0;

    public static async Task SetHeldAsync(StoreSession session, WeekId week, PaperId paper, TextForPeople? reason)
    {
        var changed = await session.ExecuteAsync(
            "update week_paper set held = @held where week = @week and paper = @paper and coalesce(held, '') <> coalesce(@held, '')",
            new
            {
                week = week.ToString(),
                paper = paper.Value,
                held = reason?.ToStored(),
            }
        );
        if (changed > 0)
        {
            await session.MarkChangedAsync(StoreTopic.Notes);
        }
    }

    private static async Task AuditAsync(
        StoreSession session,
        string actor,
        string action,
        PaperId paper,
        PaperId ruled,
        IReadOnlyList<WeekId> weeks
    )
    {
        if (weeks.Count > 0)
        {
            await Audit.AppendAsync(
                session,
                new AuditEntry(actor, action, paper.Value, null, ruled.Value, string.Join(' ', weeks))
            );
        }
    }

    private static Task<IReadOnlyList<PlaceRow>> PlacesAsync(StoreSession session, PaperId paper, string condition) =>
        session.QueryAsync<PlaceRow>(
            $"""
            select week as Week, rank as Rank, list_name as ListName, row_hash as RowHash, slot as Slot from week_paper
            where paper = @paper {condition} order by week
            """,
            new { paper = paper.Value }
        );

    /// <summary>Remembers which paper a linked paper really is under a list's name.</summary>
    public static async Task RuleAsync(StoreSession session, PaperId paper, string listName, PaperId ruled, string actor) =>
        await session.ExecuteAsync(
            """
            insert into link_ruling(paper, list_name, ruled, actor, at) values(@paper, @listName, @ruled, @actor, @now)
            on conflict(paper, list_name) do update set ruled = excluded.ruled, actor = excluded.actor, at = excluded.at
            """,
            new
            {
                paper = paper.Value,
                listName,
                ruled = ruled.Value,
                actor,
                now = await session.NowAsync(),
            }
        );

    private static async Task ReplaceAsync(
        StoreSession session,
        WeekId week,
        PlaceRow place,
        PaperId wrong,
        PaperId right,
        Uri link
    )
    {
        if (right != wrong)
        {
            await PaperStore.RemovePlaceAsync(session, week, wrong);
        }

        var name = place.ListName.Length > 0 ? place.ListName : (await PaperStore.FindPaperAsync(session, wrong))!.Title;
        var known =
            await PaperStore.FindPaperAsync(session, right)
            ?? new Paper
            {
                Id = right,
                Title = name,
                Arxiv = right.Arxiv,
                Link = link,
            };
        await PaperStore.SavePaperAsync(session, known with { Aliases = [name] });
        await PaperStore.SavePlaceAsync(session, week, right, (int)place.Rank, place.ListName, place.RowHash, null);
        if (right != wrong && place.Slot is { } slot)
        {
            var title = (await PaperStore.FindPaperAsync(session, wrong))!.Title;
            await PaperStore.SaveSlotAsync(session, week, right, (int)slot, title);
        }

        await session.MarkChangedAsync(StoreTopic.Notes);
    }
}

/// <summary>A link under the name that a list gives it.</summary>
public sealed record RuledLink(PaperId Paper, string ListName);

/// <summary>A paper that waits for an admin.</summary>
public sealed record HeldPaper(WeekId Week, PaperId Paper, string Title, string ListName, int Rank, TextForPeople Reason);
