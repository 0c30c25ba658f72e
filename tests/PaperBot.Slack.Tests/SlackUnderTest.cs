using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Chat;
using PaperBot.Fakes.Slack;
using PaperBot.Slack.Rendering;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack.Tests;

/// <summary>The adapter's parts against a stand-in, wired as the platform wires them.</summary>
internal sealed class SlackUnderTest : IDisposable
{
    private readonly HttpMessageHandler _handler = SlackHttp.CreateHandler();

    public SlackUnderTest(
        SlackStandIn standIn,
        TimeProvider? time = null,
        Func<SlackSettings, SlackSettings>? change = null,
        ILoggerFactory? logs = null
    )
    {
        Time = time ?? TimeProvider.System;
        var settings = new SlackSettings
        {
            BotToken = standIn.BotToken,
            AppToken = standIn.AppToken,
            SigningSecret = standIn.SigningSecret,
            ApiBase = standIn.ApiBase,
        };
        Settings = change?.Invoke(settings) ?? settings;
        Api = new SlackWebApi(
            Settings,
            Client,
            new MethodBudgets(Time),
            Time,
            (logs ?? NullLoggerFactory.Instance).CreateLogger<SlackWebApi>()
        );
        Workspace = new SlackWorkspace(Api, Time);
        Sender = new SlackSender(
            Api,
            Workspace,
            new ChannelTurns(Settings.PostSpacing, Time),
            (logs ?? NullLoggerFactory.Instance).CreateLogger<SlackSender>()
        );
        History = new SlackHistory(Api, Workspace);
    }

    public TimeProvider Time { get; }
    public SlackSettings Settings { get; }
    public SlackWebApi Api { get; }
    public SlackWorkspace Workspace { get; }
    public SlackSender Sender { get; }
    public SlackHistory History { get; }

#pragma warning disable RS0030 // The handler is shared and owned here, as a client factory would own it.
    public HttpClient Client() => new(_handler, disposeHandler: false);
#pragma warning restore RS0030

    public Task<SendOutcome> PostAsync(string channel, string words, string key, string? threadTs = null) =>
        Sender.SendAsync(
            new PostRequest(
                channel,
                PostOperation.Create,
                threadTs is null ? PostKind.Starter : PostKind.Reply,
                threadTs,
                RemoteId: null,
                Body(words, key),
                key
            ),
            TestContext.Current.CancellationToken
        );

    public static string Body(string words, string key) =>
        SlackRenderer.Post(new ChatMessage(words, [new ChatBlock.Paragraph(words)]), key);

    public void Dispose() => _handler.Dispose();
}
