using System.Globalization;
using System.Text.Json;

namespace PaperBot.Crash;

/// <summary>What a trial does to its digests.</summary>
internal enum CrashPhase
{
    /// <summary>Posts a new week.</summary>
    Post,

    /// <summary>Runs the week again with two papers' texts changed.</summary>
    Edit,

    /// <summary>Takes the week back.</summary>
    Retract,
}

/// <summary>What a node is told: handed over as one argument.</summary>
/// <param name="Failpoint">Where it dies (or stops) at the <paramref name="Hit"/>-th time it comes there; empty: nowhere.</param>
/// <param name="Stop">SIGSTOP instead of SIGKILL.</param>
internal sealed record NodeOrder(
    string Provider,
    string ConnectionString,
    Uri Server,
    IReadOnlyList<string> Channels,
    CrashPhase Phase,
    string Failpoint,
    int Hit,
    bool Stop,
    bool Blind
)
{
    /// <summary>Short times, so that thousands of trials fit into an afternoon.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(0.5);

    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(0.7);

    public string Write() => JsonSerializer.Serialize(this);

    public static NodeOrder Read(string text) => JsonSerializer.Deserialize<NodeOrder>(text)!;

    public IEnumerable<KeyValuePair<string, string?>> Settings() =>
        [
            new("Store:Provider", Provider),
            new("Store:ConnectionString", ConnectionString),
            new("Outbox:Lease", Milliseconds(Lease)),
            new("Outbox:RequestTimeout", Milliseconds(RequestTimeout)),
            new("Outbox:Settle", Milliseconds(Settle)),
            new("Outbox:StopGrace", "1s"),
            new("Outbox:LongestBackoff", "1s"),
        ];

    private static string Milliseconds(TimeSpan span) => span.TotalMilliseconds.ToString("0ms", CultureInfo.InvariantCulture);
}
