using System.Text;

namespace PaperBot.Discord.Gateway;

/// <summary>
/// How much one connection may still send: 120 messages a minute, of which some are kept for heartbeats, and 4,096 bytes each. What does
/// not fit is not sent: Discord would close the connection. https://discord.com/developers/docs/events/gateway#rate-limiting
/// </summary>
internal sealed class SendWindow
{
    private const int Most = 115;
    private const int MostWithHeartbeats = 120;
    private const int MaxBytes = 4096;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    private readonly Queue<TimeSpan> _sends = new();

    /// <summary>A new connection begins with nothing sent.</summary>
    public void Clear() => _sends.Clear();

    public bool TryTake(string frame, bool isHeartbeat, TimeSpan now)
    {
        while (_sends.TryPeek(out var oldest) && now - oldest >= Length)
        {
            _sends.Dequeue();
        }

        if (_sends.Count >= (isHeartbeat ? MostWithHeartbeats : Most) || Encoding.UTF8.GetByteCount(frame) > MaxBytes)
        {
            return false;
        }

        _sends.Enqueue(now);
        return true;
    }
}
