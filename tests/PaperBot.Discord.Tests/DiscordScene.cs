using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Chat;
using PaperBot.Discord.Channels;
using PaperBot.Discord.Posting;
using PaperBot.Discord.Rendering;
using PaperBot.Discord.Rest;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests;

/// <summary>A stand-in with one server in it, and the adapter's parts pointed at it.</summary>
internal sealed class DiscordScene : IAsyncDisposable
{
    private static readonly HttpMessageHandler Handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };

    private DiscordScene(FakeDiscord fake, DiscordSettings settings)
    {
        Fake = fake;
        Settings = settings;
        Guild = fake.AddGuild();
        Text = fake.AddChannel(Guild);
        Forum = fake.AddChannel(Guild, FakeChannel.Forum, "forum");
        Rest = new DiscordRest(settings, Client, fake.Options.Time, NullLogger<DiscordRest>.Instance);
        Identity = new DiscordIdentity(Rest);
        Directory = new ChannelDirectory(Rest, Identity, fake.Options.Time);
        Posting = new DiscordPosting(Rest, Directory, settings, fake.Options.Time, NullLogger<DiscordPosting>.Instance);
        History = new DiscordHistory(Rest, Directory, Identity, fake.Options.Time);
    }

    public FakeDiscord Fake { get; }

    public DiscordSettings Settings { get; }

    public FakeGuild Guild { get; }

    public FakeChannel Text { get; }

    public FakeChannel Forum { get; }

    public DiscordRest Rest { get; }

    public DiscordIdentity Identity { get; }

    public ChannelDirectory Directory { get; }

    public DiscordPosting Posting { get; }

    public DiscordHistory History { get; }

    public static async Task<DiscordScene> OpenAsync(
        FakeDiscordOptions? options = null,
        Func<DiscordSettings, DiscordSettings>? change = null
    )
    {
        var fake = await FakeDiscord.StartAsync(
            options ?? new FakeDiscordOptions { RateLimits = false },
            TestContext.Current.CancellationToken
        );
        var settings = new DiscordSettings(fake.Token) { ApiBase = fake.ApiBase };
        return new DiscordScene(fake, change?.Invoke(settings) ?? settings);
    }

    // A client a call, as the program's factory gives; the handler below them is one.
#pragma warning disable RS0030 // The tests have no client factory.
    public static HttpClient Client() => new(Handler, disposeHandler: false);
#pragma warning restore RS0030

    public static ChatMessage Message(string text, params ChatControl[] controls) =>
        new(
            text,
            controls.Length == 0
                ? [new ChatBlock.Paragraph(text)]
                : [new ChatBlock.Paragraph(text), new ChatBlock.Actions(controls)]
        )
        {
            ThreadTitle = text,
        };

    public Task<SendOutcome> CreateAsync(
        FakeChannel channel,
        PostKind kind,
        string key,
        string text = "本文",
        string? thread = null
    ) => SendAsync(channel, PostOperation.Create, kind, key, text, thread, remote: null);

    public Task<SendOutcome> SendAsync(
        FakeChannel channel,
        PostOperation operation,
        PostKind kind,
        string key,
        string text,
        string? thread,
        string? remote
    ) =>
        Posting.SendAsync(
            Request(channel, kind, key, text, thread) with
            {
                Operation = operation,
                RemoteId = remote,
                Body = operation == PostOperation.Delete ? "" : DiscordRenderer.Post(Message(text), kind, key),
            },
            TestContext.Current.CancellationToken
        );

    /// <summary>A post to be made.</summary>
    public static PostRequest Request(FakeChannel channel, PostKind kind, string key, string text = "本文", string? thread = null) =>
        new(channel.Id, PostOperation.Create, kind, thread, RemoteId: null, DiscordRenderer.Post(Message(text), kind, key), key);

    /// <summary>The same adapter with less patience, or more.</summary>
    public DiscordPosting WithTimeout(TimeSpan timeout) =>
        new(Rest, Directory, Settings with { RequestTimeout = timeout }, Fake.Options.Time, NullLogger<DiscordPosting>.Instance);

    /// <summary>A post that has to succeed.</summary>
    public async Task<string> PostAsync(
        FakeChannel channel,
        PostKind kind,
        string key,
        string text = "本文",
        string? thread = null
    ) => (await CreateAsync(channel, kind, key, text, thread)).Should().BeOfType<SendOutcome.Sent>().Subject.RemoteId;

    public async Task<HistoryOutcome> ReadAsync(FakeChannel channel, string? thread = null) =>
        await History.ReadAsync(
            new HistoryRequest(channel.Id, thread, Fake.Options.Time.GetUtcNow().AddMinutes(-10)),
            TestContext.Current.CancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        Directory.Dispose();
        await Fake.DisposeAsync();
    }
}
