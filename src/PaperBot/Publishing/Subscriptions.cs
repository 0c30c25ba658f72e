using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>Channels that an admin put in, or took out, from chat. What is said here wins over the settings.</summary>
public sealed class Subscriptions(Store store)
{
    private sealed record Row(string Platform, string Channel, long Wanted, string Language);

    private sealed record DigestRow(string Digest);

    public Task<IReadOnlyList<Subscription>> ReadAsync(CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<Subscription>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync<Row>(
                            "select platform as Platform, channel as Channel, wanted as Wanted, language as Language from subscription order by at, platform, channel"
                        )
                    ).Select(row => new Subscription(
                        row.Platform,
                        row.Channel,
                        row.Wanted == 1,
                        Languages.FromCode(row.Language)
                    )),
                ],
            cancellationToken
        );

    /// <summary>From now on the channel gets digests, in this language.</summary>
    public Task SubscribeAsync(ChannelKey channel, Language language, string actor, CancellationToken cancellationToken) =>
        store.WriteAsync(session => WriteAsync(session, channel, wanted: true, language, actor), cancellationToken);

    /// <summary>From now on the channel gets none. What was sent stays; what was not will not be.</summary>
    /// <returns>How many planned posts are dropped.</returns>
    public Task<int> UnsubscribeAsync(ChannelKey channel, Language language, string actor, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                await DigestPlanner.LockAsync(session, channel);
                await WriteAsync(session, channel, wanted: false, language, actor);
                var now = await session.NowAsync();
                var dropped = await session.ExecuteAsync(
                    """
                    update delivery set state = 'SKIPPED', hold = null, held_by = null, detail = 'unsubscribed', changed_at = @now
                    where channel = @channel and op = 'create' and (state = 'PENDING' or (state = 'HELD' and doubt = 0))
                    """,
                    new { channel = channel.ToString(), now }
                );
                foreach (
                    var row in await session.QueryAsync<DigestRow>(
                        "select digest as Digest from digest where channel = @channel and state = 'POSTING'",
                        new { channel = channel.ToString() }
                    )
                )
                {
                    await Digests.FinishAsync(session, row.Digest, now);
                }

                await session.MarkChangedAsync(StoreTopic.Deliveries);
                return dropped;
            },
            cancellationToken
        );

    private static async Task WriteAsync(StoreSession session, ChannelKey channel, bool wanted, Language language, string actor)
    {
        await session.ExecuteAsync(
            """
            insert into subscription(platform, channel, wanted, language, actor, at) values(@platform, @channel, @wanted, @language, @actor, @now)
            on conflict(platform, channel) do update set wanted = excluded.wanted, language = excluded.language, actor = excluded.actor, at = excluded.at
            """,
            new
            {
                platform = channel.Platform,
                channel = channel.Channel,
                wanted = wanted ? 1L : 0L,
                language = language.Code(),
                actor,
                now = await session.NowAsync(),
            }
        );
        await Audit.AppendAsync(
            session,
            new AuditEntry(actor, wanted ? "subscribe" : "unsubscribe", channel.ToString(), null, null, language.Code())
        );
    }
}

/// <param name="Channel">The platform's id of the channel.</param>
/// <param name="Wanted">False takes a channel out that the settings name.</param>
public sealed record Subscription(string Platform, string Channel, bool Wanted, Language Language)
{
    public bool IsFor(ChannelSettings settings) => settings.Platform == Platform && settings.Id == Channel;
}
