using PaperBot.Chat;
using PaperBot.Fakes.Loopback;
using PaperBot.Storage;

namespace PaperBot.Crash;

/// <summary>Compares what stands in a channel with what was planned for it.</summary>
internal static class BoardCheck
{
    private sealed record Row(
        string Delivery,
        string Part,
        string State,
        string? Parent,
        string? RemoteId,
        string Payload,
        string PayloadHash,
        long Turn,
        long Seq
    );

    private sealed record EditRow(string Post, string Payload);

    /// <param name="once">Held posts went out after the others of their place, so their order is not asked for.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(Store store, ChatBoard board, string channel, CrashPhase phase)
    {
        var key = $"loopback:W1:{channel}";
        var rows = await store.ReadAsync(
            session =>
                session.QueryAsync<Row>(
                    """
                    select delivery as Delivery, part as Part, state as State, parent as Parent, remote_id as RemoteId, payload as Payload,
                      payload_hash as PayloadHash, turn as Turn, seq as Seq
                    from delivery where channel = @key and op = 'create' order by turn, seq
                    """,
                    new { key }
                ),
            CancellationToken.None
        );
        var edits = (
            await store.ReadAsync(
                session =>
                    session.QueryAsync<EditRow>(
                        "select post as Post, payload as Payload from delivery where channel = @key and op = 'edit' and state = 'SENT' order by post, change",
                        new { key }
                    ),
                CancellationToken.None
            )
        ).ToLookup(edit => edit.Post, edit => edit.Payload, StringComparer.Ordinal);
        var held = await store.ReadAsync(
            session =>
                session.QueryAsync<string>(
                    "select distinct d.part from delivery d join delivery_attempt a on a.delivery = d.delivery where d.channel = @key and a.outcome = 'Hold'",
                    new { key }
                ),
            CancellationToken.None
        );
        var standing = board.Standing(channel);
        return phase == CrashPhase.Retract
            ? [.. standing.Select(post => $"{channel}: {post.Text.Split('\n')[0]} still stands")]
            :
            [
                .. Counts(channel, rows, standing),
                .. Texts(channel, rows, edits, standing),
                .. Places(channel, rows, standing),
                .. Order(channel, rows, standing, [.. held]),
            ];
    }

    private static IEnumerable<string> Counts(string channel, IReadOnlyList<Row> rows, IReadOnlyList<BoardPost> standing)
    {
        if (rows.Count != CrashWeek.Posts)
        {
            yield return $"{channel}: {rows.Count} posts planned, not {CrashWeek.Posts}";
        }

        foreach (var row in rows)
        {
            var copies = standing.Count(post => post.Marker == DeliveryMarker.For(row.Delivery));
            if (copies != 1)
            {
                yield return $"{channel}: {row.Part} stands {copies} times ({row.State})";
            }

            if (row.State != "SENT")
            {
                yield return $"{channel}: {row.Part} is {row.State}";
            }
        }

        foreach (var post in standing.Where(post => rows.All(row => DeliveryMarker.For(row.Delivery) != post.Marker)))
        {
            yield return $"{channel}: nobody planned {post.Text}";
        }
    }

    private static IEnumerable<string> Texts(
        string channel,
        IReadOnlyList<Row> rows,
        ILookup<string, string> edits,
        IReadOnlyList<BoardPost> standing
    ) =>
        from row in rows
        let post = standing.FirstOrDefault(post => post.Id == row.RemoteId)
        where post is not null
        let planned = edits[row.Delivery].LastOrDefault() ?? row.Payload
        where
            !planned.Contains(
                System
                    .Text.Json.JsonEncodedText.Encode(
                        post.Text,
                        System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
                    )
                    .ToString(),
                StringComparison.Ordinal
            )
        select $"{channel}: {row.Part} does not say what was planned last";

    private static IEnumerable<string> Places(string channel, IReadOnlyList<Row> rows, IReadOnlyList<BoardPost> standing)
    {
        var ids = rows.ToDictionary(row => row.Delivery, row => row.RemoteId, StringComparer.Ordinal);
        return from row in rows
            let post = standing.FirstOrDefault(post => post.Id == row.RemoteId)
            where post is not null && post.Thread != (row.Parent is null ? null : ids[row.Parent])
            select $"{channel}: {row.Part} stands in another thread";
    }

    private static IEnumerable<string> Order(
        string channel,
        IReadOnlyList<Row> rows,
        IReadOnlyList<BoardPost> standing,
        HashSet<string> held
    )
    {
        var numbers = standing.ToDictionary(post => post.Id, post => post.Number, StringComparer.Ordinal);
        foreach (
            var place in rows.Where(row => row.RemoteId is not null && numbers.ContainsKey(row.RemoteId))
                .GroupBy(row => row.Parent)
        )
        {
            // A post that was held goes out after its followers; that is what holding means.
            var inOrder = place.Where(row => !held.Contains(row.Part)).Select(row => numbers[row.RemoteId!]).ToList();
            if (!inOrder.SequenceEqual(inOrder.Order()))
            {
                yield return $"{channel}: {place.Key ?? "the channel"} is out of order";
            }
        }
    }
}
