namespace PaperBot.Publishing;

/// <summary>
/// How much of a lease is used up, counted from before it was asked for. By the monotonic clock, which no setting moves, and by the
/// wall clock, which alone sees that the whole machine slept; whichever says more.
/// </summary>
internal readonly record struct LeaseWatch(long Timestamp, DateTimeOffset Wall)
{
    public static LeaseWatch Begin(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());

    public TimeSpan Elapsed(TimeProvider time)
    {
        var monotonic = time.GetElapsedTime(Timestamp);
        var wall = time.GetUtcNow() - Wall;
        return monotonic > wall ? monotonic : wall;
    }
}
