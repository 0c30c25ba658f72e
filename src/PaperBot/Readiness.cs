using System.Data.Common;
using PaperBot.Chat;
using PaperBot.Storage;

namespace PaperBot;

/// <summary>What <c>/health/ready</c> answers: every part that must work before the service is of use, each with its state.</summary>
public sealed class Readiness(Store store, PlatformRunner platforms)
{
    public async Task<ReadinessReport> CheckAsync(CancellationToken cancellationToken)
    {
        var parts = new List<ReadinessPart> { await StoreAsync(cancellationToken) };
        parts.AddRange(platforms.Platforms.Select(Part));
        return new ReadinessReport(parts.TrueForAll(part => part.Ready), parts);
    }

    private async Task<ReadinessPart> StoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.ReadAsync(session => session.ScalarAsync<long>("select count(*) from schema_version"), cancellationToken);
            return new ReadinessPart("store", true, "answers");
        }
        catch (DbException)
        {
            return new ReadinessPart("store", false, "does not answer; see the log");
        }
    }

    /// <summary>One that was connected may have been put out since: a token revoked, a connection closed for good.</summary>
    private ReadinessPart Part(IChatPlatform platform) =>
        platforms.ReasonOfEnd(platform) is not null ? new ReadinessPart(platform.Name, false, "stopped for good; see the log")
        : platform.Ready.IsCompletedSuccessfully ? new ReadinessPart(platform.Name, true, "connected")
        : new ReadinessPart(platform.Name, false, platform.Ready.IsFaulted ? "cannot connect; see the log" : "connecting");
}

public sealed record ReadinessReport(bool Ready, IReadOnlyList<ReadinessPart> Parts);

public sealed record ReadinessPart(string Name, bool Ready, string State);
