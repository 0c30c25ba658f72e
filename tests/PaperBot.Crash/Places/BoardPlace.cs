using System.Text.Encodings.Web;
using System.Text.Json;
using PaperBot.Fakes.Loopback;
using PaperBot.Publishing;

namespace PaperBot.Crash;

/// <summary>The small loopback platform.</summary>
internal sealed class BoardPlace : CrashPlace
{
    private readonly LoopbackServer _server;

    private BoardPlace(LoopbackServer server, int channels, FaultScript script)
    {
        _server = server;
        Script = script;
        Channels = [.. Enumerable.Range(1, channels).Select(number => $"C{number}")];
        Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Address"] = server.Address.AbsoluteUri };
    }

    public override string Name => "board";

    public override string Installation => "loopback:W1";

    public override FaultScript Script { get; }

    public override IReadOnlyList<string> Channels { get; }

    public override IReadOnlyDictionary<string, string> Settings { get; }

    public override bool IsQuiet => _server.IsQuiet;

    public override IReadOnlyCollection<string> Complaints => _server.Impatient;

    public override void NodeDied() => _server.NodeDied();

    public static async Task<CrashPlace> StartAsync(
        int channels,
        FaultScript script,
        TimeSpan lag,
        CancellationToken cancellationToken
    ) =>
        new BoardPlace(
            await LoopbackServer.StartAsync(new ChatBoard(TimeProvider.System) { HistoryDelay = lag }, script, cancellationToken),
            channels,
            script
        );

    public override IReadOnlyList<StandingPost> Standing(string channel) =>
        [
            .. _server
                .Board.Standing(channel)
                .Select(post => new StandingPost(
                    post.Id,
                    post.Marker,
                    post.Thread,
                    post.Number,
                    payload =>
                        payload.Contains(
                            JsonEncodedText.Encode(post.Text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
                            StringComparison.Ordinal
                        )
                )),
        ];

    public override IReadOnlySet<string> RemovedByModerator(string channel) =>
        _server
            .RemovedByModerator.Where(removed => removed.Value == channel)
            .Select(removed => removed.Key)
            .ToHashSet(StringComparer.Ordinal);

    public override IReadOnlyList<DateTimeOffset> PostsOf(string channel) =>
        [.. _server.Board.Standing(channel).Select(post => post.PostedAt)];

    public override int Copies() => _server.Board.Copies();

    public override HoldReason Expected(Trouble trouble) =>
        trouble switch
        {
            Trouble.Archived => HoldReason.ChannelArchived,
            Trouble.Left => HoldReason.NotInChannel,
            Trouble.Unseen or Trouble.Deleted => HoldReason.ChannelGone,
            Trouble.Forbidden => HoldReason.MissingPermission,
            Trouble.PostRemoved => HoldReason.ThreadGone,
            _ => HoldReason.HistoryUnreadable,
        };

    public override ValueTask DisposeAsync() => _server.DisposeAsync();
}
