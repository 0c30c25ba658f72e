using PaperBot.Chat;
using PaperBot.Fakes.Loopback;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Crash;

/// <summary>
/// Compares what stands in a channel with what was planned for it, once nothing is open and what could be put right has been: each
/// planned post once (I1), none missing (I2), in its thread and in order (I3), with the text that was planned last (I8), under the id that
/// was saved first (I7).
/// </summary>
/// <param name="weeks">How many digests the channel has.</param>
internal sealed class TrialCheck(Store store, CrashPlace place, string channel, CrashPhase phase, int weeks = 1)
{
    private sealed record Row(
        string Delivery,
        string Part,
        string Kind,
        string State,
        string? Parent,
        string? RemoteId,
        string Payload,
        string? Hold,
        long Gone,
        long Ids
    );

    private sealed record EditRow(string Post, string Payload);

    private readonly string _key = $"{place.Installation}:{channel}";

    public async Task<IReadOnlyList<Problem>> FindAsync()
    {
        var rows = await RowsAsync();
        var standing = place.Standing(channel);
        // A channel that is gone for good has nothing to compare; its rows must say why they wait.
        return
        [
            .. place.Script.Had(channel).Contains(Trouble.Deleted) ? Unexplained(rows)
            : phase == CrashPhase.Retract ? standing.Select(post => Duplicate($"{post.Id} still stands"))
            :
            [
                .. Counts(rows, standing),
                .. Texts(rows, await EditsAsync(), standing),
                .. Places(rows, standing),
                .. await OrderAsync(rows, standing),
            ],
        ];
    }

    private Task<IReadOnlyList<Row>> RowsAsync() =>
        store.ReadAsync(
            session =>
                session.QueryAsync<Row>(
                    """
                    select d.delivery as Delivery, part as Part, kind as Kind, state as State, parent as Parent, remote_id as RemoteId, payload as Payload,
                      hold as Hold, gone as Gone,
                      (select count(distinct a.detail) from delivery_attempt a where a.delivery = d.delivery and a.outcome = 'Done') as Ids
                    from delivery d where channel = @_key and op = 'create' order by turn, seq
                    """,
                    new { _key }
                ),
            CancellationToken.None
        );

    private async Task<ILookup<string, string>> EditsAsync() =>
        (
            await store.ReadAsync(
                session =>
                    session.QueryAsync<EditRow>(
                        "select post as Post, payload as Payload from delivery where channel = @_key and op = 'edit' and state = 'SENT' order by post, change",
                        new { _key }
                    ),
                CancellationToken.None
            )
        ).ToLookup(edit => edit.Post, edit => edit.Payload, StringComparer.Ordinal);

    private IEnumerable<Problem> Unexplained(IReadOnlyList<Row> rows) =>
        rows.Where(row => row.State is not ("SENT" or "RETRACTED") && row.Hold is null && !IsSkipped(row))
            .Select(row => Gap($"{row.Part} is {row.State} without a reason"));

    private bool IsSkipped(Row row) => phase == CrashPhase.Retract && row.State == "SKIPPED";

    private IEnumerable<Problem> Counts(IReadOnlyList<Row> rows, IReadOnlyList<StandingPost> standing)
    {
        if (rows.Count != place.Parts * weeks)
        {
            yield return Gap($"{rows.Count} posts planned, not {place.Parts * weeks}");
        }

        var removed = place.RemovedByModerator(channel);
        foreach (var row in rows)
        {
            var wasRemoved = row.RemoteId is not null && removed.Contains(row.RemoteId);
            var isThread = row.Kind == nameof(PostKind.Thread);
            // With its starter gone a reply has no place; it waits, says so, and never stands elsewhere.
            var isOrphan =
                row
                    is {
                        State: "HELD",
                        Hold: nameof(HoldReason.ThreadGone) or nameof(HoldReason.MessageGone) or nameof(HoldReason.Behind)
                    }
                && removed.Count > 0;
            var copies = standing.Count(post => post.Marker == DeliveryMarker.For(row.Delivery));
            var wanted = wasRemoved || isOrphan || isThread ? 0 : 1;
            if (copies > wanted)
            {
                yield return Duplicate(
                    $"{row.Part} stands {copies} times ({row.State} {row.RemoteId} gone {row.Gone}): {string.Join(", ", standing.Where(post => post.Marker == DeliveryMarker.For(row.Delivery)).Select(post => post.Id))}"
                );
            }
            else if (copies < wanted)
            {
                yield return Gap($"{row.Part} does not stand ({row.State} {row.Hold})");
            }

            if (row.State != "SENT" && !isOrphan)
            {
                yield return Gap($"{row.Part} is {row.State} {row.Hold}");
            }

            // A thread has its starter's id on Discord; what is told of the starter is told of both.
            if (wasRemoved && row.Gone == 0 && !isThread)
            {
                yield return Gap($"{row.Part} was removed by a moderator and nobody is told");
            }

            if (row.Ids > 1)
            {
                yield return new Problem(ProblemKind.Other, $"{channel}: {row.Part} had {row.Ids} ids");
            }
        }

        foreach (var post in standing.Where(post => rows.All(row => DeliveryMarker.For(row.Delivery) != post.Marker)))
        {
            yield return Duplicate($"nobody planned {post.Id}");
        }
    }

