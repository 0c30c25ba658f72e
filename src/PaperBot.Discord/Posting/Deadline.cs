namespace PaperBot.Discord.Posting;

/// <summary>One span of time shared by several calls.</summary>
internal sealed class Deadline(TimeProvider time, TimeSpan all)
{
    private readonly long _started = time.GetTimestamp();

    public TimeSpan Left
    {
        get
        {
            var left = all - time.GetElapsedTime(_started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
