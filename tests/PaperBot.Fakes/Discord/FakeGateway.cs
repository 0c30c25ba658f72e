using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Discord;

/// <summary>The stand-in's gateway: sessions that outlive their connections, replay on resume, and the documented close codes.</summary>
public sealed class FakeGateway : IAsyncDisposable
{
    private readonly FakeDiscord _fake;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FakeSession> _sessions = new(StringComparer.Ordinal);
    private readonly List<FakeConnection> _connections = [];
    private readonly Queue<long> _identifies = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal FakeGateway(FakeDiscord fake)
    {
        _fake = fake;
        StartsLeft = fake.Options.SessionStarts;
    }

    /// <summary>Identifies that are left; below zero Discord would have reset the token.</summary>
    public int StartsLeft { get; set; }

    public int Identifies { get; private set; }

    public int Resumes { get; private set; }

    public int Connects { get; private set; }

    /// <summary>Heartbeats get no answer while this is set, as from a connection that is dead but open.</summary>
    public bool Deaf { get; set; }

    /// <summary>Connections are refused while this is set.</summary>
    public bool Refusing { get; set; }

    internal string Address => "ws://" + _fake.ApiBase.Authority;

    internal FakeDiscord Fake => _fake;

    public IReadOnlyList<FakeConnection> Connections
    {
        get
        {
            lock (_lock)
            {
                return [.. _connections];
            }
        }
    }

    /// <summary>Whether there is a session that keeps what happens, with or without a connection.</summary>
    public bool HasSession
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Values.Any(session => session.IsLive(_fake.Time));
            }
        }
    }

    /// <summary>Whether somebody is identified or resumed, and listening.</summary>
    public bool IsLive => Connections.Any(connection => connection.Session is not null && !connection.IsOver);

    /// <summary>Waits until something holds about the gateway.</summary>
    public async Task UntilAsync(Func<FakeGateway, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
            }

            if (condition(this))
            {
                return;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        }
    }

    /// <summary>An event for every session whose shard has the guild; kept for those that are away.</summary>
    public void Dispatch(string name, JsonObject data, string? guildId)
    {
        lock (_lock)
        {
            foreach (var session in _sessions.Values.Where(session => session.IsLive(_fake.Time) && session.Serves(guildId)))
            {
                session.Dispatch(name, data);
            }
        }
    }

    /// <summary>A connection as the pure part of the stand-in sees it; the test or the WebSocket carries the frames.</summary>
    public FakeConnection Connect(string query, Action<string> send, Action<int?> close)
    {
        lock (_lock)
        {
            Connects++;
            var connection = new FakeConnection(this, query, send, close);
            _connections.Add(connection);
            connection.Begin();
            Change();
            return connection;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in Connections)
        {
            connection.Drop();
        }

        await Task.CompletedTask;
    }

    internal JsonObject Describe() =>
        new()
        {
            ["url"] = Address,
            ["shards"] = _fake.Options.RecommendedShards,
            ["session_start_limit"] = new JsonObject
            {
                ["total"] = 1000,
                ["remaining"] = Math.Max(0, StartsLeft),
                ["reset_after"] = 14_400_000,
                ["max_concurrency"] = _fake.Options.MaxConcurrency,
            },
        };

    internal Lock Sync => _lock;

    internal void Change()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <summary>Null where the identify came too soon after another.</summary>
    internal FakeSession? NewSession(FakeConnection connection, int shard, int shards)
    {
        Identifies++;
        StartsLeft--;
        if (StartsLeft < 0)
        {
            _fake.Complain("More identifies than the day allows: Discord would have reset the token");
        }

        var now = _fake.Time.GetTimestamp();
        while (_identifies.TryPeek(out var oldest) && _fake.Time.GetElapsedTime(oldest, now) >= TimeSpan.FromSeconds(5))
        {
            _identifies.Dequeue();
        }

        if (_identifies.Count >= _fake.Options.MaxConcurrency)
        {
            _fake.Complain("An identify came less than five seconds after another");
            return null;
        }

        _identifies.Enqueue(now);
        var session = new FakeSession(Guid.NewGuid().ToString("N"), shard, shards, _fake) { Connection = connection };
        _sessions.Add(session.Id, session);
        return session;
    }

    internal FakeSession? Resume(string id)
    {
        Resumes++;
        return _sessions.TryGetValue(id, out var session) && session.IsLive(_fake.Time) ? session : null;
    }

    internal void End(FakeSession session) => _sessions.Remove(session.Id);

    internal async Task AcceptAsync(HttpContext context, CancellationToken stopping)
    {
        if (Refusing)
        {
            context.Response.StatusCode = 503;
            return;
        }

        if (!context.Request.Headers.UserAgent.ToString().StartsWith("DiscordBot (", StringComparison.Ordinal))
        {
            // Only our own client is asked for one here: what SDKs send with a socket is their affair.
            _fake.Complain("A WebSocket without the bot's User-Agent");
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var frames = Channel.CreateUnbounded<(string? Text, int? Close)>();
        var compress = context.Request.Query["compress"] == "zlib-stream";
        var connection = Connect(
            context.Request.QueryString.Value ?? "",
            text => frames.Writer.TryWrite((text, null)),
            code => frames.Writer.TryWrite((null, code ?? -1))
        );
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var writing = WriteAsync(socket, frames.Reader, compress, both);
        try
        {
            await ReadAsync(socket, connection, both.Token);
        }
        finally
        {
            connection.Gone((int?)socket.CloseStatus);
            await both.CancelAsync();
            await writing;
        }
    }

    private static async Task ReadAsync(WebSocket socket, FakeConnection connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(buffer, cancellationToken);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                message.Write(buffer, 0, result.Count);
                if (result.EndOfMessage)
                {
                    connection.Receive(Encoding.UTF8.GetString(message.ToArray()));
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The peer is gone without a word; the session stays.
        }
    }

    private static async Task WriteAsync(
        WebSocket socket,
        ChannelReader<(string? Text, int? Close)> frames,
        bool compress,
        CancellationTokenSource stop
    )
    {
        using var compressed = new MemoryStream();
        await using var deflater = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
        try
        {
            await foreach (var (text, close) in frames.ReadAllAsync(stop.Token))
            {
                if (text is not null && compress)
                {
                    compressed.SetLength(0);
                    await deflater.WriteAsync(Encoding.UTF8.GetBytes(text), stop.Token);
                    await deflater.FlushAsync(stop.Token);
                    await socket.SendAsync(compressed.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, stop.Token);
                }
                else if (text is not null)
                {
                    await socket.SendAsync(
                        Encoding.UTF8.GetBytes(text),
                        WebSocketMessageType.Text,
                        endOfMessage: true,
                        stop.Token
                    );
                }
                else if (close == -1)
                {
                    socket.Abort();
                    return;
                }
                else
                {
                    await socket.CloseOutputAsync((WebSocketCloseStatus)close!, "closed by the stand-in", stop.Token);
                    return;
                }
            }
        }
        catch (Exception exception)
            when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The peer went first.
        }
    }
}
