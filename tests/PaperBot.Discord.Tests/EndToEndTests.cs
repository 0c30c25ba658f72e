using System.Text.Json.Nodes;
using PaperBot.Fakes;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests;

/// <summary>The real program, as an operator starts it, in a Discord server.</summary>
public sealed class EndToEndTests : IAsyncLifetime
{
    private const string Question = "実験では、どのような結果が得られましたか？";

    private readonly TestWorkspace _workspace = new();
    private FakeDiscord _discord = null!;
    private FakeGuild _guild = null!;
    private FakeChannel _text = null!;
    private FakeChannel _news = null!;
    private FakeChannel _forum = null!;
    private FakePerson _person = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // Some hundred posts at one a second are too long for a test; that the limits are kept to is shown elsewhere.
        _discord = await FakeDiscord.StartAsync(new FakeDiscordOptions { RateLimits = false }, Stop);
        // A busy machine may take longer than a person would wait.
        _discord.AnswerWithin = TimeSpan.FromMinutes(1);
        _guild = _discord.AddGuild();
        _text = _discord.AddChannel(_guild);
        _news = _discord.AddChannel(_guild, FakeChannel.Announcement, "news");
        _forum = _discord.AddChannel(_guild, FakeChannel.Forum, "forum");
        _person = _discord.AddPerson();
        _workspace.Settings["Discord:Token"] = _discord.Token;
        _workspace.Settings["Discord:ApiBase"] = _discord.ApiBase.AbsoluteUri;
        _workspace.Settings["Discord:GuildIds:0"] = _guild.Id;
        foreach (var (channel, i) in new[] { _text, _news, _forum }.Select((channel, i) => (channel, i)))
        {
            _workspace.Settings[$"Channels:{i}:Platform"] = "discord";
            _workspace.Settings[$"Channels:{i}:Id"] = channel.Id;
            _workspace.Settings[$"Channels:{i}:Language"] = "ja";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _discord.DisposeAsync();
        _workspace.Dispose();
    }

    [Fact]
    public async Task Over_the_gateway_a_week_is_posted_to_every_kind_of_channel_and_asked_about_in_every_way()
    {
        _workspace.Settings["Discord:Messages"] = "threads";
        await PostWeekTwiceAsync();
        await using var service = PaperBotProcess.StartService(_workspace.Settings);
        (await service.ReadyAsync(Stop)).Should().Contain("\"discord\"");
        _discord.Commands(_guild.Id).Should().HaveCount(3);

        await AskByCommandAsync();
        await AskInAThreadAsync();

        await EndAsync(service);
        _discord.Gateway.Identifies.Should().Be(1);
    }

    [Fact]
    public async Task By_HTTP_a_person_is_answered_at_the_address_that_Discord_calls()
    {
        _workspace.Settings["Discord:Receive"] = "http";
        await PostWeekTwiceAsync();
        await using var service = PaperBotProcess.StartService(_workspace.Settings);
        var announced = JsonNode.Parse(await service.ReadyAsync(Stop))!;
        _discord.InteractionsEndpoint = new Uri(new Uri(announced["web"]!.GetValue<string>()), "/discord/interactions");
        var ping = new JsonObject { ["type"] = 1 };

        (await _discord.PostAsync(ping, Stop, sign: (_, _) => new string('0', 128))).Status.Should().Be(401);
        (await _discord.PostAsync(ping, Stop)).Answer!.ToJsonString().Should().Be("""{"type":1}""");
        await AskByCommandAsync();

        await EndAsync(service);
        _discord.Gateway.Connects.Should().Be(0);
    }

    private async Task PostWeekTwiceAsync()
    {
        (await CallAsync("note", "import", await _workspace.SampleNoteAsync(Stop))).ExitCode.Should().Be(0);
        var run = await CallAsync("week", "run", "2023-05-29");
        run.ExitCode.Should().Be(0, run.Errors);

        foreach (var channel in new[] { _text, _news })
        {
            _discord.MessagesIn(channel.Id).Should().HaveCount(11, "a header and ten starters stand in the channel");
            _discord.ThreadsOf(channel.Id).Should().HaveCount(10);
        }

        _discord.ThreadsOf(_forum.Id).Should().HaveCount(11, "header and starters are posts of their own");
        Starter(_text).Words.Should().Contain("Thought Cloning");
        var replies = _discord.MessagesIn(Starter(_text).Id);
        replies.Should().HaveCountGreaterThanOrEqualTo(2, "the thread holds the summary and the answers");
        _discord.MessagesIn(Starter(_forum).Id).Should().HaveCount(1 + replies.Count);

        var before = Everything();
        (await CallAsync("week", "run", "2023-05-29")).ExitCode.Should().Be(0);
        Everything().Should().Equal(before, "a second run of the same week posts nothing new");
    }

    private async Task<JsonArray> SuggestAsync()
    {
        var typing = await _discord.TypeAsync(_person, _text, "paper", "query", "thought clon", Stop);
        return (await typing.FirstAsync(Stop))["data"]!["choices"]!.AsArray();
    }

