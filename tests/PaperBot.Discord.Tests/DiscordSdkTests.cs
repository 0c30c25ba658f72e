using System.Text.Json.Nodes;
using PaperBot.Fakes;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests;

/// <summary>The stand-in is believed because discord.js works against it.</summary>
public sealed class DiscordSdkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Discord_js_connects_registers_answers_posts_opens_threads_and_resumes()
    {
        await using var fake = await FakeDiscord.StartAsync(cancellationToken: Token);
        var guild = fake.AddGuild();
        var text = fake.AddChannel(guild);
        var forum = fake.AddChannel(guild, FakeChannel.Forum, "forum");
        var person = fake.AddPerson("ja", FakePerson.ManageGuild);
        await using var sdk = DiscordJs.Start(fake, guild, text, forum);

        var ready = await sdk.ExpectAsync(Token, "ready");
        ready["user"]!.GetValue<string>().Should().Be(fake.BotId);
        ready["application"]!.GetValue<string>().Should().Be(fake.ApplicationId);
        ready["channels"]!.GetValue<int>().Should().Be(2);
        (await sdk.ExpectAsync(Token, "registered")).ToJsonString().Should().Contain("[\"paper\",\"slow\"]").And.Contain("ja");
        Said(await sdk.ExpectAsync(Token, "posted"))
            .Should()
            .Be("""{"same":true,"thread":true,"edited":"改めた概要","title":"論文","button":"a:1"}""");
        Said(await sdk.ExpectAsync(Token, "forum")).Should().Be("""{"type":true,"archived":1,"active":2}""");
        Said(await sdk.ExpectAsync(Token, "refused"))
            .Should()
            .Be("""{"empty":50006,"long":50035,"unknown":10003,"gone":10008,"twice":160004,"forum":40058}""");

        var typing = await fake.TypeAsync(person, text, "paper", "query", "dp", Token);
        (await typing.FirstAsync(Token))["data"]!["choices"]![0]!["name"]!.GetValue<string>().Should().Be("see dp");
        var asked = await fake.CommandAsync(person, text, "paper", "query", "dpo", Token);
        Said(await sdk.ExpectAsync(Token, "answered"))
            .Should()
            .Be($$"""{"id":"{{asked.Original!.Id}}","locale":"ja","admin":true}""");
        asked.IsEphemeral.Should().BeTrue();
        var pressed = await fake.PressAsync(person, text, asked.Original, "more", value: null, Token);
        await pressed.FirstAsync(Token);
        var sent = await fake.SubmitAsync(pressed, new Dictionary<string, string> { ["q"] = "なぜ？" }, Token);
        await sent.FirstAsync(Token);
        asked.Original.Content.Should().Be("typed なぜ？");
        var slow = await fake.CommandAsync(person, text, "slow", [], Token);
        Said(await sdk.ExpectAsync(Token, "deferred")).Should().Be("""{"same":true,"content":"deferred and done"}""");
        slow.FollowUps.Should().ContainSingle().Which.Content.Should().Be("and more, changed");

        fake.Write(person, text, $"<@{fake.BotId}> こんにちは");
        Said(await sdk.ExpectAsync(Token, "message")).Should().Contain("\"mentions\":true");

        fake.Gateway.Connections[0].Drop();
        var missed = await fake.CommandAsync(person, text, "paper", "query", "while away", Token);
        await missed.FirstAsync(Token);
        await sdk.ExpectAsync(Token, "answered", "resumed");
        await sdk.ExpectAsync(Token, "answered", "resumed");
        missed.Original!.Content.Should().Be("asked while away");
        fake.Gateway.Identifies.Should().Be(1);
        fake.SelfInflicted.Should().Be(0);
    }

    private static string Said(JsonObject line)
    {
        line.Remove("what");
        return line.ToJsonString(
            new System.Text.Json.JsonSerializerOptions
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
    }
}

/// <summary>The script in <c>sdk/</c>, run by node with discord.js.</summary>
internal static class DiscordJs
{
    public static NodeScript Start(FakeDiscord fake, FakeGuild guild, FakeChannel text, FakeChannel forum) =>
        NodeScript.Start(
            "drive.mjs",
            "discord.js",
            ("DISCORD_API", fake.ApiBase.AbsoluteUri[..fake.ApiBase.AbsoluteUri.LastIndexOf('/')]),
            ("DISCORD_TOKEN", fake.Token),
            ("DISCORD_GUILD", guild.Id),
            ("DISCORD_TEXT", text.Id),
            ("DISCORD_FORUM", forum.Id)
        );
}
