using Microsoft.Extensions.Time.Testing;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Loopback;
using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

/// <summary>What the platforms say of the channels that are to get a digest.</summary>
public sealed class DigestChannelsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 29, 0, 0, 0, TimeSpan.Zero));
    private BoardPlatform _platform = null!;
    private TemporaryStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await TemporaryStore.CreateAsync(_time, Token);
        _platform = new BoardPlatform(new ChatBoard(_time), _time);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_platform_that_lets_us_ask_for_so_many_a_minute_is_waited_for()
    {
        _platform.DescribeNext.Enqueue(new ChannelOutcome.Unavailable("ratelimited", TimeSpan.FromSeconds(40)));
        _platform.DescribeNext.Enqueue(new ChannelOutcome.Unavailable("ratelimited", TimeSpan.FromSeconds(20)));

        var finding = FindAsync();
        var turns = 0;
        for (; !finding.IsCompleted && turns < 100; turns++)
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            await Task.WhenAny(finding, Task.Delay(20, Token));
        }

        (await finding).Should().ContainSingle().Which.Should().BeOfType<ChannelTarget.Found>();
        turns.Should().BeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task What_cannot_be_learned_for_an_hour_is_left_to_a_later_run()
    {
        _platform.DescribeNext.Enqueue(new ChannelOutcome.Unavailable("ratelimited", TimeSpan.FromHours(1)));

        (await FindAsync()).Should().ContainSingle().Which.Should().BeOfType<ChannelTarget.OutOfReach>();
    }

    private Task<IReadOnlyList<ChannelTarget>> FindAsync()
    {
        var settings = new ChannelSettings
        {
            Platform = "board",
            Id = "C1",
            Language = PaperBot.Papers.Language.English,
        };
        return new DigestChannels([settings], [_platform], new Subscriptions(_store.Store), _time).FindAsync([settings], Token);
    }
}
