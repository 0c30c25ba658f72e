using System.Runtime.CompilerServices;
using PaperBot.Storage;

namespace PaperBot.Local;

/// <summary>A message as it stands now.</summary>
/// <param name="Number">Grows with every new message.</param>
/// <param name="Thread">The number of the message that its thread hangs under; 0 in the channel itself.</param>
/// <param name="Marker">Empty where it is no delivery.</param>
/// <param name="PostedAt">Unix milliseconds, as <paramref name="EditedAt"/> (0 for never) and <paramref name="LastReplyAt"/> (0 for no reply).</param>
/// <param name="Change">Grows with every change of any message.</param>
public sealed record LocalMessage(
    long Number,
    string Channel,
    long Thread,
    string Author,
    string Marker,
    string Body,
    long PostedAt,
    long EditedAt,
    long Deleted,
    long Replies,
    long LastReplyAt,
    long Change
)
{
    public bool IsDeleted => Deleted != 0;
}

/// <summary>The messages of the workspace, and word of every change of them, whichever process made it.</summary>
public sealed class LocalMessages(Store store, StoreChanges changes, TimeProvider time)
{
    private const string Columns =
        "m.number, m.channel, m.thread, m.author, m.marker, m.body, m.posted_at as PostedAt, m.edited_at as EditedAt, m.deleted, m.replies, m.last_reply_at as LastReplyAt, m.change";

    // A change made by another process is seen after this time; one of our own at once.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private TaskCompletionSource _changed = NewSignal();

    /// <param name="thread">0 for the channel itself.</param>
    /// <returns>The new message's number; null where the thread does not stand in that channel.</returns>
    public async Task<long?> AddAsync(
        string channel,
        long thread,
        string author,
        string marker,
        string body,
        CancellationToken cancellationToken
    )
    {
        var number = await store.WriteAsync<long?>(
            async session =>
            {
                if (thread != 0 && !await StandsAsync(session, channel, thread))
                {
                    return null;
                }

                var change = await session.MarkChangedAsync(StoreTopic.LocalMessages);
                await session.ExecuteAsync(
                    """
                    insert into local_message(number, channel, thread, author, marker, body, posted_at, edited_at, deleted, replies, last_reply_at, change)
                    values(@change, @channel, @thread, @author, @marker, @body, @now, 0, 0, 0, 0, @change)
                    """,
                    new
                    {
                        change,
                        channel,
                        thread,
                        author,
                        marker,
                        body,
                        now = await session.NowAsync(),
                    }
                );
                await CountRepliesAsync(session, thread, change);
                return change;
            },
            cancellationToken
        );
        Signal();
        return number;
    }

    /// <returns>Whether the message stands; an equal body changes nothing.</returns>
    public Task<bool> EditAsync(string channel, long number, string body, CancellationToken cancellationToken) =>
        ChangeAsync(
            "update local_message set body = @body, edited_at = @now, change = @change where number = @number and body <> @body",
            channel,
            number,
            body,
            cancellationToken
        );

    /// <returns>Whether there was something to delete.</returns>
    public Task<bool> DeleteAsync(string channel, long number, CancellationToken cancellationToken) =>
        ChangeAsync(
            "update local_message set body = '', deleted = 1, edited_at = @now, change = @change where number = @number",
            channel,
            number,
            "",
            cancellationToken
        );

    public Task<LocalMessage?> FindAsync(string channel, long number, CancellationToken cancellationToken) =>
        store.ReadAsync(
            session =>
                session.FindAsync<LocalMessage>(
                    $"select {Columns} from local_message m where m.channel = @channel and m.number = @number",
                    new { channel, number }
                ),
            cancellationToken
        );

    /// <summary>The newest messages of a channel itself, oldest first.</summary>
    /// <param name="before">Only older ones than this number.</param>
    /// <param name="from">At least down to this number, however many that are.</param>
    public async Task<IReadOnlyList<LocalMessage>> ReadChannelAsync(
        string channel,
        long before,
        long from,
        int count,
        CancellationToken cancellationToken
    )
    {
        var newest = await store.ReadAsync(
            session =>
                session.QueryAsync<LocalMessage>(
                    $"""
                    select {Columns} from local_message m
                    where m.channel = @channel and m.thread = 0 and m.number < @before and (m.number >= @from or m.number in
                      (select n.number from local_message n where n.channel = @channel and n.thread = 0 and n.number < @before
                       order by n.number desc limit @count))
                    order by m.number
                    """,
                    new
                    {
                        channel,
                        before,
                        from,
                        count = (long)count,
                    }
                ),
            cancellationToken
        );
        return newest;
    }

