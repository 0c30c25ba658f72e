using PaperBot.Settings;

namespace PaperBot.Publishing;

/// <summary>The outbox's times. The defaults fit the platforms; the crash harness shortens them.</summary>
public sealed record OutboxSettings
{
    /// <summary>How long a channel belongs to a node that does not renew. 15 s: another node goes on within 20 s of a kill.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>When an answer is given up and the post is in doubt. 10 s; less than <see cref="Lease"/>.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after the timeout a look into the history is believed; zero (the default) asks the platform (<see cref="Chat.PostPacing.Settle"/>).</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.Zero;

    /// <summary>How long a request in flight is waited for when the program is told to stop. 5 s.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between tries where the platform does not say how long. 15 s; the first is a second.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(15);

    public static OutboxSettings Read(SettingsReader reader)
    {
        var defaults = new OutboxSettings();
        var settings = new OutboxSettings
        {
            Lease = reader.Duration("Outbox:Lease", defaults.Lease, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            RequestTimeout = reader.Duration(
                "Outbox:RequestTimeout",
                defaults.RequestTimeout,
                TimeSpan.FromMilliseconds(100),
                TimeSpan.FromMinutes(1)
            ),
            Settle = reader.Duration("Outbox:Settle", defaults.Settle, TimeSpan.Zero, TimeSpan.FromMinutes(5)),
            StopGrace = reader.Duration("Outbox:StopGrace", defaults.StopGrace, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            LongestBackoff = reader.Duration(
                "Outbox:LongestBackoff",
                defaults.LongestBackoff,
                TimeSpan.FromMilliseconds(100),
                TimeSpan.FromHours(1)
            ),
        };
        if (settings.RequestTimeout >= settings.Lease)
        {
            reader.Report(
                "Outbox:RequestTimeout",
                $"is {settings.RequestTimeout}, not shorter than Outbox:Lease ({settings.Lease})",
                "a time shorter than the lease, so that a request ends while its channel is still ours"
            );
        }

        return settings;
    }
}