    /// <summary>Suggestions, a card, a chosen question, a form, sharing, a rating, and what is for admins only.</summary>
    private async Task AskByCommandAsync()
    {
        // The service finds what a call beside it has stored a moment later, on a busy machine some moments.
        var choices = await SuggestAsync();
        for (var look = 0; choices.Count == 0 && look < 100; look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), Stop);
            choices = await SuggestAsync();
        }

        choices[0]!["name"]!.GetValue<string>().Should().Contain("Thought Cloning");

        var card = await AskAsync(_person, choices[0]!["value"]!.GetValue<string>());
        card.IsEphemeral.Should().BeTrue();
        card.Original!.Words.Should().Contain("Thought Cloning").And.Contain("PDFを開く");

        var stranger = _discord.AddPerson("en-US");
        var english = await AskAsync(stranger, "");
        english.Original!.Words.Should().MatchRegex("(?i)week").And.NotContain("使い方");

        var picked = await PressAsync(_person, Starter(_text), type: 3, "0");
        picked.IsEphemeral.Should().BeTrue();
        picked.Original!.Words.Should().Contain("弱点をどう説明していますか");

        var opened = await PressAsync(_person, Starter(_news), type: 2, value: null);
        var field = opened.First!["data"]!["components"]![0]!["component"]!["custom_id"]!.GetValue<string>();
        var sent = await _discord.SubmitAsync(opened, new Dictionary<string, string> { [field] = Question }, Stop);
        await sent.FirstAsync(Stop);
        await sent.UntilAsync(answered => answered.Original is not null, Stop);
        sent.Original!.Words.Should().Contain(Question);

        var before = _discord.MessagesIn(_text.Id).Count;
        foreach (var id in Controls(picked.Original).Where(control => control.Type == 2).Select(control => control.Id))
        {
            var pressed = await _discord.PressAsync(_person, _text, picked.Original, id, value: null, Stop);
            await pressed.FirstAsync(Stop);
        }

        _discord.MessagesIn(_text.Id).Count.Should().BeGreaterThan(before, "one of the buttons shares the answer");

        var admin = FakeDiscord.Subcommand("status");
        (await RunAsync(_person, admin)).Original!.Words.Should().Contain("管理者");
        (await RunAsync(_discord.AddPerson("ja", FakePerson.ManageGuild), admin)).Original!.Words.Should().Contain("W22");
    }

    /// <summary>Whoever asks in a paper's thread is answered where we are sure; who mentions the bot in any case; and chatter never.</summary>
    private async Task AskInAThreadAsync()
    {
        var thread = _discord.Channel(Starter(_text).Id)!;
        var before = _discord.MessagesIn(thread.Id).Count;
        _discord.Write(_person, thread, "今日のお昼は何にしましょうか");
        _discord.Write(_person, thread, Question);
        await AnsweredAsync(thread, before + 3);
        _discord.Write(_person, thread, $"<@{_discord.BotId}> 火星に水はありますか？");
        await AnsweredAsync(thread, before + 5);

        var said = _discord.MessagesIn(thread.Id).Skip(before).Where(message => message.AuthorId == _discord.BotId).ToList();
        said.Should().HaveCount(2);
        said[0].Words.Should().Contain(Question);
        said[1].Json["message_reference"].Should().NotBeNull("an answer is a reply to what was asked");
    }

    private async Task AnsweredAsync(FakeChannel thread, int messages) =>
        await _discord.UntilAsync(_ => _discord.MessagesIn(thread.Id).Count >= messages, Stop);

    private async Task EndAsync(PaperBotProcess service)
    {
        var standing = Everything();
        await service.StopAsync(Stop);
        service.ExitCode.Should().Be(0, service.Errors);
        Everything().Should().Equal(standing, "nothing more was to be said");
        _discord.Complaints.Should().BeEmpty();
        _discord.Exchanges.Where(exchange => exchange.Status >= 400).Should().BeEmpty("nothing was refused");
        service.Errors.Should().NotContain(_discord.Token);
    }

    private async Task<FakeInteraction> AskAsync(FakePerson person, string query) =>
        await AnsweredAsync(
            await (
                query.Length == 0
                    ? _discord.CommandAsync(person, _text, "paper", [], Stop)
                    : _discord.CommandAsync(person, _text, "paper", "query", query, Stop)
            )
        );

    private async Task<FakeInteraction> RunAsync(FakePerson person, JsonArray subcommand) =>
        await AnsweredAsync(await _discord.CommandAsync(person, _text, "paper-admin", subcommand.DeepClone().AsArray(), Stop));

    private async Task<FakeInteraction> PressAsync(FakePerson person, FakeMessage message, int type, string? value)
    {
        var control = Controls(message).First(control => control.Type == type);
        var pressed = await _discord.PressAsync(person, _text, message, control.Id, value, Stop);
        await pressed.FirstAsync(Stop);
        return pressed;
    }

    private static async Task<FakeInteraction> AnsweredAsync(FakeInteraction asked)
    {
        await asked.FirstAsync(Stop);
        await asked.UntilAsync(answered => answered.Original is not null, Stop);
        return asked;
    }

    private FakeMessage Starter(FakeChannel channel) =>
        (
            channel.IsForum
                ? _discord.ThreadsOf(channel.Id).Select(thread => _discord.MessagesIn(thread.Id)[0])
                : _discord.MessagesIn(channel.Id)
        )
            .Skip(1)
            .First(message => message.Words.Contains("Thought Cloning", StringComparison.Ordinal));

    /// <summary>Everything that people could press: type 2 a button, 3 a list.</summary>
    private static IEnumerable<(int Type, string Id)> Controls(FakeMessage message) =>
        from row in message.Json["components"]!.AsArray()
        from control in row!["components"]!.AsArray()
        where control!["custom_id"] is not null
        select (control["type"]!.GetValue<int>(), control["custom_id"]!.GetValue<string>());

    /// <summary>The ids of all that stands in the server.</summary>
    private IReadOnlyList<string> Everything() =>
        [
            .. new[] { _text, _news, _forum }
                .SelectMany(channel => _discord.ThreadsOf(channel.Id).Prepend(channel))
                .SelectMany(place => _discord.MessagesIn(place.Id))
                .Select(message => message.Id),
        ];

    private Task<CallResult> CallAsync(params string[] arguments) =>
        PaperBotProcess.CallAsync(arguments, _workspace.Settings, Stop);
}
