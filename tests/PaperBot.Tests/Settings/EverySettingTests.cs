using Microsoft.Extensions.Configuration;
using PaperBot.Settings;

namespace PaperBot.Tests.Settings;

/// <summary>Every setting that can be wrong, wrong: each is named by its key, alone and with all others at once.</summary>
public sealed class EverySettingTests
{
    /// <summary>A value that each setting cannot have. Only free texts and folders take anything.</summary>
    private static readonly Dictionary<string, string> Wrong = new(StringComparer.Ordinal)
    {
        ["Store:Provider"] = "oracle",
        ["Store:ConnectionString"] = "Colour=blue",
        ["Schedule:Cron"] = "every monday",
        ["Schedule:TimeZone"] = "Mars/Base",
        ["Schedule:CatchUp"] = "-1d",
        ["Schedule:CatchUpSpacing"] = "soon",
        ["Schedule:LateAfter"] = "0s",
        ["Asking:KeepUnanswered"] = "maybe",
        ["Channels"] = "C0123",
        ["Channels:0:Platform"] = "irc",
        ["Channels:0:Id"] = "",
        ["Channels:0:Language"] = "fr",
        ["Channels:0:MaxPapers"] = "0",
        ["Channels:0:Schedule"] = "mondays",
        ["Channels:0:TimeZone"] = "Mars/Base",
        ["Outbox:Lease"] = "1ms",
        ["Outbox:RequestTimeout"] = "1h",
        ["Outbox:Settle"] = "x",
        ["Outbox:StopGrace"] = "-1s",
        ["Outbox:LongestBackoff"] = "9d",
        ["Weeks:BaseUrl"] = "http://example.org/",
        ["Weeks:Notes"] = "/nowhere/at/all",
        ["Weeks:LookEvery"] = "1s",
        ["Weeks:SettleFor"] = "3h",
        ["Weeks:NotesEvery"] = "1ms",
        ["Weeks:CorrectionsEvery"] = "1ms",
        ["Weeks:CorrectionsFor"] = "x",
        ["Writer:Provider"] = "oracle",
        ["Writer:Endpoint"] = "http://example.org/v1",
        ["Writer:Languages"] = "fr",
        ["Writer:Style"] = "casual",
        ["Writer:MonthlyBudget"] = "lots",
        ["Writer:InputPrice"] = "free",
        ["Writer:CachedInputPrice"] = "-1",
        ["Writer:CacheWritePrice"] = "x",
        ["Writer:OutputPrice"] = "x",
        ["Writer:Parallel"] = "0",
        ["Writer:CallsPerMinute"] = "-1",
        ["Writer:Structured"] = "xml",
        ["Writer:ContextTokens"] = "1",
        ["Writer:MaxOutputTokens"] = "1",
        ["Writer:CallTimeout"] = "1h",
        ["Writer:Retries"] = "99",
        ["Notices:Channels"] = "nowhere",
        ["Notices:Language"] = "fr",
        ["Asking:Glossary"] = "/nowhere/at/all.txt",
        ["Asking:Embeddings:Endpoint"] = "http://example.org/v1",
        ["Asking:Embeddings:Patience"] = "1h",
        ["Arxiv:ApiBase"] = "ftp://example.org/",
        ["Arxiv:PdfBase"] = "export",
        ["Arxiv:PdfFolder"] = "/nowhere/at/all",
        ["Arxiv:PdfBudget"] = "lots",
        ["Arxiv:RequestInterval"] = "1ms",
        ["Checking:Failed"] = "drop",
        ["Checking:Weak"] = "drop",
        ["Checking:Unchecked"] = "drop",
        ["Checking:Download"] = "perhaps",
        ["Admins"] = "hoshi",
        ["Web:Urls"] = "http://127.0.0.1:99999",
        ["Web:AllowRemote"] = "perhaps",
        ["Web:Pages"] = "perhaps",
        ["Web:Indexable"] = "perhaps",
        ["Web:Picture"] = "perhaps",
        ["Web:PictureFonts"] = "/nowhere/font.ttf",
        ["Web:PublicUrl"] = "wss://example.org/",
        ["Asking:KeepFor"] = "1h",
        ["Backup:Cron"] = "nightly",
        ["Backup:Folder"] = "/etc/hostname",
        ["Backup:Keep"] = "-1",
        ["Logs:Format"] = "xml",
        ["Logs:Level"] = "loud",
        ["Telemetry:Prometheus"] = "perhaps",
        ["Telemetry:OtlpEndpoint"] = "http://collector:4318",
        ["Telemetry:OtlpProtocol"] = "pigeon",
        ["Slack:BotToken"] = "xapp-1",
        ["Slack:AppToken"] = "xoxb-1",
        ["Slack:Receive"] = "pigeon",
        ["Slack:ApiBase"] = "http://slack.com/api/",
        ["Slack:Connections"] = "5",
        ["Slack:PostSpacing"] = "2h",
        ["Slack:PostsPerMinute"] = "0",
        ["Slack:RequestTimeout"] = "11s",
        ["Slack:KeepAliveInterval"] = "x",
        ["Slack:KeepAliveTimeout"] = "x",
        ["Discord:Token"] = "Bot 123",
        ["Discord:Receive"] = "post",
        ["Discord:ApiBase"] = "http://discord.com/api/v10",
        ["Discord:GuildIds"] = "my-server",
        ["Discord:Messages"] = "some",
        ["Discord:Shards"] = "-1",
        ["Discord:Compress"] = "gzip",
        ["Discord:RequestTimeout"] = "11s",
        ["Discord:KeepAliveInterval"] = "x",
        ["Discord:KeepAliveTimeout"] = "x",
    };

