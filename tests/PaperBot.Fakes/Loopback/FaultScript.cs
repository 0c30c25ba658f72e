namespace PaperBot.Fakes.Loopback;

/// <summary>What goes wrong with one request that changes something.</summary>
public enum RequestFault
{
    None,

    /// <summary>429, with one of the forms in which platforms say how long, or without a word.</summary>
    Throttled,

    /// <summary>5xx, nothing was accepted.</summary>
    ErrorBefore,

    /// <summary>5xx, though it was accepted.</summary>
    ErrorAfter,
    ResetBefore,
    ResetAfter,

    /// <summary>No answer until the client gives up; nothing was accepted.</summary>
    HangBefore,

    /// <summary>No answer until the client gives up, though it was accepted.</summary>
    HangAfter,

    /// <summary>Accepted, and the answer comes byte by byte, too slowly.</summary>
    Drip,

    /// <summary>Accepted, and the answer is empty.</summary>
    EmptyAnswer,

    /// <summary>Accepted, and the answer is a web page.</summary>
    PageAnswer,
}

/// <summary>What goes wrong with one look into the history.</summary>
public enum LookFault
{
    None,
    Error,

    /// <summary>Refused for once: the right to read is missing.</summary>
    Forbidden,

    /// <summary>Nothing shows, though something stands.</summary>
    Empty,
}

/// <summary>What happens to a whole channel in the middle of a digest, until somebody remedies it.</summary>
public enum Trouble
{
    None,
    Archived,

    /// <summary>The bot was removed from it.</summary>
    Left,

    /// <summary>The platform says that there is no such channel, as for one that the bot may not see.</summary>
    Unseen,

    /// <summary>The right to post is taken away.</summary>
    Forbidden,

    /// <summary>The right to read the history is taken away; posting goes on.</summary>
    HistoryForbidden,

    /// <summary>Deleted with everything in it, and for good.</summary>
    Deleted,

    /// <summary>A moderator removes one post; nothing brings it back.</summary>
    PostRemoved,
}

/// <summary>
/// What goes wrong, drawn from a seed: a channel's n-th request of a phase always in the same way. A channel's faults run out, so that
/// every digest comes to its end.
/// </summary>
/// <param name="share">Of the requests, as long as a channel has faults left.</param>
/// <param name="most">Faults of one channel in one phase.</param>
public sealed class FaultScript(int seed, double share, int most)
{
    private const double LookShare = 0.2;
    private const int MostLookFaults = 2;
    private const double TroubleShare = 0.4;

    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _isLast = true;

    /// <summary>Everything that went wrong, by its name.</summary>
    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    /// <param name="draw">Which of a fault's forms.</param>
    public RequestFault Request(string channel, out int draw)
    {
        lock (_lock)
        {
            var line = LineOf(channel);
            draw = line.Random.Next();
            if (line.Storm > 0)
            {
                line.Storm--;
                return Count(RequestFault.Throttled);
            }

            if (line.Faults >= most || line.Random.NextDouble() >= share)
            {
                return RequestFault.None;
            }

            line.Faults++;
            line.All++;
            var fault = (RequestFault)line.Random.Next(1, Enum.GetValues<RequestFault>().Length);
            // Every third 429 is the beginning of a storm.
            line.Storm = fault == RequestFault.Throttled && draw % 3 == 0 ? line.Random.Next(2, 6) : 0;
            return Count(fault);
        }
    }

    public LookFault Look(string channel)
    {
        lock (_lock)
        {
            var line = LineOf(channel);
            if (line.LookFaults >= MostLookFaults || line.LookRandom.NextDouble() >= LookShare)
            {
                return LookFault.None;
            }

            line.LookFaults++;
            line.All++;
            var fault = (LookFault)line.LookRandom.Next(1, Enum.GetValues<LookFault>().Length);
            line.HadLookFault |= fault != LookFault.Error;
            Counts["Look" + fault] = Counts.GetValueOrDefault("Look" + fault) + 1;
            return fault;
        }
    }

