using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PaperBot.Fakes;
using PaperBot.Fakes.Slack;
using PaperBot.Papers;

namespace PaperBot.Benchmarks;

/// <summary>
/// Slash commands while many channels are being posted to: the real program in a process of its own, and the least app on Slack's own
/// framework with the same load, one after the other against a stand-in of its own.
/// </summary>
internal static class SlackCommandsBenchmark
{
    private const string Admin = "U0ADMIN";

    private static readonly string[] Typed =
    [
        "dpo",
        "thought cloning",
        "DPOはなぜ報酬モデルが要らないの？",
        "mert 限界は？",
        "list",
        "実験では、どのような結果が得られましたか？",
        "positional encoding",
        "week 2023-05-29",
        "What results did the experiments give?",
        "biomedgpt",
    ];

    private sealed record Figures(string App, List<TimeSpan> Acknowledged, List<TimeSpan> Answered, int Posted, long Memory);

    public static Command Create()
    {
        var commands = new Option<int>("--commands") { Description = "Commands in all", DefaultValueFactory = _ => 500 };
        var channels = new Option<int>("--channels") { Description = "Channels posted to", DefaultValueFactory = _ => 200 };
        var people = new Option<int>("--people") { Description = "People who type", DefaultValueFactory = _ => 50 };
        var rate = new Option<int>("--rate")
        {
            Description =
                "Commands a second; with the defaults they take two minutes, in which both apps meet the workspace's limit twice",
            DefaultValueFactory = _ => 4,
        };
        var posts = new Option<int>("--posts-a-minute")
        {
            Description = "What the workspace takes in any minute, of either app; Slack takes about 300",
            DefaultValueFactory = _ => 300,
        };
        var command = new Command(
            "slack-commands",
            "Slash commands while channels are posted to, beside a minimal @slack/bolt app with the same load"
        )
        {
            commands,
            channels,
            people,
            rate,
            posts,
        };
        command.SetAction(
            async (words, cancellationToken) =>
            {
                var load = new Load(
                    words.GetValue(commands),
                    words.GetValue(channels),
                    words.GetValue(people),
                    words.GetValue(rate),
                    words.GetValue(posts)
                );
                var bolt = await MeasureBoltAsync(load, cancellationToken);
                var ours = await MeasureOursAsync(load, cancellationToken);
                Print(ours, bolt, load);
            }
        );
        return command;
    }

    private sealed record Load(int Commands, int Channels, int People, int Rate, int PostsPerMinute)
    {
        public IReadOnlyList<string> ChannelIds { get; } =
        [.. Enumerable.Range(1, Channels).Select(number => string.Create(CultureInfo.InvariantCulture, $"C{number:00000}"))];
    }

    private static async Task<Figures> MeasureBoltAsync(Load load, CancellationToken cancellationToken)
    {
        await using var slack = await OpenAsync(load, cancellationToken);
        await using var bolt = NodeScript.Start(
            "commands.mjs",
            "@slack/bolt",
            ("SLACK_API", slack.ApiBase.AbsoluteUri),
            ("SLACK_BOT_TOKEN", slack.BotToken),
            ("SLACK_APP_TOKEN", slack.AppToken),
            ("CHANNELS", string.Join(',', load.ChannelIds)),
            ("ANSWER", new string('答', 400))
        );
        await bolt.ExpectAsync(cancellationToken, "ready");
        return await TypeAsync("@slack/bolt", slack, load, bolt.Id, cancellationToken);
    }

    private static async Task<Figures> MeasureOursAsync(Load load, CancellationToken cancellationToken)
    {
        await using var slack = await OpenAsync(load, cancellationToken);
        using var workspace = new TestWorkspace();
        var settings = workspace.Settings;
        settings["Slack:BotToken"] = slack.BotToken;
        settings["Slack:AppToken"] = slack.AppToken;
        settings["Slack:ApiBase"] = slack.ApiBase.AbsoluteUri;
        settings["Slack:PostsPerMinute"] = load.PostsPerMinute.ToString(CultureInfo.InvariantCulture);
        settings["Admins:0"] = "slack:" + Admin;
        foreach (var (number, channel) in load.ChannelIds.Index())
        {
            settings[string.Create(CultureInfo.InvariantCulture, $"Channels:{number}:Platform")] = "slack";
            settings[string.Create(CultureInfo.InvariantCulture, $"Channels:{number}:Id")] = channel;
        }

        foreach (var language in new[] { Language.Japanese, Language.English })
        {
            var note = await workspace.SampleNoteAsync(cancellationToken, language);
            var import = await PaperBotProcess.CallAsync(["note", "import", note], settings, cancellationToken);
            if (import.ExitCode != 0)
            {
                throw new InvalidOperationException(import.Errors);
            }
        }

        await using var service = PaperBotProcess.StartService(settings);
        await service.ReadyAsync(cancellationToken);
        await slack.SlashAsync(Admin, load.ChannelIds[0], "/paper-admin", "rerun 2023-05-29");
        return await TypeAsync("PaperBot", slack, load, service.Id, cancellationToken);
    }

