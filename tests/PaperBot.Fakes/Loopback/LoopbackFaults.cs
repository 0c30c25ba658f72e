namespace PaperBot.Fakes.Loopback;

/// <summary>What goes wrong with one request.</summary>
public enum LoopbackFault
{
    None,

    /// <summary>429, with one of the forms in which platforms say how long.</summary>
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

/// <summary>
/// Which requests go wrong: drawn from a seed, a channel's n-th request always in the same way. A channel's faults run out, so that
/// every digest comes to its end.
/// </summary>
public sealed class LoopbackFaults(int seed, double share, int most)
{
    private readonly Dictionary<string, (Random Random, int Faults)> _channels = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public int Count { get; private set; }

    public LoopbackFault Next(string channel, out int draw)
    {
        lock (_lock)
        {
            var (random, faults) = _channels.GetValueOrDefault(channel, (new Random(HashCode(channel)), 0));
            var fault =
                faults < most && random.NextDouble() < share
                    ? (LoopbackFault)random.Next(1, Enum.GetValues<LoopbackFault>().Length)
                    : LoopbackFault.None;
            draw = random.Next();
            Count += fault == LoopbackFault.None ? 0 : 1;
            _channels[channel] = (random, faults + (fault == LoopbackFault.None ? 0 : 1));
            return fault;
        }
    }

    /// <summary>Every channel may go wrong as often again.</summary>
    public void Renew()
    {
        lock (_lock)
        {
            foreach (var (channel, (random, _)) in _channels)
            {
                _channels[channel] = (random, 0);
            }
        }
    }

    /// <summary>As <see cref="string.GetHashCode()"/>, but the same in every process.</summary>
    private int HashCode(string text) => text.Aggregate(seed, (hash, letter) => unchecked((hash * 31) + letter));
}
