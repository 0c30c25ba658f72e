using PaperBot.Chat;
using PaperBot.Fakes.Slack;

namespace PaperBot.Slack.Tests;

public sealed class SlackHistoryTests : IAsyncLifetime
{
    private const string General = "C0GENERAL";

    private SlackStandIn _slack = null!;
    private SlackUnderTest _under = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _slack = await SlackStandIn.StartAsync(Stop);
        _slack.EnforcesRateLimits = false;
        _under = new SlackUnderTest(_slack, change: settings => settings with { PostSpacing = TimeSpan.Zero });
    }

    public async ValueTask DisposeAsync()
    {
        _under.Dispose();
        await _slack.DisposeAsync();
    }

    [Fact]
    public async Task Our_posts_are_found_by_their_markers_oldest_first_over_several_pages()
    {
        var keys = Enumerable.Range(0, 230).Select(i => $"p{i}").ToList();
        foreach (var key in keys)
        {
            await _under.PostAsync(General, "a", key);
        }

        var read = (HistoryOutcome.Read)await ReadAsync();

        read.Posts.Select(post => post.Marker).Should().Equal(keys.Select(DeliveryMarker.For));
        read.Posts.Select(post => post.RemoteId).Should().Equal(_slack.Messages(General).Select(message => message.Ts));
        _slack.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task A_thread_shows_its_replies_and_neither_its_parent_nor_what_people_say()
    {
        var parent = (SendOutcome.Sent)await _under.PostAsync(General, "a", "p01");
        await _under.PostAsync(General, "b", "p01/summary", parent.RemoteId);
        await _slack.SayAsync("U1", General, "なるほど", parent.RemoteId);

        var read = (HistoryOutcome.Read)await ReadAsync(parent.RemoteId);

        read.Posts.Should().ContainSingle().Which.Marker.Should().Be(DeliveryMarker.For("p01/summary"));
    }

    [Fact]
    public async Task What_was_posted_before_the_asked_instant_is_not_shown()
    {
        await _under.PostAsync(General, "a", "old");
        var since = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1);

        ((HistoryOutcome.Read)await ReadAsync(since: since)).Posts.Should().BeEmpty();
    }

    [Fact]
    public async Task A_history_that_may_not_be_read_proves_nothing()
    {
        _slack.Scopes.Remove("channels:history");

        (await ReadAsync())
            .Should()
            .BeOfType<HistoryOutcome.Unreadable>()
            .Which.Reason.Should()
            .Be(RejectionReason.MissingPermission);
    }

    [Fact]
    public async Task A_channel_that_we_left_cannot_be_read()
    {
        _slack.Channel(General).IsMember = false;

        (await ReadAsync()).Should().BeOfType<HistoryOutcome.Unreadable>().Which.Reason.Should().Be(RejectionReason.NotInChannel);
    }

    [Fact]
    public async Task An_outage_and_a_rate_limit_are_no_answer_yet()
    {
        _slack.Faults = call => call.Method == "conversations.history" ? new SlackFault.Status(503, Accepted: false) : null;
        (await ReadAsync()).Should().BeOfType<HistoryOutcome.Unavailable>();

        _slack.Faults = call => call.Method == "conversations.history" ? new SlackFault.RateLimited("7") : null;
        (await ReadAsync()).Should().BeOfType<HistoryOutcome.Unavailable>().Which.RetryAfter.Should().Be(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task A_page_that_breaks_off_is_not_taken_for_the_whole()
    {
        for (var i = 0; i < 120; i++)
        {
            await _under.PostAsync(General, "a", $"p{i}");
        }

        _slack.Faults = call =>
            call.Method == "conversations.history" && call.Text("cursor") is not null
                ? new SlackFault.Error("internal_error")
                : null;

        (await ReadAsync()).Should().BeOfType<HistoryOutcome.Unavailable>();
    }

    private Task<HistoryOutcome> ReadAsync(string? thread = null, DateTimeOffset? since = null) =>
        _under.History.ReadAsync(
            new HistoryRequest(General, thread, since ?? TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1)),
            Stop
        );
}
