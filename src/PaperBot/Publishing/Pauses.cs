using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>Channels in which nothing is posted until somebody says so. What is planned meanwhile waits.</summary>
public sealed class Pauses(Store store, OutboxSignal signal)
{
    private sealed record Row(string Channel, string Actor, long At);

    /// <returns>False where it was paused already.</returns>
    public Task<bool> PauseAsync(ChannelKey channel, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(
            "pause",
            channel,
            actor,
            "insert into pause(channel, actor, at) values(@channel, @actor, @now) on conflict(channel) do nothing",
            cancellationToken
        );

    /// <returns>False where it was not paused.</returns>
    public Task<bool> ResumeAsync(ChannelKey channel, string actor, CancellationToken cancellationToken) =>
        ChangeAsync("resume", channel, actor, "delete from pause where channel = @channel", cancellationToken);

    public Task<IReadOnlyList<PausedChannel>> ReadAsync(CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<PausedChannel>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync<Row>(
                            "select channel as Channel, actor as Actor, at as At from pause order by channel"
                        )
                    ).Select(row => new PausedChannel(
                        ChannelKey.Parse(row.Channel),
                        row.Actor,
                        DateTimeOffset.FromUnixTimeMilliseconds(row.At)
                    )),
                ],
            cancellationToken
        );

    private async Task<bool> ChangeAsync(
        string action,
        ChannelKey channel,
        string actor,
        string sql,
        CancellationToken cancellationToken
    )
    {
        var changed = await store.WriteAsync(
            async session =>
            {
                var parameters = new
                {
                    channel = channel.ToString(),
                    actor,
                    now = await session.NowAsync(),
                };
                if (await session.ExecuteAsync(sql, parameters) == 0)
                {
                    return false;
                }

                await Audit.AppendAsync(session, new AuditEntry(actor, action, channel.ToString(), null, null, "done"));
                await session.MarkChangedAsync(StoreTopic.Deliveries);
                return true;
            },
            cancellationToken
        );
        signal.Wake();
        return changed;
    }
}

/// <summary>A channel that is paused, by whom and since when.</summary>
public sealed record PausedChannel(ChannelKey Channel, string Actor, DateTimeOffset Since);
