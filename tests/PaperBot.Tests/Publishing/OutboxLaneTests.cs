using System.Collections.Concurrent;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Loopback;
using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

/// <summary>Where a platform limits each thread by itself, threads are filled side by side, each in its own order.</summary>
public sealed class OutboxLaneTests
{
    [Fact]
    public async Task Threads_are_filled_side_by_side_and_a_thread_by_one_request_at_a_time()
    {
        await using var bench = await BenchAsync(threads: 12);
        var watch = new InFlight();
        bench.Platform.Interfere = async (request, carryOut, cancellationToken) =>
        {
            using var seen = watch.Enter(request);
            await Task.Delay(TimeSpan.FromSeconds(1), bench.Clock, cancellationToken);
            return carryOut();
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 4, replies: 3, ThreadModel.FromMessage));
        await bench.RunAsync();

        watch.MostAtOnce.Should().BeGreaterThan(3);
        watch.MostInOnePlace.Should().Be(1);
        Order(bench).Should().AllSatisfy(thread => thread.Should().BeInAscendingOrder());
        bench.Board.Standing("C1").Where(post => post.Number > 0).Should().HaveCount(1 + 4 + 12);
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_the_platform_takes_threads()
    {
        await using var bench = await BenchAsync(threads: 3);
        var watch = new InFlight();
        bench.Platform.Interfere = async (request, carryOut, cancellationToken) =>
        {
            using var seen = watch.Enter(request);
            await Task.Delay(TimeSpan.FromSeconds(1), bench.Clock, cancellationToken);
            return carryOut();
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 6, replies: 3));
        await bench.RunAsync();

