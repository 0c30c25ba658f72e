using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using PaperBot.Discord.Rendering;

namespace PaperBot.Discord.Tests.Rendering;

public sealed class PlainJsonTests
{
    [Fact]
    public void Emoji_stand_for_themselves_and_what_has_to_be_escaped_is() =>
        PlainJson
            .Write(writer => writer.WriteStringValue("🇯🇵\u3000\ue000 \\u00e9 \"\n"))
            .Should()
            .Be("\"🇯🇵\u3000\ue000 \\\\u00e9 \\\"\\n\"");

    [Fact]
    public void Any_text_comes_back_and_takes_as_many_bytes_as_was_counted() =>
        Adversarial.Text.Sample(text =>
        {
            var clean = DiscordMarkdown.Clean(text);
            var json = PlainJson.Write(writer => writer.WriteStringValue(clean));

            JsonNode.Parse(json)!.GetValue<string>().Should().Be(clean);
            TextSize.Of(clean).Should().Be(new TextSize(Encoding.UTF8.GetByteCount(clean), Encoding.UTF8.GetByteCount(json) - 2));
        });
}
