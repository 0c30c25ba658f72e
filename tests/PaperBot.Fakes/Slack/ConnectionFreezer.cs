using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PaperBot.Fakes.Slack;

/// <summary>
/// Lets a test make one connection deaf: it stays open and nothing that arrives is read any more, pings neither. That is how a
/// connection dies when a machine in between forgets it.
/// </summary>
internal sealed class ConnectionFreezer
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _frozen;

    public void Freeze() => _frozen = true;

    public void End() => _ended.TrySetResult();

    public bool IsFrozen => _frozen;

    /// <summary>What arrived is read, unless the connection is deaf: then it ends unread.</summary>
    public async Task PassAsync()
    {
        if (_frozen)
        {
            await _ended.Task;
            throw new ConnectionAbortedException();
        }
    }

    public static void UseOn(ListenOptions listen) =>
        listen.Use(next =>
            async connection =>
            {
                var freezer = new ConnectionFreezer();
                connection.Features.Set(freezer);
                connection.Transport = new Pipes(
                    new FreezableReader(connection.Transport.Input, freezer),
                    connection.Transport.Output
                );
                await using (connection.ConnectionClosed.Register(freezer.End))
                {
                    await next(connection);
                }
            }
        );

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class FreezableReader(PipeReader inner, ConnectionFreezer freezer) : PipeReader
    {
        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var result = await inner.ReadAsync(cancellationToken);
            await freezer.PassAsync();
            return result;
        }

        public override bool TryRead(out ReadResult result)
        {
            result = default;
            return !freezer.IsFrozen && inner.TryRead(out result);
        }

        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
            inner.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