    private static readonly string[] TakesAnything =
    [
        "Arxiv:PdfCache",
        "Asking:Embeddings:Model",
        "Asking:Embeddings:ApiKey",
        "Writer:Model",
        "Writer:ApiKey",
    ];

    public static TheoryData<string> Keys => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_wrong_setting_is_named_by_its_key(string key) =>
        Problems([.. Needed(key), (key, Wrong[key])])
            .Should()
            .Contain(problem => problem.Key == key && problem.Expected.Length > 0);

    [Fact]
    public void What_is_wrong_is_said_in_Japanese_too()
    {
        var problems = Problems([.. Wrong.Select(pair => (pair.Key, pair.Value)), ("Slak:Token", "x")]);

        foreach (var problem in problems)
        {
            SettingsWords
                .Problem(problem, PaperBot.Papers.Language.Japanese)
                .Should()
                .MatchRegex(@"\p{IsHiragana}", problem.ToString());
            SettingsWords
                .Expected(problem, PaperBot.Papers.Language.Japanese)
                .Should()
                .MatchRegex(@"\p{IsHiragana}", problem.ToString());
        }

        SettingsWords.List(problems, PaperBot.Papers.Language.Japanese).Should().StartWith("設定に誤りがあります:");
    }

    [Fact]
    public void All_wrong_settings_are_named_at_once() =>
        Problems([.. Wrong.Select(pair => (pair.Key, pair.Value))])
            .Select(problem => problem.Key)
            .Distinct()
            .Should()
            .BeEquivalentTo(Wrong.Keys);

    [Fact]
    public void The_table_of_wrong_settings_holds_every_shipped_one()
    {
        using var shipped = typeof(PaperBotSettings).Assembly.GetManifestResourceStream("PaperBot.paperbot.json")!;
        var keys = new ConfigurationBuilder().AddJsonStream(shipped).Build().AsEnumerable().Where(pair => pair.Value is not null);

        Wrong.Keys.Concat(TakesAnything).Should().Contain(keys.Select(pair => pair.Key));
    }

    [Theory]
    [InlineData("Schedule:Crom", "0 0 9 ? * MON", "Schedule:Cron")]
    [InlineData("Schedule:Cron:Deep", "x", "Schedule:Cron")]
    [InlineData("Slack", "xoxb-1", "Slack:")]
    [InlineData("Chanels:0:Id", "C1", "Channels")]
    public void A_setting_that_does_not_exist_is_named_with_what_was_meant(string key, string value, string meant) =>
        Problems((key, value)).Should().ContainSingle(problem => problem.Key == key).Which.Expected.Should().Contain(meant);

    [Theory]
    [InlineData("sqlite", "Data Source=/tmp/x.db;Password=geheim;Colour=blue")]
    [InlineData("postgres", "Hots=db;Password=geheim")]
    [InlineData("postgres", "Host=db;Port=geheim")]
    [InlineData("postgres", "geheim")]
    public void A_wrong_connection_string_is_named_and_not_shown(string provider, string text)
    {
        var problem = Problems(("Store:Provider", provider), ("Store:ConnectionString", text)).Should().ContainSingle().Subject;

        problem.Key.Should().Be("Store:ConnectionString");
        problem.ToString().Should().NotContain("geheim");
    }

    [Fact]
    public void Where_posts_are_sent_a_channel_of_a_platform_that_is_off_is_named()
    {
        var settings = Configuration([("Channels:0:Platform", "slack"), ("Channels:0:Id", "C1")]);

        PaperBotSettings.Read(settings).Channels.Should().ContainSingle("a question is answered without any token");
        var start = () => PaperBotSettings.Read(settings, posts: true);

        start
            .Should()
            .Throw<SettingsException>()
            .Which.Problems.Should()
            .ContainSingle()
            .Which.ToString()
            .Should()
            .Contain("Channels:0:Platform")
            .And.Contain("Slack:BotToken");
    }

