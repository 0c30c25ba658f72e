using PaperBot.Chat;

namespace PaperBot.Tests.Publishing;

public sealed class ChatMessageJsonTests
{
    [Fact]
    public void Every_block_control_and_inline_survives_being_kept()
    {
        var message = new ChatMessage(
            "週報",
            [
                new ChatBlock.Heading("見出し"),
                new ChatBlock.Paragraph(
                    RichText.Of(
                        new Inline.Text("太い", TextMarks.Bold | TextMarks.Italic),
                        new Inline.Code("x < y"),
                        new Inline.Link(new Uri("paperbot:p01"), "論文")
                    )
                ),
                new ChatBlock.Items(["a", "b"], Numbered: true, First: 0),
                new ChatBlock.Quote("引用"),
                new ChatBlock.Code("code"),
                new ChatBlock.Context("小さい"),
                new ChatBlock.Divider(),
                new ChatBlock.Image(new Uri("https://example.org/a.png"), "絵"),
                new ChatBlock.Actions([
                    new ChatControl.Button("id", "押す", ButtonStyle.Danger, new ConfirmDialog("t", "x", "y", "n")),
                    new ChatControl.LinkButton(new Uri("https://example.org/"), "開く"),
                    new ChatControl.Select("s", "選ぶ", [new ChatOption("l", "v", "d")]),
                    new ChatControl.SearchSelect("q", "探す"),
                ]),
            ]
        )
        {
            ThreadTitle = "スレッド",
        };

        var kept = ChatMessageJson.Read(ChatMessageJson.Write(message));

        kept.Should().BeEquivalentTo(message, options => options.PreferringRuntimeMemberTypes().WithStrictOrdering());
        ChatMessageJson.Write(kept).Should().Be(ChatMessageJson.Write(message));
    }

    [Fact]
    public void A_header_that_was_kept_before_it_had_a_picture_reads_as_it_was()
    {
        const string Kept =
            """{"fallback":"最新論文ノート","blocks":[{"type":"heading","text":"最新論文ノート"},{"type":"items","lines":[{"parts":[{"type":"link","target":"paperbot:p01","label":"DPO","marks":"none"}]}],"numbered":true,"first":1}],"threadTitle":"最新論文ノート"}""";

        var message = ChatMessageJson.Read(Kept);

        message.Blocks.Should().HaveCount(2).And.NotContain(block => block is ChatBlock.Image);
        ChatMessageJson.Write(message).Should().Be(Kept);
    }
}