    /// <summary>A thread with the message that it hangs under, oldest first; empty where there is none.</summary>
    public Task<IReadOnlyList<LocalMessage>> ReadThreadAsync(string channel, long thread, CancellationToken cancellationToken) =>
        store.ReadAsync(
            session =>
                session.QueryAsync<LocalMessage>(
                    $"""
                    select {Columns} from local_message m
                    where m.channel = @channel and ((m.number = @thread and m.thread = 0) or m.thread = @thread) order by m.number
                    """,
                    new { channel, thread }
                ),
            cancellationToken
        );

    /// <summary>Deliveries that stand in a channel itself (thread 0) or in a thread of it, oldest first.</summary>
    public Task<IReadOnlyList<LocalMessage>> ReadMarkedAsync(
        string channel,
        long thread,
        DateTimeOffset since,
        CancellationToken cancellationToken
    ) =>
        store.ReadAsync(
            session =>
                session.QueryAsync<LocalMessage>(
                    $"""
                    select {Columns} from local_message m
                    where m.channel = @channel and m.thread = @thread and m.marker <> '' and m.deleted = 0 and m.posted_at >= @since
                    order by m.number
                    """,
                    new
                    {
                        channel,
                        thread,
                        since = since.ToUnixTimeMilliseconds(),
                    }
                ),
            cancellationToken
        );

    /// <summary>The number of the newest message in each channel itself.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ReadNewestAsync(CancellationToken cancellationToken)
    {
        var rows = await store.ReadAsync(
            session =>
                session.QueryAsync<NewestRow>(
                    """
                    select m.channel, m.number from local_message m where m.number in
                      (select max(n.number) from local_message n where n.thread = 0 and n.deleted = 0 group by n.channel)
                    """
                ),
            cancellationToken
        );
        return rows.ToDictionary(row => row.Channel, row => row.Number, StringComparer.Ordinal);
    }

    /// <summary>What <see cref="WatchAsync"/> continues from, for somebody who reads now.</summary>
    public Task<long> CurrentChangeAsync(CancellationToken cancellationToken) =>
        changes.VersionAsync(StoreTopic.LocalMessages, cancellationToken);

    /// <summary>
    /// Everything that changes after the change <paramref name="after"/>, as long as somebody listens; with a message in a thread comes the one
    /// that the thread hangs under, whose count of replies it changes. An empty list comes where nothing changed for <paramref name="quiet"/>.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<LocalMessage>> WatchAsync(
        long after,
        TimeSpan quiet,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var spoken = time.GetTimestamp();
        while (true)
        {
            // Taken before the look, so that a change between the look and the wait ends the wait.
            var changed = Volatile.Read(ref _changed).Task;
            var messages = await ReadChangesAsync(after, cancellationToken);
            if (messages.Count > 0 || time.GetElapsedTime(spoken) >= quiet)
            {
                spoken = time.GetTimestamp();
                after = Math.Max(after, messages.Count > 0 ? messages.Max(message => message.Change) : after);
                yield return messages;
                continue;
            }

            using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(Look, time, wait.Token));
            await wait.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private Task<IReadOnlyList<LocalMessage>> ReadChangesAsync(long after, CancellationToken cancellationToken) =>
        store.ReadAsync(
            session =>
                session.QueryAsync<LocalMessage>(
                    $"""
                    select {Columns} from local_message m where m.change > @after order by m.number
                    """,
                    new { after }
                ),
            cancellationToken
        );

    private async Task<bool> ChangeAsync(
        string sql,
        string channel,
        long number,
        string body,
        CancellationToken cancellationToken
    )
    {
        var stands = await store.WriteAsync(
            async session =>
            {
                var thread = await session.FindAsync<long?>(
                    "select thread from local_message where number = @number and channel = @channel and deleted = 0",
                    new { number, channel }
                );
                if (thread is not { } place)
                {
                    return false;
                }

                var change = await session.MarkChangedAsync(StoreTopic.LocalMessages);
                await session.ExecuteAsync(
                    sql,
                    new
                    {
                        number,
                        body,
                        now = await session.NowAsync(),
                        change,
                    }
                );
                await CountRepliesAsync(session, place, change);
                return true;
            },
            cancellationToken
        );
        Signal();
        return stands;
    }

    /// <summary>A change in a thread changes what stands under the message that it hangs under.</summary>
    private static async Task CountRepliesAsync(StoreSession session, long thread, long change) =>
        await session.ExecuteAsync(
            """
            update local_message set change = @change,
              replies = (select count(*) from local_message r where r.thread = @thread and r.deleted = 0),
              last_reply_at = (select coalesce(max(r.posted_at), 0) from local_message r where r.thread = @thread and r.deleted = 0)
            where number = @thread
            """,
            new { thread, change }
        );

    private static async Task<bool> StandsAsync(StoreSession session, string channel, long thread) =>
        await session.ScalarAsync<long>(
            "select count(*) from local_message where number = @thread and channel = @channel and thread = 0 and deleted = 0",
            new { thread, channel }
        ) > 0;

    private void Signal() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record NewestRow(string Channel, long Number);
}
