using PaperBot.Chat;

namespace PaperBot.Discord.Tests.Interactions;

public sealed class MessageListenerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DiscordMessages.Threads, "限界は？", true, false, true)]
    [InlineData(DiscordMessages.Threads, "<@BOT> 限界は？", true, true, true)]
    [InlineData(DiscordMessages.Mentions, "<@BOT> 限界は？", false, true, true)]
    [InlineData(DiscordMessages.Mentions, "限界は？", true, false, false)]
    [InlineData(DiscordMessages.Threads, "限界は？", false, false, false)]
    [InlineData(DiscordMessages.None, "<@BOT> 限界は？", true, true, false)]
    public async Task A_plain_message_is_a_question_where_the_settings_say_so(
        DiscordMessages messages,
        string content,
        bool inOurThread,
        bool mentions,
        bool asked
    )
    {
        await using var scene = await PlatformScene.OpenAsync(settings => settings with { Messages = messages });
        var place = inOurThread ? await scene.OpenThreadAsync() : scene.Channel;

        var message = scene.Fake.Write(scene.Person, place, content.Replace("BOT", scene.Fake.BotId, StringComparison.Ordinal));
        if (asked)
        {
            var request = (ChatRequest.Message)await scene.Commands.NextAsync();
            request.Text.Should().Be("限界は？");
            request.MentionsUs.Should().Be(mentions);
            request.MessageId.Should().Be(message.Id);
            request.Origin.ThreadId.Should().Be(inOurThread ? place.Id : null);
            await scene.Fake.UntilAsync(
                exchange =>
                    exchange is { Method: "POST", Template: "/channels/:id/messages" }
                    && exchange.RequestBody!.Contains("message_reference", StringComparison.Ordinal),
                Token
            );
            scene.Fake.MessagesIn(place.Id)[^1].Words.Should().Contain("答え");
        }
        else
        {
            // A command comes after it over the same connection: when that is here, the message has been passed over.
            await (await scene.AskAsync("x")).FirstAsync(Token);
            scene.Commands.Requests.Should().ContainSingle().Which.Should().BeOfType<ChatRequest.Command>();
        }

        scene.Fake.Complaints.Should().BeEmpty();
    }
}