    private IEnumerable<Problem> Texts(
        IReadOnlyList<Row> rows,
        ILookup<string, string> edits,
        IReadOnlyList<StandingPost> standing
    ) =>
        from row in rows
        where row.Kind != nameof(PostKind.Thread)
        let post = standing.FirstOrDefault(post => post.Id == row.RemoteId && post.Marker == DeliveryMarker.For(row.Delivery))
        where post is not null && !post.Says(edits[row.Delivery].LastOrDefault() ?? row.Payload)
        select new Problem(ProblemKind.Other, $"{channel}: {row.Part} does not say what was planned last");

    private IEnumerable<Problem> Places(IReadOnlyList<Row> rows, IReadOnlyList<StandingPost> standing)
    {
        var ids = rows.ToDictionary(row => row.Delivery, row => row.RemoteId, StringComparer.Ordinal);
        return from row in rows
            let post = standing.FirstOrDefault(post => post.Id == row.RemoteId && post.Marker == DeliveryMarker.For(row.Delivery))
            where post is not null && post.Thread != (row.Parent is null ? null : ids[row.Parent])
            select OutOfOrder($"{row.Part} stands in another thread");
    }

    /// <summary>A starter that was held goes out after those that did not wait for it; everything else keeps its order, held or not.</summary>
    private async Task<IEnumerable<Problem>> OrderAsync(IReadOnlyList<Row> rows, IReadOnlyList<StandingPost> standing)
    {
        var held = (
            await store.ReadAsync(
                session =>
                    session.QueryAsync<string>(
                        "select distinct d.delivery from delivery d join delivery_attempt a on a.delivery = d.delivery where d.channel = @_key and d.kind = 'Starter' and a.outcome = 'Hold'",
                        new { _key }
                    ),
                CancellationToken.None
            )
        ).ToHashSet(StringComparer.Ordinal);
        var orders = standing.ToDictionary(post => post.Marker + post.Id, post => post.Order, StringComparer.Ordinal);
        return rows.Where(row => !held.Contains(row.Delivery) && orders.ContainsKey(Key(row)))
            .GroupBy(row => row.Parent)
            .Where(together =>
                !together.Select(row => orders[Key(row)]).SequenceEqual(together.Select(row => orders[Key(row)]).Order())
            )
            .Select(together =>
                OutOfOrder(
                    $"{together.Key ?? "the channel"} is out of order: {string.Join(", ", together.OrderBy(row => orders[Key(row)]).Select(row => row.Part))}"
                )
            );
    }

    private static string Key(Row row) => DeliveryMarker.For(row.Delivery) + row.RemoteId;

    private Problem Duplicate(string what) => new(ProblemKind.Duplicate, $"{channel}: {what}");

    private Problem Gap(string what) => new(ProblemKind.Gap, $"{channel}: {what}");

    private Problem OutOfOrder(string what) => new(ProblemKind.Order, $"{channel}: {what}");
}

internal enum ProblemKind
{
    Duplicate,
    Gap,
    Order,
    Other,
}

/// <summary>Something that a trial must not show.</summary>
internal sealed record Problem(ProblemKind Kind, string Text);