        watch.MostAtOnce.Should().Be(3);
    }

    [Fact]
    public async Task Two_windows_of_the_workspaces_limit_take_one_window_of_waiting_and_not_two()
    {
        await using var bench = await BenchAsync(threads: 1);
        bench.Platform.Pacing = bench.Platform.Pacing with { Workspace = new RateLimit(12, TimeSpan.FromMinutes(1)) };
        var begun = bench.Time.GetUtcNow();
        foreach (var channel in Enumerable.Range(1, 8))
        {
            // Three posts each; whoever is done takes a place once more to see that nothing is left.
            await bench.PlanAsync([.. SmallDigest.Make(papers: 3, replies: 0).Skip(1)], $"C{channel}");
        }

        await bench.RunAsync();

        var all = Enumerable.Range(1, 8).SelectMany(channel => bench.Board.Standing($"C{channel}")).ToList();
        all.Should().HaveCount(24);
        all.Max(post => post.PostedAt).Should().BeBefore(begun + TimeSpan.FromSeconds(100));
    }

    [Fact]
    public async Task A_channel_without_threads_of_their_own_limit_is_one_line()
    {
        await using var bench = await BenchAsync(threads: 1);
        var watch = new InFlight();
        bench.Platform.Interfere = async (request, carryOut, cancellationToken) =>
        {
            using var seen = watch.Enter(request);
            await Task.Delay(TimeSpan.FromSeconds(1), bench.Clock, cancellationToken);
            return carryOut();
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 3, replies: 2));
        await bench.RunAsync();

        watch.MostAtOnce.Should().Be(1);
        bench
            .Board.Standing("C1")
            .Select(post => post.Text.Split(' ')[0].Split('\n')[0])
            .Should()
            .Equal("週報", "p01", "p02", "p03", "p01/summary", "p01/qa1", "p02/summary", "p02/qa1", "p03/summary", "p03/qa1");
    }

    [Fact]
    public async Task A_thread_that_is_told_to_wait_or_is_in_doubt_keeps_no_other_waiting()
    {
        await using var bench = await BenchAsync(threads: 12);
        var began = bench.Clock.GetTimestamp();
        var others = new ConcurrentBag<TimeSpan>();
        var refused = 0;
        bench.Platform.Interfere = (request, carryOut, _) =>
        {
            if (request.DeliveryKey == OutboxBench.Key("p01/summary") && Interlocked.Exchange(ref refused, 1) == 0)
            {
                return Task.FromResult<SendOutcome>(new SendOutcome.NotSent(TimeSpan.FromSeconds(60), WaitScope.Place, "bucket"));
            }

            if (request.DeliveryKey == OutboxBench.Key("p02/summary"))
            {
                carryOut();
                return Task.FromResult<SendOutcome>(new SendOutcome.Unknown("lost"));
            }

            if (request.Kind == PostKind.Reply && request.DeliveryKey.Contains("|p03", StringComparison.Ordinal))
            {
                others.Add(bench.Clock.GetElapsedTime(began));
            }

            return Task.FromResult(carryOut());
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 3, replies: 3));
        await bench.RunAsync();

        others.Should().HaveCount(3).And.OnlyContain(at => at < TimeSpan.FromSeconds(40));
        bench.Clock.GetElapsedTime(began).Should().BeGreaterThan(TimeSpan.FromSeconds(60));
        bench.Board.Standing("C1").Should().HaveCount(13);
    }

    [Fact]
    public async Task A_removal_takes_the_replies_of_all_threads_before_the_posts_they_hang_under()
    {
        await using var bench = await BenchAsync(threads: 12);
        await bench.PlanAsync(SmallDigest.Make(papers: 3, replies: 2));
        await bench.RunAsync();
        var removed = new ConcurrentQueue<PostKind>();
        bench.Platform.Interfere = async (request, carryOut, cancellationToken) =>
        {
            if (request.Operation == PostOperation.Delete)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), bench.Clock, cancellationToken);
                removed.Enqueue(request.Kind);
            }

            return carryOut();
        };

        await bench.PlanAsync([SmallDigest.Make(papers: 3, replies: 2)[0]], removalsConfirmed: true);
        await bench.RunAsync();

        removed.Should().HaveCount(9);
        removed.Take(6).Should().OnlyContain(kind => kind == PostKind.Reply);
        bench.Board.Standing("C1").Should().ContainSingle().Which.Kind.Should().Be(PostKind.Header);
    }

    [Fact]
    public async Task A_later_plan_of_a_channel_begins_when_the_earlier_one_is_through()
    {
        await using var bench = await BenchAsync(threads: 12);
        var digests = new ConcurrentQueue<string>();
        bench.Platform.Interfere = async (request, carryOut, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(request.Kind == PostKind.Reply ? 3 : 1), bench.Clock, cancellationToken);
            digests.Enqueue(request.DeliveryKey.Split('|')[0]);
            return carryOut();
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2), week: PaperBot.Papers.WeekId.Parse("2023-W23"));
        await bench.RunAsync();

        digests.Should().BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task I1_I2_I3_whatever_the_answers_every_post_stands_once_in_its_thread_and_order(int threads)
    {
        // Answers drawn at random: lost before or after the post was made, refusals to be waited out, adapters that throw.
        foreach (var seed in Enumerable.Range(1, ByHand.Count(6, 300)))
        {
            await using var bench = await BenchAsync(threads);
            bench.Settings = bench.Settings with { RequestTimeout = TimeSpan.FromSeconds(2), Lease = TimeSpan.FromSeconds(8) };
            var random = new Random(seed);
            var misfortunes = 40;
            bench.Platform.Interfere = (request, carryOut, _) =>
            {
                int draw;
                lock (random)
                {
                    draw = misfortunes > 0 ? random.Next(10) : 9;
                    misfortunes -= draw < 5 ? 1 : 0;
                }

                return draw switch
                {
                    0 => Task.FromResult<SendOutcome>(new SendOutcome.Unknown("lost before")),
                    1 => Task.FromResult(Lost(carryOut)),
                    2 => Task.FromResult<SendOutcome>(new SendOutcome.NotSent(TimeSpan.FromSeconds(1), WaitScope.Place, "429")),
                    3 => Task.FromResult<SendOutcome>(new SendOutcome.NotSent(null, WaitScope.Channel, "429")),
                    4 => throw new InvalidOperationException("a bug of the adapter"),
                    _ => Task.FromResult(carryOut()),
                };
            };

            await bench.PlanAsync(SmallDigest.Make(papers: 3, replies: 3));
            await bench.RunAsync(longest: 20_000);

            var standing = bench.Board.Standing("C1");
            var held = await bench.CountAsync("state = 'HELD'");
            standing.Select(post => post.Marker).Should().OnlyHaveUniqueItems($"seed {seed}");
            (standing.Count + held).Should().Be(13, $"seed {seed}: {await bench.ShowAsync()}");
            Order(bench).Should().AllSatisfy(thread => thread.Should().BeInAscendingOrder($"seed {seed}"));
        }
    }

    private static SendOutcome Lost(Func<SendOutcome> carryOut)
    {
        carryOut();
        return new SendOutcome.Unknown("lost after");
    }

    /// <summary>For each thread, and for the channel itself, the places of its posts in their plan, in the order in which they stand.</summary>
    private static IEnumerable<List<int>> Order(OutboxBench bench) =>
        bench
            .Board.Standing("C1")
            .Where(post => post.Number > 0)
            .GroupBy(post => post.Thread)
            .Select(thread =>
                thread
                    .Select(post => post.Text.Split(' ')[0].Split('\n')[0])
                    .Select(part =>
                        part switch
                        {
                            "週報" => 0,
                            _ when part.EndsWith("/summary", StringComparison.Ordinal) => 0,
                            _ => int.Parse(part[^1..], System.Globalization.CultureInfo.InvariantCulture),
                        }
                    )
                    .ToList()
            );

    private static async Task<OutboxBench> BenchAsync(int threads)
    {
        var bench = await OutboxBench.CreateAsync();
        bench.Platform.Pacing = bench.Platform.Pacing with { Threads = threads };
        return bench;
    }

    /// <summary>Counts the requests that are under way, all together and in each place.</summary>
    private sealed class InFlight
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
        private int _all;

        public int MostAtOnce { get; private set; }

        public int MostInOnePlace { get; private set; }

        public IDisposable Enter(PostRequest request)
        {
            var place = request.Kind == PostKind.Reply ? request.ThreadId! : "";
            lock (_lock)
            {
                MostAtOnce = Math.Max(MostAtOnce, ++_all);
                _places[place] = _places.GetValueOrDefault(place) + 1;
                MostInOnePlace = Math.Max(MostInOnePlace, _places[place]);
            }

            return new Ended(() =>
            {
                lock (_lock)
                {
                    _all--;
                    _places[place]--;
                }
            });
        }

        private sealed class Ended(Action end) : IDisposable
        {
            public void Dispose() => end();
        }
    }
}
