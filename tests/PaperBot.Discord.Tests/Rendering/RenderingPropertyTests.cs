using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using PaperBot.Chat;
using PaperBot.Discord.Rendering;
using PaperBot.Fakes;
using PaperBot.Fakes.Discord;
using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Discord.Tests.Rendering;

/// <summary>Whatever text comes in: Discord accepts the message, nobody is mentioned, and the post can be found again.</summary>
public sealed class RenderingPropertyTests
{
    private const string Key = "2023-W22|discord:100|p03/qa1";

    [Fact]
    public void Discord_takes_every_post_of_any_digest_mentions_nobody_and_gives_it_back_by_its_marker() =>
        Gen.Select(GeneratedWeek.Of(Adversarial.Text), Gen.Enum<ThreadModel>())
            .Sample(
                (week, threads) =>
                {
                    var profile = DigestProfile.Everything;
                    var digest = DigestComposer.Compose(week, Language.Japanese, threads, DiscordRenderer.Limits, profile);
                    digest.Posts.Should().HaveCountGreaterThanOrEqualTo(1 + (2 * week.Papers.Count));
                    foreach (var post in digest.Posts)
                    {
                        Check(post.Message, post.Kind);
                    }
                },
                iter: ByHand.Count(1_000, 100_000)
            );

    [Fact]
    public void Discord_takes_every_message_mentions_nobody_and_gives_the_post_back_by_its_marker() =>
        Adversarial.Message.Sample(message => Check(message, PostKind.Starter), iter: ByHand.Count(1_000, 100_000));

    [Fact]
    public void What_composing_has_cut_to_the_limits_is_said_whole() =>
        GeneratedWeek
            .Of(Adversarial.Text)
            .Sample(
                week =>
                {
                    var digest = DigestComposer.Compose(
                        week,
                        Language.Japanese,
                        ThreadModel.FromMessage,
                        DiscordRenderer.Limits,
                        DigestProfile.Everything
                    );
                    foreach (var post in digest.Posts.Where(post => post.Kind is PostKind.Reply))
                    {
                        var embeds = Embeds(DiscordRenderer.Post(post.Message, post.Kind, Key));
                        var said = string.Concat(embeds.Select(embed => MessageRules.Text(embed!["description"])));

                        // A pair of these stands around every answer.
                        Marks(said)
                            .Should()
                            .Equal(
                                Marks(DrawnMessage.Draw(post.Message)),
                                $"{post.Part} has {said.Length} units, {Encoding.UTF8.GetByteCount(said)} bytes"
                            );
                    }
                },
                iter: 200
            );

    [Fact]
    public void The_same_message_gives_the_same_bytes() =>
        Adversarial.Message.Sample(
            message =>
                DiscordRenderer
                    .Post(message, PostKind.Header, Key)
                    .Should()
                    .Be(DiscordRenderer.Post(message, PostKind.Header, Key)),
            iter: 200
        );

    [Fact]
    public void A_thread_has_a_name_that_Discord_takes() =>
        Adversarial.Message.Sample(
            message =>
            {
                var body = JsonNode.Parse(DiscordRenderer.Post(message, PostKind.Thread, Key))!.AsObject();
                var errors = new FormErrors();
                MessageRules.CheckThread(body["thread"]!.AsObject(), errors);
                errors.ToString().Should().BeEmpty();
                body.ContainsKey("message").Should().BeFalse();
            },
            iter: 300
        );

    [Fact]
    public void Escaped_text_reads_as_it_was_meant() =>
        Adversarial.Text.Sample(
            text => DrawnWords(DiscordMarkdown.Escape(text)).Should().Be(WithoutBreaks(DiscordMarkdown.Clean(text))),
            iter: 1000
        );

    /// <summary>Everything that is ever sent of a post, as the stand-in would look at it.</summary>
    private static void Check(ChatMessage message, PostKind kind)
    {
        var stored = DiscordRenderer.Post(message, kind, Key);
        Encoding.UTF8.GetByteCount(stored).Should().BeLessThan(MessageRules.MaxJsonBytes);
        MessageRules.DrawnTexts(JsonNode.Parse(stored)).SelectMany(MessageRules.Tokens).Should().BeEmpty();
        var body = DiscordBody.Parse(stored);
        var errors = new FormErrors();
        if (kind is not PostKind.Reply)
        {
            MessageRules.CheckThread(JsonNode.Parse(body.OpenThread())!.AsObject(), errors);
        }

        if (kind is not PostKind.Thread)
        {
            var post = JsonNode.Parse(body.CreateMessage(Key))!.AsObject();
            MessageRules.Check(post, errors);
            MessageRules.TextBytes(post).Should().BeLessThanOrEqualTo(DiscordRenderer.MaxBytes);
            post["allowed_mentions"]!.ToJsonString().Should().Be("""{"parse":[]}""");
            body.EditMessage().Should().Contain("""{"parse":[]}""");
            Found(post).Should().Be(DeliveryMarker.For(Key));
        }

        errors.ToString().Should().BeEmpty();
    }

    private static JsonArray Embeds(string stored) => JsonNode.Parse(stored)!["message"]!["embeds"]!.AsArray();

    private static IEnumerable<char> Marks(string text) => text.Where(c => c is >= '\ue000' and <= '\uefff');

    private static string? Found(JsonObject post) =>
        DiscordMarker.Find(
            System.Text.Json.JsonSerializer.Deserialize<Wire.DiscordMessage>(
                new JsonObject(post.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))) { ["id"] = "1" },
                Wire.DiscordJson.Options
            )!
        );

    /// <summary>What Discord draws of text in which every mark is escaped: a backslash before punctuation goes, the rest stays.</summary>
    private static string DrawnWords(string escaped)
    {
        var words = new StringBuilder();
        for (var i = 0; i < escaped.Length; i++)
        {
            if (
                escaped[i] == '\\'
                && i + 1 < escaped.Length
                && !char.IsAsciiLetterOrDigit(escaped[i + 1])
                && !char.IsWhiteSpace(escaped[i + 1])
            )
            {
                i++;
            }

            words.Append(escaped[i]);
        }

        return WithoutBreaks(words.ToString());
    }

    private static string WithoutBreaks(string text) => text.Replace("\u200b", "", StringComparison.Ordinal);
}