    public Trouble TroubleOf(string channel)
    {
        lock (_lock)
        {
            return LineOf(channel).Active;
        }
    }

    /// <summary>Called after each accepted request.</summary>
    /// <returns>What happens to the channel now; the caller carries out <see cref="Trouble.Deleted"/> and <see cref="Trouble.PostRemoved"/>.</returns>
    public Trouble Accepted(string channel)
    {
        lock (_lock)
        {
            var line = LineOf(channel);
            if (++line.Accepted != line.BeginsAt)
            {
                return Trouble.None;
            }

            line.All++;
            line.Had.Add(line.Planned);
            line.Active = line.Planned == Trouble.PostRemoved ? Trouble.None : line.Planned;
            Counts[line.Planned.ToString()] = Counts.GetValueOrDefault(line.Planned.ToString()) + 1;
            return line.Planned;
        }
    }

    /// <summary>Somebody puts right what can be put right.</summary>
    public void Remedy()
    {
        lock (_lock)
        {
            foreach (var line in _lines.Values.Where(line => line.Active != Trouble.Deleted))
            {
                line.Active = Trouble.None;
            }
        }
    }

    /// <summary>The next phase: every channel may go wrong as often again.</summary>
    /// <param name="isLast">Only then a channel may be deleted for good.</param>
    public void Renew(bool isLast)
    {
        lock (_lock)
        {
            _isLast = isLast;
            foreach (var line in _lines.Values)
            {
                line.Faults = 0;
                line.LookFaults = 0;
                line.Accepted = 0;
                Draw(line);
            }
        }
    }

    /// <summary>The troubles that a channel has had, in all phases.</summary>
    public IReadOnlySet<Trouble> Had(string channel)
    {
        lock (_lock)
        {
            return LineOf(channel).Had.ToHashSet();
        }
    }

    /// <summary>Whether a look was refused or empty.</summary>
    public bool HadLookFault(string channel)
    {
        lock (_lock)
        {
            return LineOf(channel).HadLookFault;
        }
    }

    /// <summary>How many things went wrong in a channel, in all phases.</summary>
    public int Faults(string channel)
    {
        lock (_lock)
        {
            return LineOf(channel).All;
        }
    }

    private RequestFault Count(RequestFault fault)
    {
        Counts[fault.ToString()] = Counts.GetValueOrDefault(fault.ToString()) + 1;
        return fault;
    }

    private Line LineOf(string channel)
    {
        if (!_lines.TryGetValue(channel, out var line))
        {
            line = new Line(HashCode(channel));
            _lines.Add(channel, line);
            Draw(line);
        }

        return line;
    }

    private void Draw(Line line)
    {
        var troubles = Enum.GetValues<Trouble>()
            .Where(trouble => trouble != Trouble.None && (_isLast || trouble != Trouble.Deleted));
        line.Planned = troubles.ElementAt(line.TroubleRandom.Next(troubles.Count()));
        line.BeginsAt = share > 0 && line.TroubleRandom.NextDouble() < TroubleShare ? line.TroubleRandom.Next(1, 12) : 0;
    }

    /// <summary>As <see cref="string.GetHashCode()"/>, but the same in every process.</summary>
    private int HashCode(string text) => text.Aggregate(seed, (hash, letter) => unchecked((hash * 31) + letter));

    private sealed class Line(int seed)
    {
        public Random Random { get; } = new(seed);

        public Random LookRandom { get; } = new(~seed);

        public Random TroubleRandom { get; } = new(seed / 3);

        public int Faults { get; set; }

        public int LookFaults { get; set; }

        public bool HadLookFault { get; set; }

        public int Storm { get; set; }

        public int Accepted { get; set; }

        public Trouble Planned { get; set; }

        public int BeginsAt { get; set; }

        public Trouble Active { get; set; }

        public HashSet<Trouble> Had { get; } = [];

        public int All { get; set; }
    }
}
