using PaperBot.Publishing;

namespace PaperBot.Cli;

/// <summary>The outbox at work for the length of one call; stopped cleanly, its leases given back, whatever happened.</summary>
internal sealed class RunningOutbox : IAsyncDisposable
{
    private readonly Outbox _outbox;

    private RunningOutbox(Outbox outbox) => _outbox = outbox;

    public static async Task<RunningOutbox> StartAsync(Outbox outbox, CancellationToken cancellationToken)
    {
        await outbox.StartAsync(cancellationToken);
        return new RunningOutbox(outbox);
    }

    // The request in flight is finished and saved even where the call itself was given up.
    public async ValueTask DisposeAsync() => await _outbox.StopAsync(CancellationToken.None);
}
