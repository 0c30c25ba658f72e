using System.Net;
using System.Runtime.InteropServices;
using PaperBot.Storage;

namespace PaperBot.Crash;

/// <summary>How a node ends: at a named place, the n-th time it comes there.</summary>
internal sealed partial class NodeFate(NodeOrder order)
{
    /// <summary>Half of a request's body is out.</summary>
    public const string Body = "body";

    /// <summary>A request is out as a whole, and its answer has not come.</summary>
    public const string Bytes = "bytes";

    private const int SigKill = 9;
    private const int SigStop = 19;

    private int _hits;

    public string Point => order.Failpoint;

    public void Install()
    {
        if (order.Failpoint.Length > 0)
        {
            Failpoint.Hook = name =>
            {
                if (IsReached(name))
                {
                    End();
                }
            };
        }
    }

    public bool IsReached(string name) => name == order.Failpoint && Interlocked.Increment(ref _hits) == order.Hit;

    public void End()
    {
        _ = Kill(Environment.ProcessId, order.Stop ? SigStop : SigKill);
        if (!order.Stop)
        {
            // The signal comes in its own time; nothing more may happen here.
            Task.Delay(Timeout.InfiniteTimeSpan).GetAwaiter().GetResult();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

/// <summary>Ends the process while a post is on its way: with half of its bytes out, or with all of them.</summary>
internal sealed class DyingHandler(NodeFate fate) : DelegatingHandler
{
    private static readonly string[] Posts = ["/requests", "/chat.postMessage", "/messages"];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (
            request is { Method.Method: "POST", Content: { } content }
            && Posts.Any(post => request.RequestUri!.AbsolutePath.EndsWith(post, StringComparison.Ordinal))
            && (fate.IsReached(NodeFate.Body) || fate.IsReached(NodeFate.Bytes))
        )
        {
            request.Content = new LastWords(content, fate);
        }

        return base.SendAsync(request, cancellationToken);
    }

    private sealed class LastWords : HttpContent
    {
        private readonly HttpContent _content;
        private readonly NodeFate _fate;

        public LastWords(HttpContent content, NodeFate fate)
        {
            _content = content;
            _fate = fate;
            foreach (var (name, values) in content.Headers)
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var bytes = await _content.ReadAsByteArrayAsync();
            var length = _fate.Point == NodeFate.Body ? bytes.Length / 2 : bytes.Length;
            await stream.WriteAsync(bytes.AsMemory(0, length));
            await stream.FlushAsync();
            _fate.End();
            await stream.WriteAsync(bytes.AsMemory(length));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength ?? 0;
            return _content.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _content.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
