using Microsoft.Extensions.Time.Testing;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Local;
using PaperBot.Storage;
using PaperBot.Web;

namespace PaperBot.Tests.Local;

/// <summary>The local workspace as the outbox sees it, the same on both databases.</summary>
public abstract class LocalPlatformCompliance(StoreProvider provider) : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2023, 6, 5, 0, 0, 0, TimeSpan.Zero));
    private TemporaryStore _store = null!;
    private LocalPlatform _platform = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await TemporaryStore.CreateAsync(provider, _time, Cancellation);
        _platform = Platform(_store.Store);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_post_is_found_again_by_its_marker_after_a_restart()
    {
        var sent = await PostAsync("2023-W22|local:papers-ja|header", PostKind.Header);

        await using var again = OpenAgain();
        var history = await Platform(again)
            .ReadHistoryAsync(new HistoryRequest("papers-ja", null, DateTimeOffset.UnixEpoch), Cancellation);

        var post = history.Should().BeOfType<HistoryOutcome.Read>().Which.Posts.Should().ContainSingle().Which;
        (post.Marker, post.RemoteId).Should().Be((DeliveryMarker.For("2023-W22|local:papers-ja|header"), sent));
    }

    [Fact]
    public async Task The_same_request_twice_posts_twice_as_a_platform_without_keys_does()
    {
        await PostAsync("key", PostKind.Starter);
        await PostAsync("key", PostKind.Starter);

        (await MarkersAsync(thread: null)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Threads_and_their_channel_are_read_apart()
    {
        var starter = await PostAsync("p01", PostKind.Starter);
        var reply = await PostAsync("p01/summary", PostKind.Reply, starter);

        (await MarkersAsync(thread: null)).Should().ContainSingle().Which.RemoteId.Should().Be(starter);
        (await MarkersAsync(starter)).Should().ContainSingle().Which.RemoteId.Should().Be(reply);
    }

    [Fact]
    public async Task History_begins_at_the_instant_that_was_asked_for()
    {
        await PostAsync("old", PostKind.Starter);
        var old = (await MarkersAsync(thread: null)).Single().PostedAt;
        MarkedPost late;
        do
        {
            // PostgreSQL has a clock of its own.
            _time.Advance(TimeSpan.FromMinutes(5));
            await PostAsync("new", PostKind.Starter);
            late = (await MarkersAsync(thread: null))[^1];
        } while (late.PostedAt == old);

        var history = await _platform.ReadHistoryAsync(new HistoryRequest("papers-ja", null, late.PostedAt), Cancellation);

        history.Should().BeOfType<HistoryOutcome.Read>().Which.Posts.Should().Equal(late);
    }

    [Fact]
    public async Task An_edit_replaces_the_text_and_can_be_repeated()
    {
        var id = await PostAsync("key", PostKind.Header);
        var edit = Request("key", PostKind.Header, "Second text") with { Operation = PostOperation.Edit, RemoteId = id };

        (await _platform.SendAsync(edit, Cancellation)).Should().Be(new SendOutcome.Sent(id));
        (await _platform.SendAsync(edit, Cancellation)).Should().Be(new SendOutcome.Sent(id));

        (await ReadAsync(id))!.Body.Should().Contain("Second text").And.NotContain("First text");
    }

    [Fact]
    public async Task What_was_deleted_is_gone_from_the_history_and_can_be_deleted_again_but_not_edited()
    {
        var id = await PostAsync("key", PostKind.Header);
        var delete = Request("key", PostKind.Header, "") with { Operation = PostOperation.Delete, RemoteId = id, Body = "" };

        (await _platform.SendAsync(delete, Cancellation)).Should().Be(new SendOutcome.Sent(id));
        (await _platform.SendAsync(delete, Cancellation)).Should().Be(new SendOutcome.Sent(id));

        (await MarkersAsync(thread: null)).Should().BeEmpty();
        var edit = Request("key", PostKind.Header, "Again") with { Operation = PostOperation.Edit, RemoteId = id };
        (await _platform.SendAsync(edit, Cancellation))
            .Should()
            .Match<SendOutcome.Rejected>(refusal => refusal.Reason == RejectionReason.MessageGone);
    }

    [Theory]
    [InlineData("general", null, RejectionReason.ChannelGone)]
    [InlineData("papers-ja", "4711", RejectionReason.ThreadGone)]
    [InlineData("papers-ja", "a", RejectionReason.ThreadGone)]
    public async Task A_place_that_does_not_exist_is_refused(string channel, string? thread, RejectionReason reason)
    {
        var request = Request("key", thread is null ? PostKind.Starter : PostKind.Reply, "Text") with
        {
            ChannelId = channel,
            ThreadId = thread,
        };

        (await _platform.SendAsync(request, Cancellation))
            .Should()
            .Match<SendOutcome.Rejected>(refusal => refusal.Reason == reason);
    }

    [Fact]
    public async Task A_reply_under_a_reply_is_refused()
    {
        var starter = await PostAsync("p01", PostKind.Starter);
        var reply = await PostAsync("p01/summary", PostKind.Reply, starter);

        var request = Request("p01/qa1", PostKind.Reply, "Text") with { ThreadId = reply };

        (await _platform.SendAsync(request, Cancellation))
            .Should()
            .Match<SendOutcome.Rejected>(refusal => refusal.Reason == RejectionReason.ThreadGone);
    }

    [Theory]
    [MemberData(nameof(TooMuch))]
    public async Task A_message_over_the_limits_is_refused(string what, ChatMessage message)
    {
        var request = Request("key", PostKind.Starter, "") with { Body = _platform.Render(message, PostKind.Starter, "key") };

        (await _platform.SendAsync(request, Cancellation))
            .Should()
            .Match<SendOutcome.Rejected>(refusal => refusal.Reason == RejectionReason.TooLarge, what);
    }

    public static TheoryData<string, ChatMessage> TooMuch() =>
        new()
        {
            { "heading", new ChatMessage("f", [new ChatBlock.Heading(new string('あ', 151))]) },
            { "block", new ChatMessage("f", [new ChatBlock.Paragraph(new string('あ', 2_901))]) },
            { "text", new ChatMessage("f", [.. Enumerable.Repeat(new ChatBlock.Paragraph(new string('あ', 2_600)), 4)]) },
            { "blocks", new ChatMessage("f", [.. Enumerable.Repeat(new ChatBlock.Divider(), 51)]) },
            { "label", new ChatMessage("f", [new ChatBlock.Actions([new ChatControl.Button("id", new string('あ', 76))])]) },
        };

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"marker":"pb1:aaaa","message":{"fallback":"x","blocks":[]}}""")]
    [InlineData("""{"marker":"pb1:aaaa","message":{"fallback":"x","blocks":[{"text":"no type"}]}}""")]
    public async Task A_body_that_was_not_rendered_for_its_key_is_refused(string body)
    {
        var request = Request("key", PostKind.Starter, "") with { Body = body };

        (await _platform.SendAsync(request, Cancellation))
            .Should()
            .Match<SendOutcome.Rejected>(refusal => refusal.Reason == RejectionReason.InvalidRequest);
    }

    [Fact]
    public void The_same_message_renders_to_the_same_body_and_reads_back_whole()
    {
        var message = new ChatMessage(
            "一行で",
            [
                new ChatBlock.Heading("見出し"),
                new ChatBlock.Paragraph(
                    RichText.Of(
                        new Inline.Text("<b>&\"", TextMarks.Bold | TextMarks.Italic),
                        new Inline.Code("x"),
                        new Inline.Link(new Uri("https://arxiv.org/abs/2305.18290"), "DPO")
                    )
                ),
                new ChatBlock.Items(["一", "二"], Numbered: true, First: 3),
                new ChatBlock.Quote("引用"),
                new ChatBlock.Code("code"),
                new ChatBlock.Context("添え書き"),
                new ChatBlock.Divider(),
                new ChatBlock.Actions([
                    new ChatControl.Button(
                        "b",
                        "押す",
                        ButtonStyle.Danger,
                        new ConfirmDialog("本当に?", "消えます。", "はい", "いいえ")
                    ),
                    new ChatControl.LinkButton(new Uri("https://arxiv.org/"), "開く"),
                    new ChatControl.Select("s", "選ぶ", [new ChatOption("一", "1", "説明")]),
                    new ChatControl.SearchSelect("q", "探す"),
                ]),
                new ChatBlock.Image(new Uri("https://example.org/a.png"), "図"),
            ]
        )
        {
            ThreadTitle = "題",
        };

        var body = _platform.Render(message, PostKind.Starter, "key");

        _platform.Render(message, PostKind.Starter, "key").Should().Be(body);
        LocalBody.TryRead(body)!.Marker.Should().Be(DeliveryMarker.For("key"));
        LocalBody
            .TryRead(body)!
            .Message.Should()
            .BeEquivalentTo(message, options => options.PreferringRuntimeMemberTypes().WithStrictOrdering());
    }

    [Theory]
    [InlineData(null, null, "http://127.0.0.1:5080/#/papers-ja/12")]
    [InlineData("7", null, "http://127.0.0.1:5080/#/papers-ja/7/12")]
    [InlineData(null, "https://papers.example.com/bot", "https://papers.example.com/bot/#/papers-ja/12")]
    public void A_permalink_leads_to_the_post_on_the_page(string? thread, string? publicUrl, string expected)
    {
        var web = new WebSettings { PublicUrl = publicUrl is null ? null : new Uri(publicUrl) };

        Platform(_store.Store, web).Permalink("papers-ja", thread, "12").Should().Be(new Uri(expected));
    }

    [Fact]
    public async Task A_page_sees_what_this_process_posts_at_once_and_what_others_post_within_a_second()
    {
        var messages = Messages(_store.Store);
        await using var changes = messages.WatchAsync(0, TimeSpan.FromHours(1), Cancellation).GetAsyncEnumerator(Cancellation);
        var next = changes.MoveNextAsync().AsTask();

        var starter = await SendAsync(new LocalPlatform(messages, new WebSettings()), Request("p01", PostKind.Starter, "Own"));
        (await next).Should().BeTrue();
        changes.Current.Should().ContainSingle().Which.Number.ToString().Should().Be(starter);

        next = changes.MoveNextAsync().AsTask();
        await using var elsewhere = OpenAgain();
        await SendAsync(Platform(elsewhere), Request("p01/summary", PostKind.Reply, "Theirs") with { ThreadId = starter });
        while (!next.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await next).Should().BeTrue();
        // With the reply comes the message it hangs under, which now has one.
        changes.Current.Select(message => (message.Thread.ToString(), message.Replies)).Should().Equal(("0", 1), (starter, 0));
    }

    [Fact]
    public async Task Running_makes_it_ready_and_ends_when_told_to()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = _platform.RunAsync(new SilentHandler(), stop.Token);

        await _platform.Ready.WaitAsync(TimeSpan.FromSeconds(5), Cancellation);
        running.IsCompleted.Should().BeFalse();

        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(5), Cancellation);
    }

    /// <summary>The same database as another process has it.</summary>
    private Store OpenAgain() =>
        new(
            provider == StoreProvider.Sqlite
                ? new SqliteDialect(_store.ConnectionString, _time)
                : new PostgresDialect(_store.ConnectionString, "elsewhere")
        );

    private LocalMessages Messages(Store store) => new(store, new StoreChanges(store, _time), _time);

    private LocalPlatform Platform(Store store, WebSettings? web = null) => new(Messages(store), web ?? new WebSettings());

    private PostRequest Request(string key, PostKind kind, string text) =>
        new(
            "papers-ja",
            PostOperation.Create,
            kind,
            ThreadId: null,
            RemoteId: null,
            _platform.Render(new ChatMessage(text, [new ChatBlock.Paragraph(text)]), kind, key),
            key
        );

    private Task<string> PostAsync(string key, PostKind kind, string? thread = null) =>
        SendAsync(_platform, Request(key, kind, "First text") with { ThreadId = thread });

    private static async Task<string> SendAsync(LocalPlatform platform, PostRequest request) =>
        (await platform.SendAsync(request, Cancellation)).Should().BeOfType<SendOutcome.Sent>().Which.RemoteId;

    private async Task<IReadOnlyList<MarkedPost>> MarkersAsync(string? thread) =>
        (await _platform.ReadHistoryAsync(new HistoryRequest("papers-ja", thread, DateTimeOffset.UnixEpoch), Cancellation))
            .Should()
            .BeOfType<HistoryOutcome.Read>()
            .Which.Posts;

    private Task<LocalMessage?> ReadAsync(string id) =>
        Messages(_store.Store).FindAsync("papers-ja", long.Parse(id), Cancellation);

    private sealed class SilentHandler : ICommandHandler
    {
        public Task<CommandReply> HandleAsync(ChatRequest request, CancellationToken cancellationToken) =>
            Task.FromResult<CommandReply>(new CommandReply.Silence());

        public Task<IReadOnlyList<ChatOption>> SuggestAsync(SuggestRequest request, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ChatOption>>([]);

        public Task<ChatMessage?> HomeAsync(ChatOrigin origin, CancellationToken cancellationToken) =>
            Task.FromResult<ChatMessage?>(null);
    }
}

public sealed class SqliteLocalPlatformTests() : LocalPlatformCompliance(StoreProvider.Sqlite);

public sealed class PostgresLocalPlatformTests() : LocalPlatformCompliance(StoreProvider.Postgres);
