using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using PaperBot.Chat;
using PaperBot.Discord.Rendering;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests.Rendering;

/// <summary>Whatever text comes in: Discord accepts the message, nobody is mentioned, and the post can be found again.</summary>
public sealed class RenderingPropertyTests
{
    private const string Key = "2023-W22|discord:100|p03/qa1";

    /// <summary>More by hand: <c>CsCheck_Iter=100000 dotnet run --project tests/PaperBot.Discord.Tests -- -class "*RenderingPropertyTests"</c>.</summary>
    [Fact]
    public void Discord_takes_every_message_mentions_nobody_and_gives_the_post_back_by_its_marker() =>
        Adversarial.Message.Sample(
            message =>
            {
                var body = DiscordRenderer.Post(message, PostKind.Starter, Key);
                var post = JsonNode.Parse(body)!["message"]!.AsObject();
                var errors = new FormErrors();
                MessageRules.Check(post, errors);
                errors.ToString().Should().BeEmpty();
                MessageRules.TextBytes(post).Should().BeLessThanOrEqualTo(DiscordRenderer.MaxBytes);
                Encoding.UTF8.GetByteCount(body).Should().BeLessThan(MessageRules.MaxJsonBytes);
                MessageRules.DrawnTexts(JsonNode.Parse(body)).SelectMany(MessageRules.Tokens).Should().BeEmpty();
                Found(post).Should().Be(DeliveryMarker.For(Key));
            },
            iter: 1000
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
