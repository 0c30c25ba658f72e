using System.Text;
using System.Text.Json.Nodes;
using PaperBot.Chat;
using PaperBot.Discord.Interactions;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests.Interactions;

/// <summary>Interactions that Discord sends to our own address.</summary>
public sealed class EndpointTests
{
    private static readonly JsonObject Ping = new()
    {
        ["type"] = 1,
        ["id"] = "1",
        ["application_id"] = "2",
        ["token"] = "t",
        ["version"] = 1,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ping_is_answered_with_a_pong()
    {
        await using var scene = await OpenAsync();

        var (status, answer) = await scene.Fake.PostAsync(Ping, Token);

        status.Should().Be(200);
        answer!.ToJsonString().Should().Be("""{"type":1}""");
        scene.Fake.Gateway.Connects.Should().Be(0, "by HTTP nobody needs the gateway");
    }

    [Fact]
    public async Task A_command_is_answered_in_the_response_itself()
    {
        await using var scene = await OpenAsync();

        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);

        asked.FirstType.Should().Be(4);
        asked.Original!.Words.Should().Contain("答え");
        asked.Callbacks.Should().Be(0);
        scene.Fake.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task A_slow_answer_is_announced_in_the_response_and_brought_by_a_call()
    {
        await using var scene = await OpenAsync();
        var slow = new TaskCompletionSource<CommandReply>();
        scene.Commands.Answer = (_, _) => slow.Task;

        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);
        asked.FirstType.Should().Be(5);
        slow.SetResult(new CommandReply.Show(DiscordScene.Message("遅い答え")));
        await asked.UntilAsync(answered => answered.Original is not null, Token);

        asked.Original!.Words.Should().Contain("遅い答え");
        scene.Fake.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task A_replayed_request_does_nothing()
    {
        await using var scene = await OpenAsync();
        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);

        var (status, answer) = await scene.Fake.PostAsync(scene.Fake.Payloads[asked.Id], Token);

        status.Should().Be(202);
        answer.Should().BeNull();
        scene.Commands.Requests.Should().ContainSingle();
    }

    public static TheoryData<string> WrongSignatures() =>
        ["none", "empty", "short", "no hex", "another key", "another body", "another time", "zeros"];

    [Theory]
    [MemberData(nameof(WrongSignatures))]
    public async Task Whatever_is_not_signed_by_Discord_is_refused_and_not_read(string wrong)
    {
        await using var scene = await OpenAsync();
        var signing = scene.Fake.Signing;
        Func<string, byte[], string> sign = wrong switch
        {
            "none" => (_, _) => "",
            "empty" => (_, _) => " ",
            "short" => (time, body) => signing.Sign(time, body)[..64],
            "no hex" => (_, _) => new string('x', 128),
            "another key" => new FakeSigning().Sign,
            "another body" => (time, body) => signing.Sign(time, [.. body, 32]),
            "another time" => (time, body) => signing.Sign(time + "0", body),
            _ => (_, _) => new string('0', 128),
        };

        var (status, _) = await scene.Fake.PostAsync(Ping, Token, sign);

        status.Should().Be(401);
    }

    [Fact]
    public async Task An_old_timestamp_that_is_signed_passes_since_clocks_differ()
    {
        await using var scene = await OpenAsync();

        var (status, _) = await scene.Fake.PostAsync(Ping, Token, timestamp: "1000000000");

        status.Should().Be(200);
    }

    [Fact]
    public async Task A_body_without_end_is_refused_before_it_is_looked_at()
    {
        await using var scene = await OpenAsync();

        var (status, _) = await scene.Fake.PostAsync(new JsonObject { ["x"] = new string('x', 1024 * 1024) }, Token);

        status.Should().Be(413);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"one\"}")]
    [InlineData("{\"type\":2,\"id\":[]}")]
    public async Task Signed_nonsense_harms_nobody(string body)
    {
        await using var scene = await OpenAsync();

        var (status, _) = await scene.Fake.PostAsync(JsonNode.Parse(body)!, Token);

        status.Should().BeOneOf(202, 400);
        scene.Commands.Requests.Should().BeEmpty();
    }

    [Fact]
    public void The_signature_of_the_documents_own_kind_is_verified()
    {
        // RFC 8032, section 7.1, test 3: the message af82, of which the first byte stands here for the timestamp's place.
        var key = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
        var signature =
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";

        // The timestamp is text and this message is not, so the pieces cannot be told apart here: a wrong split must not pass.
        RequestSignature.IsValid(key, signature, "\u00af", [0x82]).Should().BeFalse();
        RequestSignature.IsValid(key, signature, "", [0xaf, 0x82]).Should().BeFalse("a timestamp belongs to it");
    }

    [Fact]
    public void A_signature_covers_timestamp_and_body()
    {
        var signing = new FakeSigning();
        var body = Encoding.UTF8.GetBytes("""{"type":1}""");
        var signature = signing.Sign("1700000000", body);

        RequestSignature.IsValid(signing.VerifyKey, signature, "1700000000", body).Should().BeTrue();
        RequestSignature
            .IsValid(signing.VerifyKey, signature, "170000000", [(byte)'0', .. body])
            .Should()
            .BeTrue("the two are simply joined");
        RequestSignature.IsValid(signing.VerifyKey, signature, "1700000001", body).Should().BeFalse();
        RequestSignature.IsValid(null, signature, "1700000000", body).Should().BeFalse();
    }

    private static Task<PlatformScene> OpenAsync() =>
        PlatformScene.OpenAsync(settings => settings with { Receive = DiscordReceive.Http });
}
