using System.Globalization;
using PaperBot.Chat;

namespace PaperBot.Fakes.Loopback;

/// <summary>A post as it stands on the board.</summary>
public sealed record BoardPost(
    long Number,
    string Channel,
    string? Thread,
    PostKind Kind,
    string Marker,
    string Text,
    DateTimeOffset PostedAt,
    DateTimeOffset VisibleAt
)
{
    public string Id => Number.ToString(CultureInfo.InvariantCulture);

    public int Edits { get; init; }
}

/// <summary>
/// A chat platform's memory: channels, posts and threads, as far as a digest needs them. It posts whatever it is told to, as often as
/// it is told to; duplicates are for its callers to avoid.
/// </summary>
public sealed class ChatBoard(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, BoardPost> _posts = [];
    private readonly List<BoardPost> _removed = [];
    private long _next = 1000;

    /// <summary>How long after its acceptance a post shows in the history.</summary>
    public TimeSpan HistoryDelay { get; set; }

    public BoardPost Create(string channel, string? thread, PostKind kind, string marker, string text)
    {
        lock (_lock)
        {
            // The opening of a thread: one per starter, whose id it shares, however often it is asked for.
            var number = kind == PostKind.Thread ? -long.Parse(thread!, CultureInfo.InvariantCulture) : _next++;
            if (_posts.TryGetValue(number, out var standing))
            {
                return standing;
            }

            var now = time.GetUtcNow();
            return _posts[number] = new BoardPost(number, channel, thread, kind, marker, text, now, now + HistoryDelay);
        }
    }

    /// <returns>False where the post is not there.</returns>
    public bool Edit(string id, string text)
    {
        lock (_lock)
        {
            var number = long.Parse(id, CultureInfo.InvariantCulture);
            if (!_posts.TryGetValue(number, out var post))
            {
                return false;
            }

            _posts[number] = post with { Text = text, Edits = post.Edits + 1 };
            return true;
        }
    }

    /// <returns>False where the post is not there.</returns>
    public bool Remove(string id)
    {
        lock (_lock)
        {
            if (!_posts.Remove(long.Parse(id, CultureInfo.InvariantCulture), out var post))
            {
                return false;
            }

            _removed.Add(post);
            return true;
        }
    }

    /// <summary>What the history shows now: the channel's own posts, or those of one thread.</summary>
    public IReadOnlyList<BoardPost> History(string channel, string? thread, DateTimeOffset since)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            return
            [
                .. _posts.Values.Where(post =>
                    post.Channel == channel
                    && post.Thread == thread
                    && post.PostedAt >= since
                    && post.VisibleAt <= now
                    && post.Number > 0
                ),
            ];
        }
    }

    /// <summary>Everything that stands in a channel, in the order in which it was accepted.</summary>
    public IReadOnlyList<BoardPost> Standing(string channel)
    {
        lock (_lock)
        {
            return [.. _posts.Values.Where(post => post.Channel == channel)];
        }
    }

    /// <summary>Everything that was posted there and removed again.</summary>
    public IReadOnlyList<BoardPost> Removed(string channel)
    {
        lock (_lock)
        {
            return [.. _removed.Where(post => post.Channel == channel)];
        }
    }
}
