using PaperBot.Chat;
using PaperBot.Discord.Channels;
using PaperBot.Discord.Wire;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests.Channels;

public sealed class DiagnosisTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sound_installation_is_said_to_be_well()
    {
        await using var scene = await DiscordScene.OpenAsync();

        var findings = await LookAsync(scene, scene.Text.Id, scene.Forum.Id);

        findings.Should().OnlyContain(finding => finding.Level == FindingLevel.Well);
        findings[^1].Detail.Should().Contain($"client_id={scene.Fake.ApplicationId}").And.Contain("permissions=309237730304");
    }

    [Fact]
    public async Task Missing_permissions_are_computed_and_named()
    {
        await using var scene = await DiscordScene.OpenAsync();
        scene.Text.Overwrites.Add(new FakeOverwrite(scene.Guild.Id, 0, Allow: 0, Deny: (1UL << 35) | (1UL << 16)));

        var finding = (await LookAsync(scene, scene.Text.Id)).Single(found =>
            found.Subject.Contains(scene.Text.Id, StringComparison.Ordinal)
        );

        finding.Level.Should().Be(FindingLevel.Wrong);
        finding
            .Detail.Should()
            .Contain("Create Public Threads")
            .And.Contain("Read Message History")
            .And.NotContain("Send Messages,");
        finding.Remedy.Should().Contain("oauth2/authorize");
    }

    [Fact]
    public async Task To_a_Japanese_operator_it_speaks_Japanese()
    {
        await using var scene = await DiscordScene.OpenAsync(change: settings => settings with { OperatorLanguage = "ja" });
        scene.Forum.Flags = 1 << 4;
        scene.Text.Overwrites.Add(new FakeOverwrite(scene.Guild.Id, 0, Allow: 0, Deny: 1UL << 14));

        var findings = await LookAsync(scene, scene.Text.Id, scene.Forum.Id, "#papers", "123");

        findings.Should().OnlyContain(finding => finding.Subject.StartsWith("Discord", StringComparison.Ordinal));
        findings
            .SelectMany(finding => new[] { finding.Detail, finding.Remedy })
            .OfType<string>()
            .Where(text => !text.StartsWith("https://", StringComparison.Ordinal))
            .Should()
            .Contain(text => text.Contains("権限がありません: Embed Links", StringComparison.Ordinal))
            .And.Contain(text => text.Contains("タグが必須", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_token_an_unknown_channel_and_a_wrong_kind_are_told_apart()
    {
        await using var scene = await DiscordScene.OpenAsync();
        var category = scene.Fake.AddChannel(scene.Guild, FakeChannel.Category, "papers and more");
        await using var stranger = await DiscordScene.OpenAsync(change: settings => settings with { Token = "wrong" });

        (await LookAsync(stranger)).Single().Remedy.Should().Contain("Reset Token");
        (await LookAsync(scene, "123"))[^2].Level.Should().Be(FindingLevel.Wrong);
        (await LookAsync(scene, "#papers"))[^2].Remedy.Should().Contain("Developer Mode");
        (await LookAsync(scene, category.Id))[^2].Detail.Should().Contain("GuildCategory");
    }

    [Fact]
    public async Task Receiving_another_way_than_the_portal_says_is_noticed()
    {
        await using var scene = await DiscordScene.OpenAsync();
        scene.Fake.InteractionsEndpoint = new Uri("https://example.org/discord/interactions");

        (await LookAsync(scene))
            .Should()
            .Contain(finding => finding.Subject == "Discord receiving" && finding.Level == FindingLevel.Wrong);
    }

    [Fact]
    public async Task A_missing_intent_is_noticed_before_Discord_refuses_the_connection()
    {
        await using var scene = await DiscordScene.OpenAsync(
            new FakeDiscordOptions { RateLimits = false, MessageContent = false },
            settings => settings with { Messages = DiscordMessages.Threads }
        );

        (await LookAsync(scene))
            .Should()
            .Contain(finding => finding.Subject == "Discord intents" && finding.Level == FindingLevel.Wrong);
    }

    [Fact]
    public async Task A_channel_says_what_it_can_hold_and_where_its_posts_open()
    {
        await using var scene = await PlatformScene.OpenAsync();
        var forum = scene.Fake.AddChannel(scene.Guild, FakeChannel.Forum, "論文フォーラム");

        var text = await scene.Platform.DescribeAsync(scene.Channel.Id, Token);
        var posts = await scene.Platform.DescribeAsync(forum.Id, Token);

        text.Should().BeOfType<ChannelOutcome.Known>().Which.Threads.Should().Be(ThreadModel.FromMessage);
        posts
            .Should()
            .Be(new ChannelOutcome.Known(scene.Fake.ApplicationId, "論文フォーラム", ThreadModel.Forum, scene.Platform.Limits));
        scene
            .Platform.Permalink(scene.Channel.Id, threadId: null, "9")
            .Should()
            .Be($"https://discord.com/channels/{scene.Guild.Id}/{scene.Channel.Id}/9");
        scene.Platform.Permalink(scene.Channel.Id, "8", "9").Should().Be($"https://discord.com/channels/{scene.Guild.Id}/8/9");
        scene.Platform.Permalink(forum.Id, threadId: null, "9").Should().Be($"https://discord.com/channels/{scene.Guild.Id}/9/9");
    }

    [Fact]
    public async Task All_channels_of_a_server_are_known_after_one_look()
    {
        await using var scene = await DiscordScene.OpenAsync();
        var others = Enumerable.Range(0, 50).Select(i => scene.Fake.AddChannel(scene.Guild, FakeChannel.Text, $"c{i}")).ToList();
        await scene.PostAsync(scene.Text, PostKind.Header, "first");
        var before = scene.Fake.Exchanges.Count;

        foreach (var channel in others)
        {
            await scene.PostAsync(channel, PostKind.Header, "h" + channel.Id);
        }

        (scene.Fake.Exchanges.Count - before).Should().Be(50);
    }

    [Fact]
    public void Overwrites_are_applied_in_the_documented_order()
    {
        var guild = new DiscordGuild(
            "1",
            "g",
            "9",
            [
                new DiscordRole("1", "@everyone", Permissions.ViewChannel | Permissions.SendMessages),
                new DiscordRole("2", "r", Permissions.None),
                new DiscordRole("3", "s", Permissions.None),
            ]
        );
        DiscordOverwrite[] overwrites =
        [
            new("5", 1, Permissions.None, Permissions.EmbedLinks),
            new("2", 0, Permissions.None, Permissions.ReadMessageHistory),
            new("3", 0, Permissions.ReadMessageHistory | Permissions.EmbedLinks, Permissions.None),
            new("1", 0, Permissions.None, Permissions.SendMessages),
            new("6", 1, Permissions.SendMessages, Permissions.None),
        ];

        ChannelPermissions
            .Of(guild, ["2", "3"], "5", overwrites)
            .Should()
            .Be(Permissions.ViewChannel | Permissions.ReadMessageHistory);
        ChannelPermissions.Of(guild, ["2"], "6", overwrites).Should().Be(Permissions.ViewChannel | Permissions.SendMessages);
        ChannelPermissions
            .Of(guild, [], "9", overwrites)
            .Should()
            .HaveFlag(Permissions.ManageThreads, "the owner may do everything");
        ChannelPermissions
            .Of(guild, [], "7", [new("1", 0, Permissions.None, Permissions.ViewChannel)])
            .Should()
            .Be(Permissions.None);
    }

    private static Task<IReadOnlyList<Finding>> LookAsync(DiscordScene scene, params string[] channels) =>
        new Diagnosis(scene.Rest, scene.Identity, scene.Directory, scene.Settings).LookAsync(channels, Token);
}
