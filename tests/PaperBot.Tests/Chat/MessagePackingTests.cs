using System.Globalization;
using CsCheck;
using PaperBot.Chat;
using PaperBot.Fakes;

namespace PaperBot.Tests.Chat;

public sealed class MessagePackingTests
{
    [Fact]
    public void Every_message_keeps_the_limits_and_no_word_is_lost() =>
        Gen.Select(Group.Array[0, 8], Gen.OneOf(SampleLimits.Slack, SampleLimits.Discord, SampleLimits.Tight))
            .Sample(
                (groups, limits) =>
                {
                    var messages = MessagePacking.Pack(groups, limits);

                    messages
                        .SelectMany(message => MessageLimitsCheck.Violations(new ChatMessage("x", message.Blocks), limits))
                        .Should()
                        .BeEmpty();
                    var words = Letters(messages.SelectMany(message => message.Blocks));
                    Letters(groups.SelectMany(Titled)).Should().Match(all => IsSubsequence((string)all, words));
                }
            );

    [Fact]
    public void The_same_blocks_are_always_packed_the_same_way() =>
        Group
            .Array[0, 8]
            .Sample(
                groups =>
                    MessagePacking
                        .Pack(groups, SampleLimits.Tight)
                        .Should()
                        .BeEquivalentTo(MessagePacking.Pack(groups, SampleLimits.Tight)),
                iter: 20
            );

    [Fact]
    public void Groups_that_fit_are_never_cut_and_take_as_few_messages_as_any_division_would() =>
        Gen.Int[1, 90]
            .Array[1, 9]
            .Sample(lengths =>
            {
                var limits = SampleLimits.Slack with { MessageLength = 100, BlockLength = 100, Blocks = 3 };
                var groups = lengths
                    .Select(length => new BlockGroup(null, [new ChatBlock.Paragraph(new string('a', length))]))
                    .ToList();

                var messages = MessagePacking.Pack(groups, limits);

                messages.Sum(message => message.Blocks.Count).Should().Be(groups.Count);
                messages.Should().HaveCount(FewestByTrying(groups, limits));
            });

    [Fact]
    public void A_group_that_is_too_long_by_itself_is_numbered_and_cut_between_sentences()
    {
        var sentence = "これは一つの文であり、途中で切られることはありません。";
        var answer = string.Concat(Enumerable.Repeat(sentence, 60));
        var group = new BlockGroup(
            RichText.Of(new Inline.Text("Q1. なぜですか？", TextMarks.Bold)),
            [new ChatBlock.Paragraph(answer)]
        );

        var messages = MessagePacking.Pack([group], SampleLimits.Tight with { MessageBytes = int.MaxValue });

        messages.Should().HaveCountGreaterThan(2);
        messages
            .Select(message => ((ChatBlock.Paragraph)message.Blocks[0]).Text.ToString())
            .Should()
            .Equal(
                Enumerable
                    .Range(1, messages.Count)
                    .Select(i => string.Create(CultureInfo.InvariantCulture, $"Q1. なぜですか？ ({i}/{messages.Count})"))
            );
        messages
            .SelectMany(message => message.Blocks.Skip(1))
            .Should()
            .AllSatisfy(block => ((ChatBlock.Paragraph)block).Text.ToString().Should().EndWith("。"));
    }

    [Fact]
    public void A_numbered_list_that_is_cut_goes_on_counting()
    {
        var list = new ChatBlock.Items(
            [.. Enumerable.Range(1, 30).Select(i => (RichText)$"項目その{i}についての説明文です。")],
            Numbered: true
        );

        var pieces = MessagePacking.Split([list], SampleLimits.Tight).Cast<ChatBlock.Items>().ToList();

        pieces.Should().HaveCountGreaterThan(1);
        pieces
            .SelectMany(piece => piece.Lines.Select((line, i) => (piece.First + i, line.ToString())))
            .Should()
            .Equal(Enumerable.Range(1, 30).Select(i => (i, $"項目その{i}についての説明文です。")));
    }

    [Fact]
    public void A_block_that_is_shortened_fits_and_says_that_something_is_missing() =>
        AdversarialText.NotBlank.Sample(text =>
        {
            var bounds = new TextBounds(60, 150, SampleLimits.Slack.Weigh);
            foreach (var block in new ChatBlock[] { new ChatBlock.Paragraph(text), new ChatBlock.Context(text) })
            {
                var shortened = MessagePacking.Shorten(block, bounds);

                MessageWeight.Of(shortened, bounds.Weigh).FitsIn(60, 150).Should().BeTrue();
                if (!MessageWeight.Of(block, bounds.Weigh).FitsIn(60, 150))
                {
                    DrawnMessage.Draw(shortened).Should().EndWith("…");
                }
            }
        });

