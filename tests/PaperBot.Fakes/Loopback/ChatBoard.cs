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

    public bool Stands(string id)
    {
        lock (_lock)
        {
            return _posts.ContainsKey(long.Parse(id, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A moderator removes a post, but not the newest one, whose sender may not know of it yet; with a post goes nothing else.</summary>
    /// <returns>Its id; null where there is none to remove.</returns>
    public string? RemoveByModerator(string channel, int draw)
    {
        lock (_lock)
        {
            var candidates = _posts.Values.Where(post => post.Channel == channel && post.Number > 0).SkipLast(1).ToList();
            if (candidates.Count == 0)
            {
                return null;
            }

            var post = candidates[draw % candidates.Count];
            Remove(post.Id);
            return post.Id;
        }
    }

    /// <summary>The channel is deleted, with everything in it.</summary>
    public void Clear(string channel)
    {
        lock (_lock)
        {
            foreach (var post in _posts.Values.Where(post => post.Channel == channel).ToList())
            {
                Remove(post.Id);
            }
        }
    }

    /// <summary>How many copies were made beyond one for each marker, whether or not they still stand.</summary>
    public int Copies()
    {
        lock (_lock)
        {
            return _posts.Values.Concat(_removed).GroupBy(post => (post.Channel, post.Marker)).Sum(group => group.Count() - 1);
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
