using PaperBot.Chat;
using PaperBot.Fakes.Loopback;
using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

/// <summary>What the outbox does when requests go wrong.</summary>
public sealed class OutboxFaultTests
{
    private static readonly string Summary = OutboxBench.Key("p01/summary");

    [Fact]
    public async Task I4_no_request_leaves_without_its_committed_intent()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var states = new List<string?>();
        bench.Platform.Interfere = async (request, carryOut, _) =>
        {
            states.Add(
                request.Operation == PostOperation.Create
                    ? await bench.StateAsync(request.DeliveryKey)
                    : await bench.StateAsync($"{request.DeliveryKey}|edit1")
            );
            return carryOut();
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));
        await bench.RunAsync();

        states.Should().HaveCount(8).And.OnlyContain(state => state == "SENDING");
    }

    [Fact]
    public async Task I5_an_intent_without_an_outcome_is_looked_up_after_timeout_and_settle_and_not_before()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var times = new List<TimeSpan>();
        var began = bench.Clock.GetUtcNow();
        bench.Platform.Show = (_, shown) =>
        {
            times.Add(bench.Clock.GetUtcNow() - began);
            return shown;
        };
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0));
        await InDoubtAsync(bench, "header");
        bench.Board.Create("C1", null, PostKind.Header, DeliveryMarker.For(OutboxBench.Key("header")), "週報");

        await bench.RunAsync();

        // Timeout 10 s, and 2 s of settling that the platform asks for.
        times
            .Should()
            .ContainSingle()
            .Which.Should()
            .BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(12))
            .And.BeLessThan(TimeSpan.FromSeconds(40));
        bench
            .Platform.Requests.Should()
            .NotContain(request => request.Kind == PostKind.Header && request.Operation == PostOperation.Create);
        bench.Board.Standing("C1").Should().HaveCount(2);
    }

    [Fact]
    public async Task I5_what_is_proven_absent_by_two_looks_is_sent_again_under_the_same_key()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var lost = true;
        bench.Platform.Interfere = (request, carryOut, _) =>
        {
            if (request.DeliveryKey == Summary && lost)
            {
                lost = false;
                return Task.FromResult<SendOutcome>(new SendOutcome.Unknown("reset before it arrived"));
            }

            return Task.FromResult(carryOut());
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 2));
        await bench.RunAsync();

        bench.Platform.Looks.Should().HaveCount(2).And.OnlyContain(look => look.ThreadId == bench.Board.Standing("C1")[1].Id);
        bench.Platform.Requests.Count(request => request.DeliveryKey == Summary).Should().Be(2);
        bench
            .Platform.Requests.Where(request => request.DeliveryKey == Summary)
            .Select(request => request.Body)
            .Distinct()
            .Should()
            .ContainSingle();
        Parts(bench).Should().Equal("週報", "p01", "p01/summary", "p01/qa1");
    }

    [Fact]
    public async Task A_post_that_shows_late_is_found_by_the_second_look()
    {
        await using var bench = await OutboxBench.CreateAsync();
        bench.Platform.Interfere = (request, carryOut, _) =>
        {
            var outcome = carryOut();
            return Task.FromResult(request.DeliveryKey == Summary ? new SendOutcome.Unknown("lost") : outcome);
        };
        var looks = 0;
        bench.Platform.Show = (_, shown) => ++looks == 1 ? new HistoryOutcome.Read([.. EarlierOnly(shown)]) : shown;

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();

        looks.Should().Be(2);
        Parts(bench).Should().Equal("週報", "p01", "p01/summary");
    }

    [Fact]
    public async Task What_never_arrives_is_held_after_five_rounds_and_its_thread_waits_behind_it()
    {
        await using var bench = await OutboxBench.CreateAsync();
        bench.Platform.Interfere = (request, carryOut, _) =>
            Task.FromResult(request.DeliveryKey == Summary ? new SendOutcome.Unknown("lost") : carryOut());

        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));
        await bench.RunAsync(longest: 10_000);

        bench.Platform.Requests.Count(request => request.DeliveryKey == Summary).Should().Be(5);
        Parts(bench).Should().Equal("週報", "p01", "p02", "p02/summary", "p02/qa1");
        (
            await bench.CountAsync(
                $"delivery = '{Summary}' and state = 'HELD' and hold = 'NeverArrives' and held_by is null and attempt = 5"
            )
        )
            .Should()
            .Be(1);
        (await bench.CountAsync($"held_by = '{Summary}' and hold = 'Behind'")).Should().Be(1);
    }

    [Fact]
    public async Task I9_a_429_is_waited_out_to_the_second_and_is_no_attempt()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var refused = TimeSpan.Zero;
        var sent = TimeSpan.Zero;
        var began = bench.Clock.GetTimestamp();
        bench.Platform.Interfere = (request, carryOut, _) =>
        {
            if (request.DeliveryKey == Summary && refused == TimeSpan.Zero)
            {
                refused = bench.Clock.GetElapsedTime(began);
                return Task.FromResult<SendOutcome>(new SendOutcome.NotSent(TimeSpan.FromSeconds(30), WaitScope.Channel, "429"));
            }

            sent = request.DeliveryKey == Summary ? bench.Clock.GetElapsedTime(began) : sent;
            return Task.FromResult(carryOut());
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();

        (sent - refused).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30)).And.BeLessThan(TimeSpan.FromSeconds(60));
        (await bench.CountAsync($"delivery = '{Summary}' and attempt = 1 and rounds = 0")).Should().Be(1);
        bench.Platform.Looks.Should().BeEmpty();
    }

    [Fact]
    public async Task A_wait_that_nobody_timed_doubles_up_to_the_longest()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var times = new List<TimeSpan>();
        var began = bench.Clock.GetTimestamp();
        bench.Platform.Interfere = (request, carryOut, _) =>
        {
            if (request.DeliveryKey != Summary)
            {
                return Task.FromResult(carryOut());
            }

            times.Add(bench.Clock.GetElapsedTime(began));
            return Task.FromResult(
                times.Count < 7 ? new SendOutcome.NotSent(null, WaitScope.Request, "no connection") : carryOut()
            );
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();

        var waits = times.Zip(times.Skip(1), (before, after) => (after - before).TotalSeconds).ToList();
        waits
            .Zip([1.0, 2, 4, 8, 15, 15])
            .Should()
            .OnlyContain(wait => wait.First >= wait.Second - 0.2 && wait.First < wait.Second + 12);
    }

    [Fact]
    public async Task A_workspace_that_is_told_to_wait_waits_in_all_its_channels()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var told = false;
        var began = bench.Clock.GetTimestamp();
        var after = new List<TimeSpan>();
        bench.Platform.Interfere = (_, carryOut, _) =>
        {
            if (!told)
            {
                told = true;
                return Task.FromResult<SendOutcome>(
                    new SendOutcome.NotSent(TimeSpan.FromSeconds(20), WaitScope.Workspace, "429")
                );
            }

            after.Add(bench.Clock.GetElapsedTime(began));
            return Task.FromResult(carryOut());
        };
        bench.Platform.Pacing = bench.Platform.Pacing with { Workspace = new RateLimit(1, TimeSpan.FromMilliseconds(1)) };

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0), "C1");
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0), "C2");
        await bench.RunAsync();

        after.Should().HaveCountGreaterThan(3).And.OnlyContain(at => at >= TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_revoked_token_holds_its_own_workspace_tells_it_once_and_the_other_platform_goes_on()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var other = new BoardPlatform(bench.Board, bench.Clock) { Name = "other", Workspace = "A1" };
        bench.Others.Add(other);
        var revoked = true;
        bench.Platform.Interfere = (_, carryOut, _) =>
            Task.FromResult(revoked ? new SendOutcome.Rejected(RejectionReason.TokenRefused, "token_revoked", "") : carryOut());
        foreach (var channel in new[] { "C1", "C2", "C3" })
        {
            await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1), channel);
        }

        var target = bench.Target("D1");
        await bench.PlanAsync(
            target with
            {
                Channel = new ChannelKey("other", "A1", "D1"),
                Platform = other,
            },
            SmallDigest.Make(papers: 2, replies: 1)
        );
        await bench.RunAsync();

        bench.Board.Standing("D1").Should().HaveCount(5);
        (await bench.CountAsync("workspace = 'board:W1' and state <> 'HELD'")).Should().Be(0);
        (await bench.CountAsync("state = 'HELD' and held_by is null and hold = 'TokenRefused'")).Should().Be(1);
        bench.Log.Lines.Count(line => line.Text.Contains("is held (TokenRefused)", StringComparison.Ordinal)).Should().Be(1);
        var notices = await new PaperBot.Notices.NoticeBoard(bench.Store).LatestAsync(10, OutboxBench.Cancelled);
        notices.Should().ContainSingle().Which.Words.Japanese.Should().Contain("board:W1").And.Contain("トークン");

        // A new token, and one release for all of it.
        revoked = false;
        var status = new DeliveryStatus(bench.Store, new PaperBot.Storage.StoreChanges(bench.Store, bench.Clock), bench.Signal);
        var held = (await status.HeldAsync(OutboxBench.Cancelled)).Should().ContainSingle().Subject;
        held.Behind.Should().Be(14);
        (await status.ReleaseAsync(held.Delivery, "cli", OutboxBench.Cancelled)).Should().Be(15);
        await bench.RunAsync();
        bench.Board.Standing("C1").Should().HaveCount(5);
        bench.Board.Standing("C3").Should().HaveCount(5);
    }

    [Fact]
    public async Task Nobody_waits_for_posts_of_a_platform_that_is_not_set_up_here()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        var status = new DeliveryStatus(bench.Store, new PaperBot.Storage.StoreChanges(bench.Store, bench.Clock), bench.Signal);

        var elsewhere = await status.WaitAsync(OutboxBench.Week, new HashSet<string> { "slack" }, OutboxBench.Cancelled);
        var here = status.WaitAsync(OutboxBench.Week, new HashSet<string> { "board" }, OutboxBench.Cancelled);

        elsewhere.Should().ContainSingle().Which.Open.Should().BePositive();
        here.IsCompleted.Should().BeFalse();
        await bench.RunAsync();
        while (!here.IsCompleted)
        {
            // It looks at the store every so often, by the clock that stands still once the posts are sent.
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(here, Task.Delay(5, OutboxBench.Cancelled));
        }

        (await here).Should().ContainSingle().Which.Open.Should().Be(0);
    }

    [Fact]
    public async Task A_refused_header_keeps_its_digest_back_and_no_other()
    {
        await using var bench = await OutboxBench.CreateAsync();
        bench.Platform.Interfere = (request, carryOut, _) =>
            Task.FromResult(
                request.DeliveryKey == OutboxBench.Key("header")
                    ? new SendOutcome.Rejected(RejectionReason.ContentRefused, "restricted", "")
                    : carryOut()
            );
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1), week: WeekId.Parse("2023-W23"));

        await bench.RunAsync();

        bench.Board.Standing("C1").Should().HaveCount(3);
        (await bench.CountAsync("digest like '2023-W22%' and state = 'HELD'")).Should().Be(3);
    }

    [Fact]
    public async Task Copies_that_a_look_finds_are_removed_but_the_first()
    {
        await using var bench = await OutboxBench.CreateAsync();
        bench.Platform.Interfere = (request, carryOut, _) =>
        {
            var outcome = carryOut();
            if (request.DeliveryKey == Summary && request.Operation == PostOperation.Create)
            {
                carryOut();
                return Task.FromResult<SendOutcome>(new SendOutcome.Unknown("lost"));
            }

            return Task.FromResult(outcome);
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();

        Parts(bench).Should().Equal("週報", "p01", "p01/summary");
        bench
            .Board.Removed("C1")
            .Should()
            .ContainSingle()
            .Which.Number.Should()
            .BeGreaterThan(bench.Board.Standing("C1")[2].Number);
        (await bench.StateAsync(Summary)).Should().Be("SENT");
    }

    [Fact]
    public async Task A_history_that_may_not_be_read_holds_the_post_until_the_right_is_given()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var mayRead = false;
        bench.Platform.Interfere = (request, carryOut, _) =>
        {
            var outcome = carryOut();
            return Task.FromResult(request.DeliveryKey == Summary ? new SendOutcome.Unknown("lost") : outcome);
        };
        bench.Platform.Show = (_, shown) =>
            mayRead ? shown : new HistoryOutcome.Unreadable(RejectionReason.MissingPermission, "no scope");
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 2));
        await bench.RunAsync();
        (await bench.CountAsync($"delivery = '{Summary}' and state = 'HELD' and doubt = 1")).Should().Be(1);

        mayRead = true;
        await new DeliveryStatus(
            bench.Store,
            new PaperBot.Storage.StoreChanges(bench.Store, bench.Clock),
            bench.Signal
        ).ReleaseAsync(null, "cli", OutboxBench.Cancelled);
        await bench.RunAsync();

        bench.Platform.Requests.Count(request => request.DeliveryKey == Summary).Should().Be(1);
        Parts(bench).Should().Equal("週報", "p01", "p01/summary", "p01/qa1");
    }

    [Fact]
    public async Task I5_a_history_without_any_post_of_ours_is_no_proof_of_absence()
    {
        await using var bench = await OutboxBench.CreateAsync();
        bench.Platform.Interfere = (request, carryOut, _) =>
        {
            var outcome = carryOut();
            return Task.FromResult(request.DeliveryKey == OutboxBench.Key("p01/qa1") ? new SendOutcome.Unknown("lost") : outcome);
        };
        bench.Platform.Show = (_, _) => new HistoryOutcome.Read([]);

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 2));
        await bench.RunAsync();

        (await bench.CountAsync("part = 'p01/qa1' and state = 'HELD' and hold = 'HistoryUnreadable' and doubt = 1"))
            .Should()
            .Be(1);
        bench.Board.Standing("C1").Should().HaveCount(4);
    }

    [Fact]
    public async Task A_history_that_is_away_is_looked_at_again_when_it_said()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var looks = new List<TimeSpan>();
        var began = bench.Clock.GetTimestamp();
        bench.Platform.Interfere = (request, carryOut, _) =>
        {
            var outcome = carryOut();
            return Task.FromResult(request.DeliveryKey == Summary ? new SendOutcome.Unknown("lost") : outcome);
        };
        bench.Platform.Show = (_, shown) =>
        {
            looks.Add(bench.Clock.GetElapsedTime(began));
            return looks.Count == 1 ? new HistoryOutcome.Unavailable(TimeSpan.FromSeconds(40), "429") : shown;
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();

        looks.Should().HaveCount(2);
        (looks[1] - looks[0]).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(40)).And.BeLessThan(TimeSpan.FromSeconds(80));
        Parts(bench).Should().Equal("週報", "p01", "p01/summary");
    }

    [Fact]
    public async Task An_adapter_that_throws_leaves_its_post_in_doubt_and_its_history_looked_at_again()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var thrown = false;
        bench.Platform.Interfere = (request, carryOut, _) =>
        {
            var outcome = carryOut();
            return request.DeliveryKey == Summary ? throw new InvalidOperationException("a bug") : Task.FromResult(outcome);
        };
        bench.Platform.Show = (_, shown) =>
        {
            if (!thrown)
            {
                thrown = true;
                throw new InvalidOperationException("another bug");
            }

            return shown;
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();

        Parts(bench).Should().Equal("週報", "p01", "p01/summary");
    }

    [Fact]
    public async Task A_request_that_gets_no_answer_is_given_up_after_the_timeout_and_looked_up()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var began = TimeSpan.Zero;
        var ended = TimeSpan.Zero;
        var start = bench.Clock.GetTimestamp();
        bench.Platform.Interfere = async (request, carryOut, cancellationToken) =>
        {
            var outcome = carryOut();
            if (request.DeliveryKey == Summary)
            {
                began = bench.Clock.GetElapsedTime(start);
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, bench.Clock, cancellationToken);
                }
                finally
                {
                    ended = bench.Clock.GetElapsedTime(start);
                }
            }

            return outcome;
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();

        // The clock here moves in tenths of a second.
        (ended - began)
            .Should()
            .BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(9.8))
            .And.BeLessThan(TimeSpan.FromSeconds(30));
        Parts(bench).Should().Equal("週報", "p01", "p01/summary");
    }

    [Fact]
    public async Task I6_a_request_that_could_outlive_the_lease_is_not_made()
    {
        await using var bench = await OutboxBench.CreateAsync();
        bench.Settings = bench.Settings with { RequestTimeout = bench.Settings.Lease };

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0));
        await bench.StartAsync();
        await bench.WindAsync(() => Task.FromResult(bench.Platform.Looks.Count > 1));

        bench.Platform.Requests.Should().BeEmpty();
        bench.Board.Standing("C1").Should().BeEmpty();
    }

    [Fact]
    public async Task A_row_that_was_changed_in_the_future_tells_of_a_clock_set_back_and_is_due()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0));
        var tomorrow = bench.Clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
        await bench.ExecuteAsync($"update delivery set changed_at = {tomorrow}, next_at = {tomorrow}");

        await bench.RunAsync(longest: 100);

        bench.Board.Standing("C1").Should().HaveCount(2);
    }

    [Fact]
    public async Task A_row_whose_time_has_not_come_keeps_the_line_waiting_until_it_has()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var began = bench.Clock.GetUtcNow();
        var first = TimeSpan.Zero;
        bench.Platform.Interfere = (_, carryOut, _) =>
        {
            first = first == TimeSpan.Zero ? bench.Clock.GetUtcNow() - began : first;
            return Task.FromResult(carryOut());
        };
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0));
        await bench.ExecuteAsync(
            $"update delivery set next_at = {began.AddSeconds(20).ToUnixTimeMilliseconds()} where part = 'header'"
        );

        await bench.RunAsync();

        first.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(20)).And.BeLessThan(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Told_to_stop_it_finishes_the_request_in_flight_saves_it_and_gives_the_lease_back()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Platform.Interfere = async (_, carryOut, _) =>
        {
            begun.TrySetResult();
            await answer.Task;
            return carryOut();
        };
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.StartAsync();
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), OutboxBench.Cancelled);

        var stopping = bench.StopAsync();
        answer.SetResult();
        await stopping;

        bench.Platform.Requests.Should().ContainSingle();
        (await bench.StateAsync(OutboxBench.Key("header"))).Should().Be("SENT");
        (await bench.CountAsync("state = 'PENDING'")).Should().Be(2);
        (await LeaseEndAsync(bench)).Should().Be(0);
    }

    [Fact]
    public async Task Told_to_stop_it_waits_for_a_silent_platform_no_longer_than_the_grace()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Platform.Interfere = async (_, carryOut, cancellationToken) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, bench.Clock, cancellationToken);
            return carryOut();
        };
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.StartAsync();
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), OutboxBench.Cancelled);
        var began = bench.Clock.GetTimestamp();

        await bench.StopAsync();

        bench
            .Clock.GetElapsedTime(began)
            .Should()
            .BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5))
            .And.BeLessThan(TimeSpan.FromSeconds(30));
        (await bench.StateAsync(OutboxBench.Key("header"))).Should().Be("UNKNOWN");
        (await LeaseEndAsync(bench)).Should().Be(0);
    }

    private static IEnumerable<MarkedPost> EarlierOnly(HistoryOutcome shown) =>
        ((HistoryOutcome.Read)shown).Posts.Where(post => post.Marker != DeliveryMarker.For(Summary));

    private static Task<long> LeaseEndAsync(OutboxBench bench) =>
        bench.Store.ReadAsync(
            session => session.ScalarAsync<long>("select max(until) from channel_lease"),
            OutboxBench.Cancelled
        );

    /// <summary>As a process leaves it that was killed between its intent and its outcome.</summary>
    private static Task InDoubtAsync(OutboxBench bench, string part) =>
        bench.ExecuteAsync(
            $"update delivery set state = 'SENDING', attempt = 1, token = 1, started_at = {bench.Clock.GetUtcNow().ToUnixTimeMilliseconds()} where part = '{part}'"
        );

    private static IEnumerable<string> Parts(OutboxBench bench) =>
        bench.Board.Standing("C1").Select(post => post.Text.Split(' ')[0].Split('\n')[0]);
}
