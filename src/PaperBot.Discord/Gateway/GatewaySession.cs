namespace PaperBot.Discord.Gateway;

/// <summary>The session that Discord keeps for us, and whether it is still worth coming back for.</summary>
internal sealed class GatewaySession
{
    private const int ResumeTries = 3;

    /// <summary>Discord keeps a session for some minutes; resumes were seen refused for a minute and a half, and then taken.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RefusedLongEnough = TimeSpan.FromMinutes(2);

    private TimeSpan? _brokenSince;
    private int _failedResumes;

    /// <summary>Null while there is none.</summary>
    public (string Id, Uri Address)? Known { get; private set; }

    /// <summary>The number of the last event that was seen; null before the first.</summary>
    public long? Sequence { get; private set; }

    public void Begin(string id, Uri address, long? sequence)
    {
        Known = (id, address);
        Sequence = sequence;
    }

    public void Seen(long? sequence)
    {
        if (Known is not null)
        {
            Sequence = sequence ?? Sequence;
        }
    }

    /// <summary>Events come again.</summary>
    public void Mended()
    {
        _brokenSince = null;
        _failedResumes = 0;
    }

    /// <summary>The connection is gone, or could not be had.</summary>
    /// <param name="whileResuming">The session was asked for and not given.</param>
    public void Broken(bool whileResuming, TimeSpan now)
    {
        _brokenSince ??= now;
        if (whileResuming && Known is not null)
        {
            _failedResumes++;
        }
    }

    /// <summary>A session is worth some patience: what it has kept comes only by a resume.</summary>
    public bool IsHopeless(TimeSpan now)
    {
        var broken = now - (_brokenSince ?? now);
        return Known is not null && (broken >= Life || (_failedResumes >= ResumeTries && broken >= RefusedLongEnough));
    }

    public void GiveUp()
    {
        Known = null;
        Sequence = null;
        _failedResumes = 0;
    }
}
