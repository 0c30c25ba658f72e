using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Chat;
using PaperBot.Discord;
using PaperBot.Fakes;
using PaperBot.Fakes.Discord;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Benchmarks;

/// <summary>
/// The real program, as an operator starts it, posting to a Discord that counts its limits, while people ask; and beside it a minimal bot on
/// discord.js with the same posts.
/// </summary>
internal static class DiscordBenchmark
{
    private static readonly WeekId Week = WeekId.Parse("2023-W22");

    private sealed record Load(int Channels, bool Whole);

    /// <summary>One post in the words of both programs.</summary>
    private sealed record Digest(string Channel, IReadOnlyList<DigestPost> Posts);

    public static Command Create()
    {
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
        var command = new Command(
            "discord",
            "The program on Discord, people being answered meanwhile, beside a minimal bot on discord.js"
        )
        {
            whole,
            small,
        };
        command.SetAction(
            async (words, cancellationToken) =>
            {
                var table = new Table(
                    "program",
                    "channels",
                    "requests",
                    "limits allow s",
                    "measured s",
                    "ratio",
                    "429s",
                    "answers",
                    "p50 ms",
                    "p99 ms",
                    "suggestions p99 ms",
                    "cpu s",
                    "peak MiB"
                );
                var loads = words
                    .GetValue(whole)!
                    .Select(channels => new Load(channels, Whole: true))
                    .Concat(words.GetValue(small)!.Select(channels => new Load(channels, Whole: false)));
                foreach (var load in loads.Where(load => load.Channels > 0))
                {
                    await MeasureAsync("paperbot", load, RunPaperBotAsync, table, cancellationToken);
                    await MeasureAsync("discord.js", load, RunDiscordJsAsync, table, cancellationToken);
                }

                table.Write(Console.Out);
            }
        );
        return command;
    }

    private static async Task MeasureAsync(
        string name,
        Load load,
        Func<Scene, CancellationToken, Task<Spent>> run,
        Table table,
        CancellationToken cancellationToken
    )
    {
        await using var scene = await Scene.OpenAsync(load.Channels, load.Whole, cancellationToken);
        var spent = await run(scene, cancellationToken);
        var posts = scene.Fake.Exchanges.Where(exchange => exchange.Method == "POST" && Scene.IsPost(exchange)).ToList();
        var measured = Stopwatch.GetElapsedTime(posts.Min(exchange => exchange.At), posts.Max(exchange => exchange.At));
        var rows = scene.Rows();
        var allowed = PostingLimits.Discord.TimeFor(rows);
        var answers = scene.Answers;
        table.Add(
            name,
            load.Channels,
            posts.Count,
            Number(allowed.TotalSeconds),
            Number(measured.TotalSeconds),
            allowed > TimeSpan.Zero ? (measured / allowed).ToString("0.000", CultureInfo.InvariantCulture) : "-",
            scene.Fake.Exchanges.Count(exchange => exchange.Status == 429),
            answers.Count,
            Number(Percentile(answers, 0.5)),
            Number(Percentile(answers, 0.99)),
            Number(Percentile(scene.Suggestions, 0.99)),
            Number(spent.Cpu.TotalSeconds),
            spent.PeakMiB
        );
        Console.Error.WriteLine(
            $"{name}, {load.Channels} channels: {Number(measured.TotalSeconds)} s for {Number(allowed.TotalSeconds)} s"
        );
    }

    private static async Task<Spent> RunPaperBotAsync(Scene scene, CancellationToken cancellationToken)
    {
        using var workspace = new TestWorkspace();
        workspace.Settings["Discord:Token"] = scene.Fake.Token;
        workspace.Settings["Discord:ApiBase"] = scene.Fake.ApiBase.AbsoluteUri;
        foreach (var (number, digest) in scene.Digests.Index())
        {
            workspace.Settings[$"Channels:{number}:Platform"] = "discord";
            workspace.Settings[$"Channels:{number}:Id"] = digest.Channel;
        }

        // A stored week to be asked about, and the same deliveries as if it had just been planned.
        var note = await workspace.SampleNoteAsync(cancellationToken);
        var imported = await PaperBotProcess.CallAsync(["note", "import", note], workspace.Settings, cancellationToken);
        if (imported.ExitCode != 0)
        {
            throw new InvalidOperationException(imported.Errors);
        }

        await scene.PlanAsync(workspace.Settings["Store:ConnectionString"], Week, cancellationToken);
        await using var service = PaperBotProcess.StartService(workspace.Settings);
        await service.ReadyAsync(cancellationToken);
        await scene.AskUntilPostedAsync(cancellationToken);
        var spent = Spent.By(service.Id);
        await service.StopAsync(cancellationToken);
        return spent;
    }

    private static async Task<Spent> RunDiscordJsAsync(Scene scene, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, scene.Bodies().ToJsonString(), cancellationToken);
            await using var bot = NodeScript.Start(
                "bench.mjs",
                "discord.js",
                ("DISCORD_API", scene.Fake.ApiBase.AbsoluteUri[..scene.Fake.ApiBase.AbsoluteUri.LastIndexOf('/')]),
                ("DISCORD_TOKEN", scene.Fake.Token),
                ("DISCORD_DIGESTS", file)
            );
            await bot.ExpectAsync(cancellationToken, "ready");
            await scene.AskUntilPostedAsync(cancellationToken);
            return Spent.By(bot.Id);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double Percentile(IEnumerable<double> values, double part)
    {
        var ordered = values.Order().ToList();
        return ordered[(int)((ordered.Count - 1) * part)];
    }

