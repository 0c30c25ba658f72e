using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Chat;
using PaperBot.Discord;
using PaperBot.Fakes;
using PaperBot.Fakes.Discord;
using PaperBot.Fakes.Loopback;
using PaperBot.Fakes.Slack;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Slack;

namespace PaperBot.Benchmarks;

/// <summary>A stand-in that counts its limits, with so many channels, and the real adapter pointed at it.</summary>
internal sealed class PostingScene : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];

    private PostingScene(IChatPlatform platform, IReadOnlyList<string> channels, PostingLimits limits, Func<int> throttled)
    {
        Platform = platform;
        Channels = channels;
        Limits = limits;
        Throttled = throttled;
    }

    public IChatPlatform Platform { get; }

    public IReadOnlyList<string> Channels { get; }

    public PostingLimits Limits { get; }

    /// <summary>Requests that the stand-in answered with 429.</summary>
    public Func<int> Throttled { get; }

    /// <summary>The week that comes with the program, in Japanese.</summary>
    public static Lazy<StoredWeek> SampleWeek { get; } = new(ReadSample);

    public static async Task<PostingScene> OpenAsync(string name, int channels, CancellationToken cancellationToken) =>
        name switch
        {
            "discord" => await OpenDiscordAsync(channels, cancellationToken),
            "slack" => await OpenSlackAsync(channels, cancellationToken),
            "board" => OpenBoard(channels),
            _ => throw new ArgumentException($"There is no platform '{name}'; there are discord, slack and board.", nameof(name)),
        };

    /// <summary>A header without links, so that nothing is edited afterwards, and two starters.</summary>
    public static IReadOnlyList<DigestPost> ThreePosts() =>
        [
            new("header", PostKind.Header, null, Words("2023-05-29 の週報です。")),
            new("p01", PostKind.Starter, null, Words("論文の紹介です。")),
            new("p02", PostKind.Starter, null, Words("もう一つの論文の紹介です。")),
        ];

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }
    }

    private static async Task<PostingScene> OpenDiscordAsync(int channels, CancellationToken cancellationToken)
    {
        var fake = await FakeDiscord.StartAsync(new FakeDiscordOptions(), cancellationToken);
        var guild = fake.AddGuild();
        var ids = Enumerable.Range(1, channels).Select(number => fake.AddChannel(guild, name: $"papers-{number}").Id).ToList();
        var settings = new DiscordSettings(fake.Token) { ApiBase = fake.ApiBase };
        var services = Services();
        services.AddPlatform("discord", (http, time, loggers) => new DiscordPlatform(settings, http, time, loggers));
        return Own(services, fake, ids, PostingLimits.Discord, () => fake.Exchanges.Count(exchange => exchange.Status == 429));
    }

    private static async Task<PostingScene> OpenSlackAsync(int channels, CancellationToken cancellationToken)
    {
        var fake = await SlackStandIn.StartAsync(cancellationToken);
        var ids = Enumerable
            .Range(1, channels)
            .Select(number => fake.AddChannel($"C{number:00000}", $"papers-{number}").Id)
            .ToList();
        var settings = new SlackSettings
        {
            BotToken = fake.BotToken,
            AppToken = fake.AppToken,
            ApiBase = fake.ApiBase,
        };
        var services = Services();
        services.AddPlatform("slack", (http, time, loggers) => new SlackPlatform(settings, http, time, loggers));
        return Own(services, fake, ids, PostingLimits.Slack, () => fake.ForeseeableThrottles);
    }

    private static PostingScene OpenBoard(int channels)
    {
        var board = new ChatBoard(TimeProvider.System);
        return new PostingScene(
            new BoardPlatform(board, TimeProvider.System),
            [.. Enumerable.Range(1, channels).Select(number => $"C{number}")],
            PostingLimits.None,
            () => 0
        );
    }

    private static ServiceCollection Services()
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System).AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(new PaperBot.Settings.Redactor([]));
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        return services;
    }

    private static PostingScene Own(
        ServiceCollection services,
        IAsyncDisposable standIn,
        List<string> channels,
        PostingLimits limits,
        Func<int> throttled
    )
    {
        var provider = services.BuildServiceProvider();
        var scene = new PostingScene(provider.GetRequiredService<IChatPlatform>(), channels, limits, throttled);
        scene._owned.Add(standIn);
        scene._owned.Add(provider);
        return scene;
    }

    private static ChatMessage Words(string words) => new(words, [new ChatBlock.Paragraph(words)]) { ThreadTitle = words };

    private static StoredWeek ReadSample()
    {
        var resource = typeof(WeeklyNoteReader)
            .Assembly.GetManifestResourceNames()
            .Single(name =>
                name.StartsWith("PaperBot.notes.", StringComparison.Ordinal) && name.EndsWith(".ja.txt", StringComparison.Ordinal)
            );
        using var stream = typeof(WeeklyNoteReader).Assembly.GetManifestResourceStream(resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return ImportedWeek.Read(bytes.ToArray(), resource);
    }
}
