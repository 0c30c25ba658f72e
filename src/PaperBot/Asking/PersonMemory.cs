using System.Collections.Concurrent;
using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>Which paper each person asked about a moment ago, so that a follow-up need not name it. Kept in memory only and soon forgotten.</summary>
internal sealed class PersonMemory(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<
        (string Platform, string Workspace, string Channel, string User),
        (PaperId Paper, DateTimeOffset At)
    > _papers = new();

    public PaperId? Recall(ChatOrigin origin) =>
        _papers.TryGetValue(Key(origin), out var kept) && time.GetUtcNow() - kept.At <= Lasts ? kept.Paper : null;

    public void Remember(ChatOrigin origin, PaperId paper)
    {
        if (_papers.Count >= Most)
        {
            Forget();
        }

        _papers[Key(origin)] = (paper, time.GetUtcNow());
    }

    /// <summary>The person wishes to be forgotten, in whatever channel they asked.</summary>
    public void Forget(ChatOrigin origin)
    {
        foreach (
            var key in _papers.Keys.Where(key =>
                key.Platform == origin.Platform && key.Workspace == origin.Workspace && key.User == origin.UserId
            )
        )
        {
            _papers.TryRemove(key, out _);
        }
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (key, kept) in _papers)
        {
            if (now - kept.At > Lasts)
            {
                _papers.TryRemove(key, out _);
            }
        }

        // More people at once than anyone expects: forgetting all of them only means that they name their paper again.
        if (_papers.Count >= Most)
        {
            _papers.Clear();
        }
    }

    private static (string Platform, string Workspace, string Channel, string User) Key(ChatOrigin origin) =>
        (origin.Platform, origin.Workspace, origin.ChannelId, origin.UserId);
}
