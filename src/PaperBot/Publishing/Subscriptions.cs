using System.Text.Encodings.Web;
using System.Text.Json;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>Channels that an admin put in from chat, each with what it wants of a week. Channels that the settings name are not among them.</summary>
public sealed class Subscriptions(Store store)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private sealed record Row(string Platform, string Channel, string Language, string Profile);

    private sealed record DigestRow(string Digest);

    /// <summary>The profile as it is stored; what an older program did not write is the default.</summary>
    private sealed record Profile
    {
        public int? MaxPapers { get; init; }

        public IReadOnlyList<string>? Include { get; init; }

        public IReadOnlyList<string>? Exclude { get; init; }

        public IReadOnlyList<string>? Authors { get; init; }

        public IReadOnlyList<string>? Categories { get; init; }

        public string? Schedule { get; init; }

        public string? TimeZone { get; init; }
    }

    /// <summary>In the order in which they were put in.</summary>
    public Task<IReadOnlyList<ChannelSettings>> ReadAsync(CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<ChannelSettings>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync<Row>(
                            """
                            select platform as Platform, channel as Channel, language as Language, profile as Profile
                            from subscription where wanted = 1 order by at, platform, channel
                            """
                        )
                    ).Select(Settings),
                ],
            cancellationToken
        );

    /// <summary>From now on the channel gets digests, in this way.</summary>
    public Task SubscribeAsync(ChannelKey channel, ChannelSettings settings, string actor, CancellationToken cancellationToken) =>
        store.WriteAsync(session => WriteAsync(session, channel, wanted: true, settings, actor), cancellationToken);

    /// <summary>From now on the channel gets none. What was sent stays; what was not will not be.</summary>
    /// <returns>How many planned posts are dropped.</returns>
    public Task<int> UnsubscribeAsync(
        ChannelKey channel,
        ChannelSettings settings,
        string actor,
        CancellationToken cancellationToken
    ) =>
        store.WriteAsync(
            async session =>
            {
                await DigestPlanner.LockAsync(session, channel);
                await WriteAsync(session, channel, wanted: false, settings, actor);
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

    private static ChannelSettings Settings(Row row)
    {
        var defaults = new ChannelSettings { Platform = row.Platform, Id = row.Channel };
        var profile = JsonSerializer.Deserialize<Profile>(row.Profile, Json) ?? new Profile();
        return defaults with
        {
            Language = Languages.FromCode(row.Language),
            MaxPapers = profile.MaxPapers ?? defaults.MaxPapers,
            Include = profile.Include ?? [],
            Exclude = profile.Exclude ?? [],
            Authors = profile.Authors ?? [],
            Categories = profile.Categories ?? [],
            Schedule = profile.Schedule,
            TimeZone = profile.TimeZone,
        };
    }

    private static string Stored(ChannelSettings settings) =>
        JsonSerializer.Serialize(
            new Profile
            {
                MaxPapers = settings.MaxPapers,
                Include = settings.Include,
                Exclude = settings.Exclude,
                Authors = settings.Authors,
                Categories = settings.Categories,
                Schedule = settings.Schedule,
                TimeZone = settings.TimeZone,
            },
            Json
        );

    private static async Task WriteAsync(
        StoreSession session,
        ChannelKey channel,
        bool wanted,
        ChannelSettings settings,
        string actor
    )
    {
        var profile = Stored(settings);
        await session.ExecuteAsync(
            """
            insert into subscription(platform, channel, wanted, language, profile, actor, at)
            values(@platform, @channel, @wanted, @language, @profile, @actor, @now)
            on conflict(platform, channel) do update set wanted = excluded.wanted, language = excluded.language, profile = excluded.profile,
              actor = excluded.actor, at = excluded.at
            """,
            new
            {
                platform = channel.Platform,
                channel = channel.Channel,
                wanted = wanted ? 1L : 0L,
                language = settings.Language.Code(),
                profile,
                actor,
                now = await session.NowAsync(),
            }
        );
        await Audit.AppendAsync(
            session,
            new AuditEntry(
                actor,
                wanted ? "subscribe" : "unsubscribe",
                channel.ToString(),
                null,
                wanted ? DeliveryKey.Hash(profile) : null,
                settings.Language.Code()
            )
        );
    }
}