    private static string Number(double number) => number.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>What a process has used so far.</summary>
    private sealed record Spent(TimeSpan Cpu, long PeakMiB)
    {
        public static Spent By(int id)
        {
            using var process = Process.GetProcessById(id);
            var peak = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return new Spent(
                process.TotalProcessorTime,
                long.Parse(peak.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
                    / 1024
            );
        }
    }

    /// <summary>A server with its channels, what is to be posted to them, and somebody who asks.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(100);
        private readonly DiscordPlatform _platform;

        private Scene(FakeDiscord fake, IReadOnlyList<Digest> digests, DiscordPlatform platform)
        {
            Fake = fake;
            Digests = digests;
            _platform = platform;
        }

        public FakeDiscord Fake { get; }

        public IReadOnlyList<Digest> Digests { get; }

        /// <summary>Milliseconds from the question to the first answer.</summary>
        public ConcurrentBag<double> Answers { get; } = [];

        /// <summary>Milliseconds from a letter typed to the list of suggestions.</summary>
        public ConcurrentBag<double> Suggestions { get; } = [];

        public static async Task<Scene> OpenAsync(int channels, bool whole, CancellationToken cancellationToken)
        {
            var fake = await FakeDiscord.StartAsync(new FakeDiscordOptions(), cancellationToken);
            var guild = fake.AddGuild();
            var platform = new DiscordPlatform(
                new DiscordSettings(fake.Token) { ApiBase = fake.ApiBase },
                Client,
                TimeProvider.System,
                NullLoggerFactory.Instance
            );
            var posts = whole
                ? DigestComposer
                    .Compose(
                        PostingScene.SampleWeek.Value,
                        Language.Japanese,
                        ThreadModel.FromMessage,
                        platform.Limits,
                        DigestProfile.Everything
                    )
                    .Posts
                : PostingScene.ThreePosts();
            var digests = Enumerable
                .Range(1, channels)
                .Select(number => new Digest(fake.AddChannel(guild, name: $"papers-{number}").Id, posts))
                .ToList();
            return new Scene(fake, digests, platform);
        }

        /// <summary>The deliveries in the program's store, as a week's run would have left them.</summary>
        public async Task PlanAsync(string path, WeekId week, CancellationToken cancellationToken)
        {
            await using var store = new Store(new SqliteDialect(path, TimeProvider.System));
            foreach (var digest in Digests)
            {
                var target = new DigestTarget(
                    new ChannelKey(_platform.Name, Fake.ApplicationId, digest.Channel),
                    digest.Channel,
                    new ChannelSettings { Platform = _platform.Name, Id = digest.Channel },
                    _platform,
                    ThreadModel.FromMessage,
                    _platform.Limits
                );
                await store.WriteAsync(
                    session => DigestPlanner.SaveAsync(session, week, target, digest.Posts),
                    cancellationToken
                );
            }

            // What is planned must be in the file before another program opens it.
            SqliteConnection.ClearAllPools();
        }

        /// <summary>The same posts for a program that knows nothing of deliveries.</summary>
        public JsonArray Bodies() =>
            [
                .. Digests.Select(digest => new JsonObject
                {
                    ["channel"] = digest.Channel,
                    ["posts"] = new JsonArray([
                        .. digest.Posts.Select(post => new JsonObject
                        {
                            ["part"] = post.Part,
                            ["kind"] = post.Kind.ToString(),
                            ["parent"] = post.Parent,
                            ["body"] = JsonNode.Parse(_platform.Render(post.Message, post.Kind, digest.Channel + post.Part)),
                        }),
                    ]),
                }),
            ];

        public static bool IsPost(FakeExchange exchange) =>
            exchange.Template is "/channels/:id/messages" or "/channels/:id/messages/:id/threads" && exchange.Status < 300;

        public IReadOnlyList<PostedRow> Rows() =>
            [
                .. Digests.SelectMany(digest =>
                    digest.Posts.Select(
                        (post, seq) => new PostedRow(digest.Channel, post.Part, post.Kind.ToString(), "create", seq)
                    )
                ),
            ];

        /// <summary>Asks ten times a second until everything stands.</summary>
        public async Task AskUntilPostedAsync(CancellationToken cancellationToken)
        {
            var person = Fake.AddPerson();
            var posts = Digests.Sum(digest => digest.Posts.Count);
            var asking = new List<Task>();
            while (Fake.Exchanges.Count(IsPost) < posts)
            {
                asking.Add(AskAsync(person, cancellationToken));
                await Task.Delay(BetweenQuestions, cancellationToken);
            }

            await Task.WhenAll(asking);
        }

        public async ValueTask DisposeAsync()
        {
            _platform.Dispose();
            await Fake.DisposeAsync();
        }

        // Only to render: nothing is sent through it.
#pragma warning disable RS0030 // A benchmark has no client factory.
        private static HttpClient Client() => new();
#pragma warning restore RS0030

        private async Task AskAsync(FakePerson person, CancellationToken cancellationToken)
        {
            var channel = Fake.Channel(Digests[0].Channel)!;
            var started = Stopwatch.GetTimestamp();
            var typing = await Fake.TypeAsync(person, channel, "paper", "query", "dp", cancellationToken);
            await typing.FirstAsync(cancellationToken);
            Suggestions.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            started = Stopwatch.GetTimestamp();
            var asked = await Fake.CommandAsync(
                person,
                Fake.Channel(Digests[0].Channel)!,
                "paper",
                "query",
                "dpo",
                cancellationToken
            );
            await asked.FirstAsync(cancellationToken);
            Answers.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }
}
