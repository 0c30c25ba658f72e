using System.Diagnostics;
using System.Text.Json.Nodes;
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
        await using var sdk = await DiscordJs.StartAsync(fake, guild, text, forum, Token);

        var ready = await sdk.ExpectAsync("ready", Token);
        ready["user"]!.GetValue<string>().Should().Be(fake.BotId);
        ready["application"]!.GetValue<string>().Should().Be(fake.ApplicationId);
        ready["channels"]!.GetValue<int>().Should().Be(2);
        (await sdk.ExpectAsync("registered", Token)).ToJsonString().Should().Contain("[\"paper\",\"slow\"]").And.Contain("ja");
        Said(await sdk.ExpectAsync("posted", Token))
            .Should()
            .Be("""{"same":true,"thread":true,"edited":"改めた概要","title":"論文","button":"a:1"}""");
        Said(await sdk.ExpectAsync("forum", Token)).Should().Be("""{"type":true,"archived":1,"active":2}""");
        Said(await sdk.ExpectAsync("refused", Token))
            .Should()
            .Be("""{"empty":50006,"long":50035,"unknown":10003,"gone":10008,"twice":160004,"forum":40058}""");

        var typing = await fake.TypeAsync(person, text, "paper", "query", "dp", Token);
        (await typing.FirstAsync(Token))["data"]!["choices"]![0]!["name"]!.GetValue<string>().Should().Be("see dp");
        var asked = await fake.CommandAsync(person, text, "paper", "query", "dpo", Token);
        Said(await sdk.ExpectAsync("answered", Token))
            .Should()
            .Be($$"""{"id":"{{asked.Original!.Id}}","locale":"ja","admin":true}""");
        asked.IsEphemeral.Should().BeTrue();
        var pressed = await fake.PressAsync(person, text, asked.Original, "more", value: null, Token);
        await pressed.FirstAsync(Token);
        var sent = await fake.SubmitAsync(pressed, new Dictionary<string, string> { ["q"] = "なぜ？" }, Token);
        await sent.FirstAsync(Token);
        asked.Original.Content.Should().Be("typed なぜ？");
        var slow = await fake.CommandAsync(person, text, "slow", [], Token);
        Said(await sdk.ExpectAsync("deferred", Token)).Should().Be("""{"same":true,"content":"deferred and done"}""");
        slow.FollowUps.Should().ContainSingle().Which.Content.Should().Be("and more, changed");

        fake.Write(person, text, $"<@{fake.BotId}> こんにちは");
        Said(await sdk.ExpectAsync("message", Token)).Should().Contain("\"mentions\":true");

        fake.Gateway.Connections[0].Drop();
        var missed = await fake.CommandAsync(person, text, "paper", "query", "while away", Token);
        await missed.FirstAsync(Token);
        await sdk.ExpectAsync("answered", "resumed", Token);
        await sdk.ExpectAsync("answered", "resumed", Token);
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

/// <summary>The script in <c>sdk/</c>, run by node.</summary>
internal sealed class DiscordJs : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private DiscordJs(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <exception cref="InvalidOperationException">Node, npm or the package is missing; the message says which.</exception>
    public static async Task<DiscordJs> StartAsync(
        FakeDiscord fake,
        FakeGuild guild,
        FakeChannel text,
        FakeChannel forum,
        CancellationToken cancellationToken
    )
    {
        var folder = Folder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "discord.js")))
        {
            await InstallAsync(folder, cancellationToken);
        }

        var start = new ProcessStartInfo(Program("node"), "drive.mjs")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["DISCORD_API"] = fake.ApiBase.AbsoluteUri[..fake.ApiBase.AbsoluteUri.LastIndexOf('/')];
        start.Environment["DISCORD_TOKEN"] = fake.Token;
        start.Environment["DISCORD_GUILD"] = guild.Id;
        start.Environment["DISCORD_TEXT"] = text.Id;
        start.Environment["DISCORD_FORUM"] = forum.Id;
        return new DiscordJs(Process.Start(start)!);
    }

    public Task<JsonObject> ExpectAsync(string what, CancellationToken cancellationToken) =>
        ExpectAsync(what, what, cancellationToken);

    /// <summary>The next line, which says one of two things.</summary>
    public async Task<JsonObject> ExpectAsync(string what, string or, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var line =
            await _process.StandardOutput.ReadLineAsync(limit.Token)
            ?? throw new InvalidOperationException($"The script ended before it said '{what}': {await _errors}");
        var said = JsonNode.Parse(line)!.AsObject();
        said["what"]!.GetValue<string>().Should().BeOneOf([what, or], line);
        return said;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        using var npm = Process.Start(
            new ProcessStartInfo(Program("npm"), ["ci", "--no-audit", "--no-fund"])
            {
                WorkingDirectory = folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
        await npm.StandardOutput.ReadToEndAsync(cancellationToken);
        await npm.WaitForExitAsync(cancellationToken);
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"discord.js is not installed, and 'npm ci --prefix {folder}' failed: {await errors}"
            );
        }
    }

    private static string Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(part => Path.Combine(part, name))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"There is no {name} on the PATH; this test needs Node.js 20 or later with npm.");

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var sdk = Path.Combine(folder.FullName, "sdk");
            if (File.Exists(Path.Combine(sdk, "package.json")))
            {
                return sdk;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds sdk/package.json.");
    }
}
