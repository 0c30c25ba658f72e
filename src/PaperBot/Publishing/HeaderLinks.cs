using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// The header's lines lead to the papers' threads, which have no address before they stand. So the header goes out with
/// placeholders (<c>paperbot:p01</c>, drawn as plain words) and is edited once, as soon as the last starter stands.
/// </summary>
internal static class HeaderLinks
{
    private sealed record DigestRow(string Channel, string Language, string Threads, string? Header);

    private sealed record StarterRow(string Part, string State, string? RemoteId);

    private sealed record HeaderRow(string Delivery, long Turn, string? RemoteId, long Gone);

    private sealed record LatestRow(string PayloadHash, long Mark);

    /// <summary>Where a starter can be opened; in a forum it stands in the thread that it opens.</summary>
    private static Uri? Address(IChatPlatform platform, string channel, ThreadModel threads, string remoteId) =>
        platform.Permalink(channel, threads == ThreadModel.Forum ? remoteId : null, remoteId);

    /// <summary>The header with the addresses of the starters that stand.</summary>
    public static async Task<ChatMessage> FillAsync(
        StoreSession session,
        IChatPlatform platform,
        string digest,
        ThreadModel threads,
        ChannelKey channel,
        ChatMessage header
    ) => WithLinks(header, platform, channel, threads, await StartersAsync(session, digest));

    /// <summary>
    /// Plans the edit, in the transaction that saved a starter's id or held it back: once no starter is open any more, and only if
    /// the header would then read differently.
    /// </summary>
    public static async Task PlanAsync(StoreSession session, IChatPlatform platform, string digest, long now)
    {
        var row = await session.FindAsync<DigestRow>(
            "select channel as Channel, language as Language, threads as Threads, header as Header from digest where digest = @digest",
            new { digest }
        );
        var header = await session.FindAsync<HeaderRow>(
            """
            select delivery as Delivery, turn as Turn, remote_id as RemoteId, gone as Gone from delivery
            where digest = @digest and op = 'create' and kind = 'Header'
            """,
            new { digest }
        );
        if (row?.Header is null || header is not { RemoteId: not null, Gone: 0 })
        {
            return;
        }

        var starters = await StartersAsync(session, digest);
        if (starters.Any(starter => starter.State is "PENDING" or "SENDING" or "UNKNOWN"))
        {
            return;
        }

        var channel = ChannelKey.Parse(row.Channel);
        var neutral = ChatMessageJson.Read(row.Header);
        var filled = WithLinks(neutral, platform, channel, Enum.Parse<ThreadModel>(row.Threads), starters);
        var latest = (
            await session.QueryAsync<LatestRow>(
                """
                select payload_hash as PayloadHash, mark as Mark from delivery
                where post = @Delivery and op <> 'delete' and state <> 'SKIPPED' order by change desc limit 1
                """,
                new { header.Delivery }
            )
        ).Single();
        var body = platform.Render(
            RevisionMark.On(filled, Languages.FromCode(row.Language), latest.Mark, platform.Limits),
            PostKind.Header,
            header.Delivery
        );
        if (latest.PayloadHash == DeliveryKey.Hash(body))
        {
            return;
        }

        var change = await NewDelivery.NextChangeAsync(session, header.Delivery);
        await new NewDelivery
        {
            Key = DeliveryKey.Change(header.Delivery, DeliveryOperation.Edit, change),
            Digest = digest,
            Channel = channel,
            Part = Digest.HeaderPart,
            Kind = PostKind.Header,
            Operation = DeliveryOperation.Edit,
            Change = change,
            Post = header.Delivery,
            // Before anything that is still to come: people want the links while the threads fill.
            Turn = header.Turn,
            Seq = 0,
            Payload = body,
            // A plan compares what the header says, not where its links lead.
            Unmarked = platform.Render(neutral, PostKind.Header, header.Delivery),
            Mark = latest.Mark,
        }.InsertAsync(session, now);
    }

    private static Task<IReadOnlyList<StarterRow>> StartersAsync(StoreSession session, string digest) =>
        session.QueryAsync<StarterRow>(
            """
            select part as Part, state as State, remote_id as RemoteId from delivery
            where digest = @digest and op = 'create' and kind = 'Starter'
            """,
            new { digest }
        );

    /// <summary>Addresses take room; a header that they would burst stays without.</summary>
    private static ChatMessage WithLinks(
        ChatMessage header,
        IChatPlatform platform,
        ChannelKey channel,
        ThreadModel threads,
        IReadOnlyList<StarterRow> starters
    )
    {
        var linked = Digest.WithLinks(header, Addresses(platform, channel, threads, starters));
        return MessagePacking.FitsOne(linked.Blocks, platform.Limits) ? linked : header;
    }

    private static Dictionary<string, Uri> Addresses(
        IChatPlatform platform,
        ChannelKey channel,
        ThreadModel threads,
        IReadOnlyList<StarterRow> starters
    ) =>
        starters
            .Where(starter => starter is { State: "SENT", RemoteId: not null })
            .Select(starter => (starter.Part, Target: Address(platform, channel.Channel, threads, starter.RemoteId!)))
            .Where(starter => starter.Target is not null)
            .ToDictionary(starter => starter.Part, starter => starter.Target!, StringComparer.Ordinal);
}
