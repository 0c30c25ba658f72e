namespace PaperBot.Benchmarks;

/// <summary>
/// The least time in which a platform's limits let a set of requests pass, if a request itself took no time: the slowest of its channels,
/// where a reply follows its starter, or what all of them together may send, whichever is longer.
/// </summary>
/// <param name="Place">Requests in a row into one place, in any window of that length.</param>
/// <param name="ThreadsArePlaces">Whether a thread has a limit of its own or shares its channel's.</param>
/// <param name="All">For all requests together.</param>
internal sealed record PostingLimits(Window? Place, bool ThreadsArePlaces, Window? All)
{
    public static PostingLimits None { get; } = new(null, false, null);

    /// <summary>5 per 5 s into each channel, and a thread is a channel; 50 a second in all.</summary>
    public static PostingLimits Discord { get; } = new(new(5, TimeSpan.FromSeconds(5)), true, new(50, TimeSpan.FromSeconds(1)));

    /// <summary>A message a second into a channel, its threads included; 300 a minute in the workspace.</summary>
    public static PostingLimits Slack { get; } = new(new(1, TimeSpan.FromSeconds(1)), false, new(300, TimeSpan.FromMinutes(1)));

    public TimeSpan TimeFor(IReadOnlyList<PostedRow> requests)
    {
        var posts = requests.Where(request => request.Op == "create").ToList();
        var together = All?.For(requests.Count) ?? TimeSpan.Zero;
        var slowest = posts.GroupBy(post => post.Digest).Max(channel => ChannelTime([.. channel.OrderBy(post => post.Seq)]));
        return together > slowest ? together : slowest;
    }

    private TimeSpan ChannelTime(IReadOnlyList<PostedRow> posts)
    {
        if (Place is null)
        {
            return TimeSpan.Zero;
        }

        if (!ThreadsArePlaces)
        {
            return Place.For(posts.Count);
        }

        // Messages into the channel and openings of threads are counted apart.
        var messages = posts.Where(post => post.Kind is "Header" or "Starter").ToList();
        var openings = posts.Where(post => post.Kind == "Thread").ToList();
        var replies = posts
            .Where(post => post.Kind == "Reply")
            .CountBy(post => PaperBot.Publishing.DeliveryKey.Thread(post.Part));
        var threads = replies.Select(thread =>
        {
            var starter = Place.For(1 + messages.FindIndex(post => post.Part == thread.Key));
            var opening = Place.For(1 + openings.FindIndex(post => post.Part.StartsWith(thread.Key, StringComparison.Ordinal)));
            return (starter > opening ? starter : opening) + Place.For(thread.Value);
        });
        return threads.Append(Place.For(messages.Count)).Max();
    }
}

/// <param name="Requests">So many in any span of <paramref name="Length"/>.</param>
internal sealed record Window(int Requests, TimeSpan Length)
{
    /// <summary>When the last of so many can leave, the first leaving at once.</summary>
    public TimeSpan For(int count) => count <= 0 ? TimeSpan.Zero : Length * ((count - 1) / Requests);
}