    [Fact]
    public void A_group_with_a_title_longer_than_a_message_says_it_whole_once()
    {
        var title = string.Concat(Enumerable.Range(0, 400).Select(i => $"語{i}"));

        var messages = MessagePacking.Pack([new BlockGroup(title, [new ChatBlock.Paragraph("答え")])], SampleLimits.Tight);

        var words = string.Concat(messages.SelectMany(message => message.Blocks.Skip(1)).Select(DrawnMessage.Draw));
        words.Should().Be(title + "答え");
        messages
            .Should()
            .AllSatisfy(message =>
                DrawnMessage
                    .Draw(message.Blocks[0])
                    .Should()
                    .StartWith("**語0")
                    .And.Contain("…")
                    .And.EndWith($"/{messages.Count})")
            );
    }

    [Fact]
    public void A_message_says_which_groups_it_holds()
    {
        var groups = Enumerable
            .Range(0, 5)
            .Select(_ => new BlockGroup(null, [new ChatBlock.Paragraph(new string('a', 250))]))
            .ToList();

        MessagePacking
            .Pack(groups, SampleLimits.Tight)
            .Select(message => (message.FirstGroup, message.LastGroup))
            .Should()
            .Equal((0, 1), (2, 3), (4, 4));
    }

    // Every way to divide the groups, in their order.
    private static int FewestByTrying(List<BlockGroup> groups, MessageLimits limits)
    {
        var fewest = groups.Count;
        for (var cuts = 0; cuts < 1 << (groups.Count - 1); cuts++)
        {
            var messages = new List<List<ChatBlock>> { new() };
            for (var i = 0; i < groups.Count; i++)
            {
                messages[^1].AddRange(groups[i].Blocks);
                if (i < groups.Count - 1 && (cuts & (1 << i)) != 0)
                {
                    messages.Add([]);
                }
            }

            if (
                messages.Count < fewest
                && messages.TrueForAll(blocks => MessageLimitsCheck.Violations(new ChatMessage("x", blocks), limits).Count == 0)
            )
            {
                fewest = messages.Count;
            }
        }

        return fewest;
    }

    private static string Letters(IEnumerable<ChatBlock> blocks) =>
        string.Concat(
                blocks.Select(block =>
                    block switch
                    {
                        ChatBlock.Heading heading => heading.Text,
                        ChatBlock.Paragraph paragraph => paragraph.Text.ToString(),
                        ChatBlock.Items items => string.Concat(items.Lines),
                        ChatBlock.Quote quote => quote.Text.ToString(),
                        ChatBlock.Context context => context.Text.ToString(),
                        ChatBlock.Code code => code.Text,
                        _ => "",
                    }
                )
            )
            .Where(c => !char.IsWhiteSpace(c))
            .Aggregate(new System.Text.StringBuilder(), (text, c) => text.Append(c))
            .ToString();

    private static IEnumerable<ChatBlock> Titled(BlockGroup group) =>
        group.Title is { } title ? group.Blocks.Prepend(new ChatBlock.Paragraph(title)) : group.Blocks;

    private static bool IsSubsequence(string part, string whole)
    {
        var at = 0;
        foreach (var c in whole)
        {
            at += at < part.Length && part[at] == c ? 1 : 0;
        }

        return at == part.Length;
    }

    private static Gen<BlockGroup> Group { get; } =
        Gen.Select(
            Gen.OneOf(
                Gen.Const((RichText?)null),
                AdversarialText.NotBlank.Select(text => (RichText?)RichText.Of(new Inline.Text(text, TextMarks.Bold)))
            ),
            Block.Array[0, 5],
            (title, blocks) => new BlockGroup(title, blocks)
        );

    private static Gen<ChatBlock> Block =>
        Gen.OneOf<ChatBlock>(
            AdversarialText.NotBlank.Select(ChatBlock (text) => new ChatBlock.Paragraph(text)),
            AdversarialText.NotBlank.Select(ChatBlock (text) => new ChatBlock.Quote(text)),
            AdversarialText.NotBlank.Select(ChatBlock (text) => new ChatBlock.Context(text)),
            AdversarialText.NotBlank.Select(ChatBlock (text) => new ChatBlock.Code(text)),
            AdversarialText.NotBlank.Select(ChatBlock (text) => new ChatBlock.Heading(text)),
            AdversarialText
                .NotBlank.Array[1, 6]
                .Select(ChatBlock (lines) => new ChatBlock.Items([.. lines.Select(RichText.Plain)], Numbered: true)),
            Gen.Const<ChatBlock>(new ChatBlock.Divider())
        );
}
