using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Admin;

/// <summary>An answer that nobody is shown, with all that a person needs to judge it.</summary>
/// <param name="Key">Names the answer as it stands: what was decided about another text does not count.</param>
/// <param name="Pages">The paper's text; null where nobody has looked for it.</param>
public sealed record HeldAnswer(Paper Paper, Language Language, int Index, QuestionAnswer Answer, string Key, PaperPages? Pages);

/// <summary>Answers that are held back, and what people decide about them.</summary>
public sealed class HeldAnswers(Store store, Publisher publisher, DigestChannels channels)
{
    private const int MostTries = 3;

    private sealed record Row(string Paper, string Language, long Position);

    /// <summary>Those that nobody has ruled on, newest week first.</summary>
    /// <param name="from">How many to pass over.</param>
    /// <returns>At most <paramref name="most"/>, and how many there are in all.</returns>
    public Task<(IReadOnlyList<HeldAnswer> Answers, int All)> ListAsync(
        int from,
        int most,
        CancellationToken cancellationToken
    ) =>
        store.ReadAsync<(IReadOnlyList<HeldAnswer>, int)>(
            async session =>
            {
                var rows = await session.QueryAsync<Row>(
                    """
                    select q.paper as Paper, q.language as Language, q.position as Position
                    from question_answer q join note n on n.paper = q.paper and n.language = q.language and n.revision = q.revision and n.live = 1
                    where (q.held = 1 or (q.held is null and q.verdict = 'Failed')) and q.judged_by is null
                    order by (select max(w.week) from week_paper w where w.paper = q.paper) desc, q.paper, q.language desc, q.position
                    """
                );
                var found = new List<HeldAnswer>();
                foreach (var row in rows.Skip(from).Take(most))
                {
                    if (
                        await FindAsync(session, PaperId.Parse(row.Paper), Languages.FromCode(row.Language), (int)row.Position) is
                        { } held
                    )
                    {
                        found.Add(held);
                    }
                }

                return (found, rows.Count);
            },
            cancellationToken
        );

    /// <summary>A live answer, held or not; null where there is none.</summary>
    public Task<HeldAnswer?> FindAsync(PaperId paper, Language language, int index, CancellationToken cancellationToken) =>
        store.ReadAsync(session => FindAsync(session, paper, language, index), cancellationToken);

    /// <summary>Lets a decision take effect: in the store, in what is answered, and in what was posted.</summary>
    /// <returns>Null where the answer changed since it was shown; else what became of the posts, week by week.</returns>
    public async Task<IReadOnlyList<PublishResult>?> RuleAsync(
        HeldAnswer held,
        AnswerRuling ruling,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var outcome = await store.WriteAsync(
            session => AnswerRulings.RuleAsync(session, held.Paper.Id, held.Language, held.Index, held.Key, ruling, actor),
            cancellationToken
        );
        if (outcome == RulingOutcome.Stale)
        {
            return null;
        }

        var results = new List<PublishResult>();
        var posted = await PostedAsync(held.Paper.Id, cancellationToken);
        if (posted.Count == 0)
        {
            return results;
        }

        // Only where the week stands already: a decision about an answer posts no digest.
        var targets = await channels.FindAsync(await channels.ListAsync(cancellationToken), cancellationToken);
        foreach (var week in posted)
        {
            var where = targets
                .OfType<ChannelTarget.Found>()
                .Where(found => week.Contains(found.Target.Channel.ToString()))
                .Select(found => found.Settings)
                .ToList();
            if (where.Count > 0)
            {
                results.Add(
                    await PublishAsync(
                        new PublishRequest(week.Key, PublishAction.Repair, actor) { Channels = where },
                        cancellationToken
                    )
                );
            }
        }

        return results;
    }

    /// <summary>Whoever decides about an answer has given the second word for the post that goes with it.</summary>
    private async Task<PublishResult> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        var first = await publisher.PublishAsync(request, cancellationToken);
        var asked = first.Asked;
        for (var i = 1; i < MostTries && asked is not null; i++)
        {
            asked = (await publisher.PublishAsync(request with { Confirmation = asked }, cancellationToken)).Asked;
        }

        return first;
    }

    private Task<IReadOnlyList<IGrouping<WeekId, string>>> PostedAsync(PaperId paper, CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<IGrouping<WeekId, string>>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync<PostedRow>(
                            """
                            select distinct d.week as Week, d.channel as Channel from digest d join week_paper w on w.week = d.week
                            where w.paper = @paper and d.live = 1 and d.state <> 'ARCHIVED'
                            """,
                            new { paper = paper.Value }
                        )
                    ).GroupBy(row => WeekId.Parse(row.Week), row => row.Channel),
                ],
            cancellationToken
        );

    private sealed record PostedRow(string Week, string Channel);

    private static async Task<HeldAnswer?> FindAsync(StoreSession session, PaperId id, Language language, int index)
    {
        var note = (await PaperStore.LoadNotesAsync(session, id)).FirstOrDefault(note => note.Language == language);
        if (note is null || index >= note.QuestionAnswers.Count || await PaperStore.FindPaperAsync(session, id) is not { } paper)
        {
            return null;
        }

        var answer = note.QuestionAnswers[index];
        return new HeldAnswer(
            paper,
            language,
            index,
            answer,
            AnswerRulings.KeyOf(answer),
            await PageStore.FindAsync(session, id)
        );
    }
}
