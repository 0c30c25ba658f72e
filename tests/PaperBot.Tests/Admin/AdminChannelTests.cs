using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PaperBot.Admin;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Loopback;
using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Tests.Admin;

public sealed class AdminChannelTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 29, 0, 0, 0, TimeSpan.Zero));
    private TemporaryStore _store = null!;
    private ChatBoard _board = null!;
    private BoardPlatform _platform = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await TemporaryStore.CreateAsync(_time, Token);
        _board = new ChatBoard(_time);
        _platform = new BoardPlatform(_board, _time);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task What_is_new_is_posted_together_and_each_notice_once()
    {
        await PutUpAsync("late");
        await PutUpAsync("moved");

        await Channel().PostAsync(Token);
        await Channel().PostAsync(Token);
        await PutUpAsync("came");
        await Channel().PostAsync(Token);

        _board.Standing("A1").Select(post => post.Text).Should().Equal("late です。\nmoved です。", "came です。");
    }

    [Fact]
    public async Task A_channel_that_is_named_for_the_first_time_does_not_get_the_history()
    {
        await PutUpAsync("old");
        _time.Advance(TimeSpan.FromDays(8));
        await PutUpAsync("new");

        await Channel().PostAsync(Token);

        _board.Standing("A1").Should().ContainSingle().Which.Text.Should().Be("new です。");
    }

    [Fact]
    public async Task A_post_whose_end_nobody_knows_is_looked_up_and_not_sent_twice()
    {
        await PutUpAsync("late");
        _platform.Interfere = (_, carryOut, _) =>
        {
            carryOut();
            return Task.FromResult<SendOutcome>(new SendOutcome.Unknown("the connection broke"));
        };
        await Channel().PostAsync(Token);
        await Channel().PostAsync(Token);
        _time.Advance(TimeSpan.FromMinutes(3));
        _platform.Interfere = static (_, carryOut, _) => Task.FromResult(carryOut());

        await Channel().PostAsync(Token);
        await PutUpAsync("came");
        await Channel().PostAsync(Token);

        _board.Standing("A1").Select(post => post.Text).Should().Equal("late です。", "came です。");
    }

    [Fact]
    public async Task A_post_that_did_not_arrive_is_sent_again_after_a_look()
    {
        await PutUpAsync("late");
        _platform.Interfere = static (_, _, _) => Task.FromResult<SendOutcome>(new SendOutcome.Unknown("timeout"));
        await Channel().PostAsync(Token);
        _time.Advance(TimeSpan.FromMinutes(3));
        _platform.Show = static (_, _) => new HistoryOutcome.Unavailable(null, "outage");
        await Channel().PostAsync(Token);
        _time.Advance(TimeSpan.FromMinutes(3));
        _platform.Interfere = static (_, carryOut, _) => Task.FromResult(carryOut());
        _platform.Show = static (_, outcome) => outcome;

        await Channel().PostAsync(Token);

        _board.Standing("A1").Should().ContainSingle();
        _platform.Requests.Should().HaveCount(2, "while the history cannot be read nothing is sent");
    }

    [Fact]
    public async Task What_was_not_sent_is_tried_again_and_what_was_refused_is_not()
    {
        await PutUpAsync("late");
        _platform.Interfere = static (_, _, _) =>
            Task.FromResult<SendOutcome>(new SendOutcome.NotSent(TimeSpan.FromSeconds(30), WaitScope.Channel, "429"));
        await Channel().PostAsync(Token);
        _platform.Interfere = static (_, carryOut, _) => Task.FromResult(carryOut());
        await Channel().PostAsync(Token);
        _board.Standing("A1").Should().ContainSingle();

        await PutUpAsync("refused");
        _platform.Interfere = static (_, _, _) =>
            Task.FromResult<SendOutcome>(new SendOutcome.Rejected(RejectionReason.NotInChannel, "not_in_channel", ""));
        await Channel().PostAsync(Token);
        var before = _platform.Requests.Count;
        await Channel().PostAsync(Token);
        _platform.Requests.Should().HaveCount(before);
    }

    [Fact]
    public async Task Two_nodes_post_each_notice_once()
    {
        for (var number = 0; number < 12; number++)
        {
            await PutUpAsync($"notice{number}");
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Channel().PostAsync(Token)));
        await Channel().PostAsync(Token);

        var lines = _board.Standing("A1").SelectMany(post => post.Text.Split('\n')).ToList();
        lines.Should().HaveCount(12).And.OnlyHaveUniqueItems();
    }

    private AdminChannel Channel() =>
        new(
            new NoticesSettings { Channels = [new NoticeChannel("board", "A1")] },
            new NoticePosts(_store.Store),
            new StoreChanges(_store.Store, _time),
            [_platform],
            _time,
            NullLogger<AdminChannel>.Instance
        );

    private async Task PutUpAsync(string id)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        await new NoticeBoard(_store.Store).PutUpAsync(id, "test", new TextForPeople($"{id} です。", $"It is {id}."), Token);
    }
}
