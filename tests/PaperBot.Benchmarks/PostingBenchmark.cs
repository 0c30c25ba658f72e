using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Benchmarks;

/// <summary>
/// The outbox with the real adapters against stand-ins that count: how long posting takes, over the time that the stand-ins' limits
/// allow, and how many requests met a limit that could have been foreseen.
/// </summary>
internal static class PostingBenchmark
{
    private static readonly WeekId Week = WeekId.Parse("2023-W22");

    /// <summary>What is posted: to how many channels, and the whole digest or three posts.</summary>
    private sealed record Load(int Channels, bool Whole);

    public static Command Create()
    {
        var platforms = new Option<string[]>("--platform")
        {
            Description = "discord, slack, board (a platform without limits); may be repeated",
            DefaultValueFactory = _ => ["discord", "slack", "board"],
            AllowMultipleArgumentsPerToken = true,
        };
        var whole = new Option<int[]>("--whole")
        {
            Description = "Numbers of channels that get the whole digest at once",
            DefaultValueFactory = _ => [1, 20],
            AllowMultipleArgumentsPerToken = true,
        };
        var small = new Option<int[]>("--small")
        {
            Description = "Numbers of channels that get three posts each at once",
            DefaultValueFactory = _ => [200],
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("posting", "Posting to many channels, as a ratio to what the platforms' limits allow")
        {
            platforms,
            whole,
            small,
        };
        command.SetAction(
            async (words, cancellationToken) =>
            {
                Load[] loads =
                [
                    .. words.GetValue(whole)!.Where(channels => channels > 0).Select(channels => new Load(channels, Whole: true)),
                    .. words
                        .GetValue(small)!
                        .Where(channels => channels > 0)
                        .Select(channels => new Load(channels, Whole: false)),
                ];
                var table = new Table(
                    "platform",
                    "channels",
                    "posts each",
                    "requests",
                    "limits allow s",
                    "measured s",
                    "ratio",
                    "429s",
                    "cpu s"
                );
                foreach (var platform in words.GetValue(platforms)!)
                {
                    foreach (var load in loads)
                    {
                        await MeasureAsync(platform, load, table, cancellationToken);
                    }
                }

                table.Write(Console.Out);
            }
        );
        return command;
    }

    private static async Task MeasureAsync(string name, Load load, Table table, CancellationToken cancellationToken)
    {
        await using var scene = await PostingScene.OpenAsync(name, load.Channels, cancellationToken);
        await using var store = await TemporaryStore.CreateAsync(TimeProvider.System, cancellationToken);
        foreach (var channel in scene.Channels)
        {
            await PlanAsync(store.Store, scene.Platform, channel, load.Whole, cancellationToken);
        }

        var planned = await ReadAsync(
            store.Store,
            "select digest as Digest, part as Part, kind as Kind, op as Op, seq as Seq from delivery order by digest, turn, seq",
            cancellationToken
        );
        var changes = new StoreChanges(store.Store, TimeProvider.System);
        var signal = new OutboxSignal(TimeProvider.System);
        using var outbox = new Outbox(
            store.Store,
            changes,
            signal,
            new OutboxSettings(),
            [scene.Platform],
            TimeProvider.System,
            NullLogger<Outbox>.Instance
        );
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await outbox.StartAsync(cancellationToken);
        while (await CountAsync(store.Store, $"{DeliveryRows.Open}", cancellationToken) > 0)
        {
            await Task.Delay(20, cancellationToken);
        }

        var measured = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        var used = process.TotalProcessorTime - cpu;
        await outbox.StopAsync(cancellationToken);
        var unsent = await CountAsync(store.Store, "state <> 'SENT'", cancellationToken);
        if (unsent > 0)
        {
            throw new InvalidOperationException($"{unsent} deliveries of {name} were not sent: the figure would mean nothing.");
        }

        var requests = await ReadAsync(
            store.Store,
            "select digest as Digest, part as Part, kind as Kind, op as Op, seq as Seq from delivery order by digest, turn, seq",
            cancellationToken
        );
        var allowed = scene.Limits.TimeFor(requests);
        table.Add(
            name,
            load.Channels,
            load.Whole ? $"{planned.Count / load.Channels} (whole digest)" : "3",
            requests.Count,
            Seconds(allowed),
            Seconds(measured),
            allowed > TimeSpan.Zero ? (measured / allowed).ToString("0.000", CultureInfo.InvariantCulture) : "-",
            scene.Throttled(),
            Seconds(used)
        );
        Console.Error.WriteLine($"{name}, {load.Channels} channels: {Seconds(measured)} s for {Seconds(allowed)} s");
    }

    private static async Task PlanAsync(
        Store store,
        IChatPlatform platform,
        string channel,
        bool whole,
        CancellationToken cancellationToken
    )
    {
        var known = await DescribeAsync(platform, channel, cancellationToken);
        var target = new DigestTarget(
            new ChannelKey(platform.Name, known.Workspace, channel),
            known.Name,
            new ChannelSettings { Platform = platform.Name, Id = channel },
            platform,
            known.Threads,
            known.Limits
        );
        var posts = whole
            ? DigestComposer
                .Compose(PostingScene.SampleWeek.Value, Language.Japanese, known.Threads, known.Limits, DigestProfile.Everything)
                .Posts
            : PostingScene.ThreePosts();
        await store.WriteAsync(session => DigestPlanner.SaveAsync(session, Week, target, posts), cancellationToken);
    }

    /// <summary>Asking about a channel has a limit of its own, which is waited out: only posting is measured.</summary>
    private static async Task<ChannelOutcome.Known> DescribeAsync(
        IChatPlatform platform,
        string channel,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            switch (await platform.DescribeAsync(channel, cancellationToken))
            {
                case ChannelOutcome.Known known:
                    return known;
                case ChannelOutcome.Unavailable:
                    await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                    break;
                case var refused:
                    throw new InvalidOperationException($"The stand-in refuses the channel {channel}: {refused}.");
            }
        }
    }

    private static Task<IReadOnlyList<PostedRow>> ReadAsync(Store store, string sql, CancellationToken cancellationToken) =>
        store.ReadAsync(session => session.QueryAsync<PostedRow>(sql), cancellationToken);

    private static Task<long> CountAsync(Store store, string where, CancellationToken cancellationToken) =>
        store.ReadAsync(session => session.ScalarAsync<long>($"select count(*) from delivery where {where}"), cancellationToken);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}

/// <summary>A request as the outbox kept it.</summary>
internal sealed record PostedRow(string Digest, string Part, string Kind, string Op, long Seq);