    private static async Task<SlackStandIn> OpenAsync(Load load, CancellationToken cancellationToken)
    {
        var slack = await SlackStandIn.StartAsync(cancellationToken);
        slack.PostsPerMinute = load.PostsPerMinute;
        foreach (var channel in load.ChannelIds)
        {
            slack.AddChannel(channel, "papers-" + channel);
        }

        for (var person = 0; person < load.People; person++)
        {
            slack.AddUser(Person(person), person % 3 == 0 ? "en-US" : "ja-JP");
        }

        return slack;
    }

    /// <summary>Types at an even rate from the moment on at which every channel has its first post.</summary>
    private static async Task<Figures> TypeAsync(
        string app,
        SlackStandIn slack,
        Load load,
        int process,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Slack lets 50 channels a minute be asked about before anything is planned for them.
        patience.CancelAfter(TimeSpan.FromMinutes(10));
        while (slack.AllMessages().Count < load.Channels)
        {
            await Task.Delay(100, patience.Token);
        }

        var before = slack.AllMessages().Count(message => message.OnlyFor is null);
        var exchanges = new List<StandInExchange>();
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < load.Commands; number++)
        {
            var due = TimeSpan.FromSeconds(number / (double)load.Rate) - Stopwatch.GetElapsedTime(started);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, cancellationToken);
            }

            exchanges.Add(
                await slack.SlashAsync(
                    Person(number % load.People),
                    load.ChannelIds[number % load.Channels],
                    "/paper",
                    Typed[number % Typed.Length]
                )
            );
        }

        var posted = slack.AllMessages().Count(message => message.OnlyFor is null) - before;
        foreach (var exchange in exchanges)
        {
            await exchange.ResponseAsync(0, cancellationToken);
        }

        if (posted < load.Channels)
        {
            throw new InvalidOperationException(
                $"{app} posted only {posted} messages meanwhile: the figures would mean nothing. At {load.PostsPerMinute} posts a minute the commands have to come more slowly (--rate), so that each channel gets one."
            );
        }

        return new Figures(
            app,
            [.. exchanges.Select(exchange => exchange.AcknowledgedAfter!.Value)],
            [.. exchanges.Select(exchange => exchange.AnsweredAfter!.Value)],
            posted,
            Memory(process)
        );
    }

    private static void Print(Figures ours, Figures bolt, Load load)
    {
        var table = new Table(
            "app",
            "ack p50 ms",
            "ack max ms",
            "answer p50 ms",
            "answer p99 ms",
            "posts meanwhile",
            "memory MiB"
        );
        foreach (var figures in new[] { ours, bolt })
        {
            table.Add(
                figures.App,
                Milliseconds(At(figures.Acknowledged, 0.5)),
                Milliseconds(At(figures.Acknowledged, 1)),
                Milliseconds(At(figures.Answered, 0.5)),
                Milliseconds(At(figures.Answered, 0.99)),
                figures.Posted,
                figures.Memory
            );
        }

        table.Add(
            "ratio",
            Ratio(At(ours.Acknowledged, 0.5), At(bolt.Acknowledged, 0.5)),
            Ratio(At(ours.Acknowledged, 1), At(bolt.Acknowledged, 1)),
            Ratio(At(ours.Answered, 0.5), At(bolt.Answered, 0.5)),
            Ratio(At(ours.Answered, 0.99), At(bolt.Answered, 0.99)),
            (ours.Posted / (double)bolt.Posted).ToString("0.00", CultureInfo.InvariantCulture),
            (ours.Memory / (double)bolt.Memory).ToString("0.00", CultureInfo.InvariantCulture)
        );
        Console.WriteLine(
            $"{load.Commands} commands of {load.People} people at {load.Rate} a second, {load.Channels} channels being posted to within {load.PostsPerMinute} posts a minute"
        );
        table.Write(Console.Out);
    }

    private static string Person(int number) => string.Create(CultureInfo.InvariantCulture, $"U{number:0000}");

    private static TimeSpan At(List<TimeSpan> times, double share)
    {
        var ordered = times.Order().ToList();
        return ordered[(int)Math.Ceiling(share * (ordered.Count - 1))];
    }

    /// <summary>What the process holds in memory, in MiB.</summary>
    private static long Memory(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.WorkingSet64 / (1024 * 1024);
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Ratio(TimeSpan ours, TimeSpan theirs) => (ours / theirs).ToString("0.00", CultureInfo.InvariantCulture);
}
