using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;
using PaperBot.Discord.Rest;

namespace PaperBot.Discord.Tests.Rest;

/// <summary>Turns are taken as Discord's headers allow, and never before.</summary>
public sealed class RateLimitsTests
{
    private static readonly DiscordRoute Post = DiscordRoute.CreateMessage("100");

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_request_into_a_bucket_goes_alone_until_it_has_told_the_limit()
    {
        var limits = new RateLimits(_time);
        var (first, _) = await limits.EnterAsync(Post, TimeSpan.Zero, Token);

        (await limits.EnterAsync(Post, TimeSpan.Zero, Token)).Permit.Should().BeNull();
        limits.Leave(first!, Post, Headers(5, 4, 5));

        (await limits.EnterAsync(Post, TimeSpan.Zero, Token)).Permit.Should().NotBeNull();
    }

    [Fact]
    public async Task An_empty_bucket_is_waited_for_to_the_moment()
    {
        var limits = new RateLimits(_time);
        await UseAsync(limits, Post, Headers(5, 0, 5));

        var (permit, wait) = await limits.EnterAsync(Post, TimeSpan.FromSeconds(1), Token);

        permit.Should().BeNull();
        wait.Should()
            .BeCloseTo(TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100))
            .And.BeGreaterThan(TimeSpan.FromSeconds(5));
        _time.Advance(wait);
        (await limits.EnterAsync(Post, TimeSpan.Zero, Token)).Permit.Should().NotBeNull();
    }

    [Fact]
    public async Task A_short_wait_is_waited_in_place()
    {
        var limits = new RateLimits(_time);
        await UseAsync(limits, Post, Headers(5, 0, 0.5));

        var entering = limits.EnterAsync(Post, TimeSpan.FromSeconds(1), Token);
        entering.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.6));

        (await entering).Permit.Should().NotBeNull();
    }

    [Fact]
    public async Task Requests_under_way_count_as_spent()
    {
        var limits = new RateLimits(_time);
        await UseAsync(limits, Post, Headers(5, 2, 5));

        (await limits.EnterAsync(Post, TimeSpan.Zero, Token)).Permit.Should().NotBeNull();
        (await limits.EnterAsync(Post, TimeSpan.Zero, Token)).Permit.Should().NotBeNull();
        (await limits.EnterAsync(Post, TimeSpan.Zero, Token)).Permit.Should().BeNull();
    }

    [Fact]
    public async Task An_answer_that_was_overtaken_gives_nothing_back()
    {
        var limits = new RateLimits(_time);
        await UseAsync(limits, Post, Headers(5, 4, 5));
        var (slow, _) = await limits.EnterAsync(Post, TimeSpan.Zero, Token);
        var (fast, _) = await limits.EnterAsync(Post, TimeSpan.Zero, Token);
        limits.Leave(fast!, Post, Headers(5, 0, 5));
        limits.Leave(slow!, Post, Headers(5, 3, 5));

        (await limits.EnterAsync(Post, TimeSpan.Zero, Token)).Permit.Should().BeNull();
    }

    [Fact]
    public async Task Channels_do_not_wait_for_each_other()
    {
        var limits = new RateLimits(_time);
        await UseAsync(limits, Post, Headers(5, 0, 5));

        (await limits.EnterAsync(DiscordRoute.CreateMessage("200"), TimeSpan.Zero, Token)).Permit.Should().NotBeNull();
    }

    [Fact]
    public async Task Routes_with_the_same_hash_share_their_bucket()
    {
        var limits = new RateLimits(_time);
        var edit = DiscordRoute.EditMessage("100", "1");
        await UseAsync(limits, edit, Headers(5, 3, 5, hash: "shared"));
        await UseAsync(limits, Post, Headers(5, 0, 5, hash: "shared"));

        (await limits.EnterAsync(edit, TimeSpan.Zero, Token)).Permit.Should().BeNull();
    }

    [Fact]
    public async Task Not_more_than_fifty_a_second_over_all_channels()
    {
        var limits = new RateLimits(_time);
        var taken = new List<(DiscordRoute Route, RateLimits.Permit Permit)>();
        for (var i = 0; i < 50; i++)
        {
            var route = DiscordRoute.CreateMessage((1000 + i).ToString(CultureInfo.InvariantCulture));
            taken.Add((route, (await limits.EnterAsync(route, TimeSpan.Zero, Token)).Permit!));
        }

        taken.Should().OnlyContain(turn => turn.Permit != null);
        var next = DiscordRoute.CreateMessage("9999");
        (await limits.EnterAsync(next, TimeSpan.Zero, Token)).Permit.Should().BeNull();
        (await limits.EnterAsync(DiscordRoute.Callback("1", "t"), TimeSpan.Zero, Token))
            .Permit.Should()
            .NotBeNull("answers to people stand outside");
        (await limits.EnterAsync(DiscordRoute.FollowUp("1", "t"), TimeSpan.Zero, Token)).Permit.Should().NotBeNull();
        // A request may be slow on its way: Discord counts it when it arrives, which was before its answer.
        _time.Advance(TimeSpan.FromSeconds(1.1));
        (await limits.EnterAsync(next, TimeSpan.Zero, Token)).Permit.Should().BeNull();
        taken.ForEach(turn => limits.Leave(turn.Permit, turn.Route, Headers(5, 4, 5)));
        (await limits.EnterAsync(next, TimeSpan.Zero, Token)).Wait.Should().Be(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        (await limits.EnterAsync(next, TimeSpan.Zero, Token)).Permit.Should().NotBeNull();
    }

    [Fact]
    public async Task A_limit_inside_the_bucket_stops_its_route_only()
    {
        var limits = new RateLimits(_time);
        var read = DiscordRoute.Messages("100", "0");
        await UseAsync(limits, read, Headers(5, 4, 5, hash: "one"));
        await UseAsync(limits, Post, Headers(5, 3, 5, hash: "one"));
        limits.Pause(Post, TimeSpan.FromSeconds(10), wholeBucket: false);

        (await limits.EnterAsync(Post, TimeSpan.Zero, Token)).Permit.Should().BeNull();
        (await limits.EnterAsync(read, TimeSpan.Zero, Token)).Permit.Should().NotBeNull();
    }

    [Fact]
    public async Task A_request_without_an_answer_is_counted_as_spent()
    {
        var limits = new RateLimits(_time);
        await UseAsync(limits, Post, Headers(5, 1, 5));
        var (lost, _) = await limits.EnterAsync(Post, TimeSpan.Zero, Token);
        limits.Leave(lost!, Post, headers: null);

        (await limits.EnterAsync(Post, TimeSpan.Zero, Token)).Permit.Should().BeNull();
    }

    [Fact]
    public void We_stop_long_before_Discord_would_ban_the_address()
    {
        var invalid = new InvalidRequests(_time);
        for (var i = 0; i < InvalidRequests.Limit; i++)
        {
            invalid.Wait().Should().Be(TimeSpan.Zero);
            invalid.Count();
        }

        invalid.Wait().Should().BePositive();
        _time.Advance(TimeSpan.FromMinutes(10));
        invalid.Wait().Should().Be(TimeSpan.Zero);
    }

    private static async Task UseAsync(RateLimits limits, DiscordRoute route, HttpResponseHeaders headers)
    {
        var (permit, _) = await limits.EnterAsync(route, TimeSpan.Zero, Token);
        limits.Leave(permit!, route, headers);
    }

    private static HttpResponseHeaders Headers(int limit, int remaining, double resetAfter, string hash = "abc")
    {
        var headers = new HttpResponseMessage().Headers;
        headers.Add("X-RateLimit-Limit", limit.ToString(CultureInfo.InvariantCulture));
        headers.Add("X-RateLimit-Remaining", remaining.ToString(CultureInfo.InvariantCulture));
        headers.Add("X-RateLimit-Reset-After", resetAfter.ToString(CultureInfo.InvariantCulture));
        headers.Add("X-RateLimit-Bucket", hash);
        return headers;
    }
}
