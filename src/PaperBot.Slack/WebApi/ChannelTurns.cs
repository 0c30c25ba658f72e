using System.Collections.Concurrent;

namespace PaperBot.Slack.WebApi;

/// <summary>
/// One post at a time into a channel, and a pause after each, counted from Slack's answer: <c>chat.postMessage</c> takes about one
/// message a second in a channel. Other channels never wait.
/// </summary>
internal sealed class ChannelTurns(TimeSpan spacing, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Channel> _channels = new(StringComparer.Ordinal);

    /// <summary>Waits for the channel's turn; the turn lasts until it is disposed.</summary>
    public async Task<IDisposable> WaitAsync(string channelId, CancellationToken cancellationToken)
    {
        var channel = Of(channelId);
        await channel.Gate.WaitAsync(cancellationToken);
        try
        {
            for (var wait = channel.Wait(spacing, time); wait > TimeSpan.Zero; wait = channel.Wait(spacing, time))
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            channel.Gate.Release();
            throw;
        }

        return new Turn(channel, time);
    }

    /// <summary>A post that somebody waits for went out of turn: Slack allows short bursts, and the next one in turn makes up for it.</summary>
    public void Note(string channelId) => Of(channelId).LastPost = time.GetTimestamp();

    private Channel Of(string channelId) => _channels.GetOrAdd(channelId, static _ => new Channel());

    private sealed class Channel
    {
        private long _lastPost = long.MinValue;

        public SemaphoreSlim Gate { get; } = new(1);

        public long LastPost
        {
            set => Volatile.Write(ref _lastPost, value);
        }

        public TimeSpan Wait(TimeSpan spacing, TimeProvider time)
        {
            var last = Volatile.Read(ref _lastPost);
            return last == long.MinValue ? TimeSpan.Zero : spacing - time.GetElapsedTime(last);
        }
    }

    private sealed class Turn(Channel channel, TimeProvider time) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                channel.LastPost = time.GetTimestamp();
                channel.Gate.Release();
            }
        }
    }
}
