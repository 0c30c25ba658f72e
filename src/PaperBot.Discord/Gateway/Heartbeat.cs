namespace PaperBot.Discord.Gateway;

/// <summary>The pulse of one connection, and whether the other side still answers to it.</summary>
internal sealed class Heartbeat
{
    private TimeSpan _interval;
    private bool _answered = true;

    /// <summary>When the next beat is due; null while there is no greeting.</summary>
    public TimeSpan? Due { get; private set; }

    /// <summary>The first beat comes at a random part of the interval, so that many clients do not beat together.</summary>
    public void Begin(TimeSpan interval, double part, TimeSpan now)
    {
        _interval = interval;
        Due = now + (interval * part);
        _answered = true;
    }

    public void End()
    {
        Due = null;
        _answered = true;
    }

    public void Answered() => _answered = true;

    /// <summary>False where the last beat was not answered: the connection is dead, though it looks open.</summary>
    public bool TryBeat(TimeSpan now)
    {
        if (!_answered)
        {
            return false;
        }

        _answered = false;
        Due = now + _interval;
        return true;
    }
}
