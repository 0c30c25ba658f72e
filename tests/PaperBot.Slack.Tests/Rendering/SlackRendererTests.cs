using System.Text.Json.Nodes;
using CsCheck;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Slack;
using PaperBot.Slack.Rendering;

namespace PaperBot.Slack.Tests.Rendering;

public sealed class SlackRendererTests
{
    [Fact]
    public void A_card_reads_in_Block_Kit_as_it_was_meant()
    {
        var message = new ChatMessage(
            "Direct Preference Optimization",
            [
                new ChatBlock.Heading("Direct Preference Optimization"),
                new ChatBlock.Context(
                    RichText.Of(
                        new Inline.Text("2023-05-29 · "),
                        new Inline.Link(new Uri("https://arxiv.org/pdf/2305.18290v1"), "PDF"),
                        new Inline.Text(" · cs.LG")
                    )
                ),
                new ChatBlock.Paragraph(
                    RichText.Of(
                        new Inline.Text("報酬モデルを"),
                        new Inline.Text("使わず", TextMarks.Bold),
                        new Inline.Text("に "),
                        new Inline.Code("π_θ"),
                        new Inline.Text(" を直接学習します。")
                    )
                ),
                new ChatBlock.Items(["一つ目", "二つ目"], Numbered: true, First: 3),
                new ChatBlock.Quote("the policy is optimal (p. 4)"),
                new ChatBlock.Code("loss = -log σ(x)\n  * 2"),
                new ChatBlock.Divider(),
                new ChatBlock.Image(new Uri("https://example.org/f.png"), "式 7"),
                new ChatBlock.Actions([
                    new ChatControl.Button("qa:1", "1. なぜ?", ButtonStyle.Primary),
                    new ChatControl.LinkButton(new Uri("https://arxiv.org/abs/2305.18290"), "arXiv"),
                    new ChatControl.Select("qa", "質問を選ぶ", [new ChatOption("なぜ?", "1", "4ページ")]),
                    new ChatControl.SearchSelect("find", "論文を探す"),
                    new ChatControl.Button(
                        "drop",
                        "消す",
                        ButtonStyle.Danger,
                        new ConfirmDialog("消しますか", "戻せません。", "消す", "やめる")
                    ),
                ]),
            ]
        );

        var body = JsonNode.Parse(SlackRenderer.Post(message, "2023-W22|slack:C1|p01"))!.AsObject();

        var approved = JsonNode.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Rendering", "card.approved.json"))
        );
        body.ToJsonString().Should().Be(approved!.ToJsonString());
        BlockKitValidator.CheckMessage(body["blocks"]!.AsArray()).Should().BeEmpty();
    }

    [Fact]
    public void The_same_message_gives_the_same_characters()
    {
        var message = new ChatMessage("a", [new ChatBlock.Paragraph("b")]);

        SlackRenderer.Post(message, "key").Should().Be(SlackRenderer.Post(message, "key"));
        SlackRenderer.Post(message, "key").Should().NotBe(SlackRenderer.Post(message, "other"));
    }

    [Fact]
    public void Marks_of_mrkdwn_stay_letters_wherever_outside_text_stands()
    {
        var text = "*a* _b_ ~c~ `d` :smile: > e";
        var blocks = Blocks(
            new ChatBlock.Heading(text),
            new ChatBlock.Paragraph(text),
            new ChatBlock.Context(text),
            new ChatBlock.Context(RichText.Of(new Inline.Text(text), new Inline.Link(new Uri("https://a.example/"), "a")))
        );

        blocks.ToJsonString().Should().NotContain("mrkdwn");
        BlockKitValidator.TextOf(blocks).Count(words => words == text).Should().Be(4);
    }

    [Fact]
    public void A_link_that_no_browser_should_open_is_drawn_as_its_words()
    {
        var blocks = Blocks(new ChatBlock.Paragraph(RichText.Of(new Inline.Link(new Uri("javascript:alert(1)"), "click"))));

        blocks[0]!["elements"]![0]!["elements"]![0]!.ToJsonString().Should().Be("""{"type":"text","text":"click"}""");
    }

    [Fact]
    public void What_is_too_long_all_the_same_is_cut_and_says_so()
    {
        var blocks = Blocks([.. Enumerable.Repeat(new ChatBlock.Paragraph(new string('長', 400)), 60)]);

        blocks.Count.Should().BeLessThanOrEqualTo(50);
        BlockKitValidator.CheckMessage(blocks).Should().BeEmpty();
        BlockKitValidator.IsTooLong(blocks).Should().BeFalse();
        BlockKitValidator.TextOf(blocks).Last().Should().EndWith("…");
    }

    [Fact]
    public void Buttons_keep_their_room_under_the_longest_text_that_a_composer_may_pack()
    {
        var longest = Enumerable.Range(0, 3).Select(_ => (ChatBlock)new ChatBlock.Paragraph(new string('あ', 2_800)));
        var buttons = new ChatBlock.Actions([
            .. Enumerable.Range(0, 20).Select(i => new ChatControl.Button($"b{i}", new string('い', 70))),
        ]);

        var blocks = Blocks([.. longest, buttons]);

        blocks[^1]!["elements"]!.AsArray().Should().HaveCount(20);
        BlockKitValidator.IsTooLong(blocks).Should().BeFalse();
    }

    [Fact]
    public void Addresses_in_small_lines_count_where_they_stand_in_the_text()
    {
        var address = new Uri("https://example.org/" + new string('a', 2_000));
        var blocks = Blocks([
            .. Enumerable
                .Range(1, 4)
                .Select(
                    ChatBlock (number) =>
                        new ChatBlock.Context(RichText.Of(new Inline.Link(address, $"出典{number}"), new Inline.Text(" ほか")))
                ),
            .. Enumerable.Range(1, 4).Select(ChatBlock (_) => new ChatBlock.Paragraph(new string('文', 2_200))),
        ]);

        BlockKitValidator.IsTooLong(blocks).Should().BeFalse();
        var words = string.Concat(BlockKitValidator.TextOf(blocks));
        words.Should().Contain("出典1").And.Contain("出典4");
        words.Count(unit => unit == '文').Should().Be(8_800, "an address takes no room from the words");
    }

    [Fact]
    public void A_message_of_nothing_but_its_fallback_is_still_a_message()
    {
        var body = SlackRenderer.Message(new ChatMessage("今週の論文", []));

        body["text"]!.ToString().Should().Be("今週の論文");
        BlockKitValidator.TextOf(body["blocks"]).Should().Equal("今週の論文");
    }

    [Fact]
    public void A_form_is_a_modal_whose_fields_come_back_by_their_ids()
    {
        var form = new ChatForm(
            "ask",
            "この論文に質問する",
            "送る",
            "やめる",
            [new FormField("q", "質問", Multiline: true, Placeholder: "例: 限界は?", MaxLength: 9_000)]
        );

        var view = SlackRenderer.Form(form, "{}");

        BlockKitValidator.CheckView(view).Should().BeEmpty();
        view["blocks"]![0]!["block_id"]!.ToString().Should().Be("q");
        ((int)view["blocks"]![0]!["element"]!["max_length"]!).Should().Be(3_000);
    }

    [Fact]
    public void No_message_that_anybody_could_think_of_is_refused_or_mentions_anyone() =>
        Adversary.Message.Sample(
            message =>
            {
                var json = SlackRenderer.Post(message, "2023-W22|slack:C1|p01/qa1");
                var body = JsonNode.Parse(json)!.AsObject();
                var blocks = body["blocks"]!.AsArray();
                BlockKitValidator.CheckMessage(blocks).Should().BeEmpty();
                BlockKitValidator.IsTooLong(blocks).Should().BeFalse();
                BlockKitValidator.MentionsIn(body).Should().BeEmpty();
                body["text"]!.ToString().Length.Should().BeInRange(1, 3_500);
                json.Should().NotContain("<!channel").And.NotContain("<@U").And.NotContain("@here").And.NotContain("@everyone");
                BlockKitValidator.CheckView(SlackRenderer.Home(message)).Should().BeEmpty();
            },
            iter: ByHand.Count(1_000, 100_000)
        );

    private static JsonArray Blocks(params ChatBlock[] blocks) =>
        SlackRenderer.Message(new ChatMessage("x", blocks))["blocks"]!.AsArray();
}