    [Theory]
    [InlineData("Slack:BotToken", "xoxb-1", "", "true", "Web:PublicUrl")]
    [InlineData("Discord:Token", "abc.def.ghi", "http://127.0.0.1:5080/", "true", "Web:PublicUrl")]
    [InlineData("Discord:Token", "abc.def.ghi", "https://papers.example.com/", "false", "Web:Pages")]
    public void A_picture_that_no_chat_could_fetch_is_a_wrong_setting(
        string token,
        string value,
        string address,
        string pages,
        string key
    )
    {
        var problem = Problems(
                (token, value),
                ("Slack:AppToken", token == "Slack:BotToken" ? "xapp-1" : ""),
                ("Web:Picture", "true"),
                ("Web:PublicUrl", address),
                ("Web:Pages", pages)
            )
            .Should()
            .ContainSingle()
            .Subject;

        problem.Key.Should().Be(key);
        problem.ToString().Should().Contain("Web:Picture");
        var japanese = PaperBot.Papers.Language.Japanese;
        (SettingsWords.Problem(problem, japanese) + SettingsWords.Expected(problem, japanese))
            .Should()
            .Contain("Web:Picture")
            .And.MatchRegex("が.*Web:Picture を false に");
    }

    [Fact]
    public void In_the_local_workspace_a_picture_needs_no_address() =>
        PaperBotSettings.Read(Configuration([("Web:Picture", "true")])).Web.HasPicturesForChats.Should().BeFalse();

    [Theory]
    [InlineData("Schedule:Cron")]
    [InlineData("Backup:Cron")]
    [InlineData("Channels:0:Schedule")]
    public void A_schedule_that_never_comes_is_a_wrong_setting(string key)
    {
        var problem = Problems(("Channels:0:Platform", "local"), ("Channels:0:Id", "c"), (key, "0 0 9 30 2 ?"))
            .Should()
            .ContainSingle()
            .Subject;

        problem.Key.Should().Be(key);
        problem.ToString().Should().Contain("which never comes; expected: a cron expression");
        SettingsWords.Problem(problem, PaperBot.Papers.Language.Japanese).Should().Be("「0 0 9 30 2 ?」は一度も来ない日時です");
        SettingsWords.Expected(problem, PaperBot.Papers.Language.Japanese).Should().Contain("cron 式です");
    }

    [Fact]
    public void Of_a_key_that_a_call_sets_twice_the_last_counts_whatever_its_case() =>
        PaperBotSettings
            .Read(null, ["Outbox:Settle=1s", "outbox:settle=2s", "OUTBOX:Settle=3s"])
            .Outbox.Settle.Should()
            .Be(TimeSpan.FromSeconds(3));

    [Fact]
    public void What_is_no_setting_at_all_hides_no_other_problem()
    {
        var read = () => PaperBotSettings.Read(null, ["noequals", "Web:Pages=maybe", "=x", "Writer:Style=casual"]);

        read.Should()
            .Throw<SettingsException>()
            .Which.Problems.Select(problem => problem.Key)
            .Should()
            .BeEquivalentTo("--set", "--set", "Web:Pages", "Writer:Style");
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_with_what_is_wrong_in_the_call()
    {
        var read = () => PaperBotSettings.Read(new FileInfo("/nowhere/paperbot.json"), ["noequals"]);

        read.Should()
            .Throw<SettingsException>()
            .Which.Problems.Select(problem => problem.Key)
            .Should()
            .Equal("--set", "--config");
    }

    [Fact]
    public void A_secret_of_Slack_without_its_bot_token_is_named() =>
        Problems(("Slack:AppToken", "xapp-1")).Should().ContainSingle().Which.Key.Should().Be("Slack:BotToken");

    [Fact]
    public void A_secret_twice_and_a_secret_file_that_is_not_there_are_named_and_not_shown()
    {
        var problems = Problems(("Discord:Token", "geheim"), ("Discord:Token_FILE", "/nowhere/token"));

        problems.Select(problem => problem.Key).Should().BeEquivalentTo("Discord:Token", "Discord:Token_FILE");
        problems.Should().NotContain(problem => problem.ToString().Contains("geheim"));
    }

    /// <summary>Without its bot token Slack is off, whatever else is set.</summary>
    private static (string Key, string Value)[] Needed(string key) =>
        key == "Slack:AppToken" ? [("Slack:BotToken", "xoxb-1")] : [];

    private static IReadOnlyList<SettingsProblem> Problems(params (string Key, string Value)[] settings)
    {
        var read = () => PaperBotSettings.Read(Configuration(settings));
        return read.Should().Throw<SettingsException>().Which.Problems;
    }

    private static IConfiguration Configuration(IEnumerable<(string Key, string Value)> settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
}
