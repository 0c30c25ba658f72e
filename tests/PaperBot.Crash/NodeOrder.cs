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
/// <param name="Platform"><c>board</c>, <c>slack</c> or <c>discord</c>.</param>
/// <param name="Place">Where and how it speaks to its platform.</param>
/// <param name="Failpoint">Where it dies (or stops) at the <paramref name="Hit"/>-th time it comes there; empty: nowhere.</param>
/// <param name="Stop">SIGSTOP instead of SIGKILL.</param>
internal sealed record NodeOrder(
    string Provider,
    string ConnectionString,
    string Platform,
    IReadOnlyDictionary<string, string> Place,
    IReadOnlyList<string> Channels,
    CrashPhase Phase,
    string Failpoint = "",
    int Hit = 1,
    bool Stop = false,
    bool Blind = false
)
{
    /// <summary>Short times, so that thousands of trials fit into an afternoon.</summary>
    public static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(4);

    public static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(0.5);

    public static readonly TimeSpan ShortSettle = TimeSpan.FromSeconds(0.7);

    /// <summary>The times that the program is shipped with.</summary>
    public bool DefaultTimes { get; init; }

    /// <summary>How many weeks of posts a channel gets, one after the other, so that a node has work for a while; 0: it plans nothing itself.</summary>
    public int Weeks { get; init; } = 1;

    /// <summary>How many threads of a channel of the small loopback platform are filled side by side.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How far apart posts go to the small loopback platform.</summary>
    public TimeSpan Spacing { get; init; }

    public string Write() => JsonSerializer.Serialize(this);

    public static NodeOrder Read(string text) => JsonSerializer.Deserialize<NodeOrder>(text)!;

    public IEnumerable<KeyValuePair<string, string?>> Settings() =>
        [
            new("Store:Provider", Provider),
            new("Store:ConnectionString", ConnectionString),
            new("Web:Urls", "http://127.0.0.1:0"),
            new("Weeks:BaseUrl", "http://127.0.0.1:9/"),
            new("Arxiv:ApiBase", "http://127.0.0.1:9/"),
            new("Arxiv:PdfBase", "http://127.0.0.1:9/"),
            .. Times(),
            .. Place
                .Where(setting => setting.Key.Contains(':', StringComparison.Ordinal))
                .Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)),
        ];

    private IEnumerable<KeyValuePair<string, string?>> Times() =>
        DefaultTimes
            ? []
            :
            [
                new("Outbox:Lease", Milliseconds(ShortLease)),
                new("Outbox:RequestTimeout", Milliseconds(ShortTimeout)),
                new("Outbox:Settle", Milliseconds(ShortSettle)),
                new("Outbox:StopGrace", "1s"),
                new("Outbox:LongestBackoff", "1s"),
            ];

    private static string Milliseconds(TimeSpan span) => span.TotalMilliseconds.ToString("0ms", CultureInfo.InvariantCulture);
}
