using System.Globalization;
using System.Text;
using CsCheck;
using PaperBot.Chat;

namespace PaperBot.Tests.Chat;

public sealed class TextCutTests
{
    private static readonly Func<string, int> Escaped = text => text.Length + (4 * text.Count(c => c is '&' or '<' or '>'));

    private static TextBounds Within(int length, int bytes = int.MaxValue) => new(length, bytes, Escaped);

    [Fact]
    public void The_pieces_give_the_text_back_and_each_keeps_the_bounds() =>
        Gen.Select(AdversarialText.Any, Gen.Int[TextBounds.Least, 200], Gen.Int[TextBounds.Least, 400])
            .Sample(
                (text, length, bytes) =>
                {
                    var pieces = TextCut.Split(text, Within(length, bytes));

                    string.Concat(pieces).Should().Be(text);
                    pieces.Should().AllSatisfy(piece => piece.Should().NotBeEmpty());
                    pieces.Should().AllSatisfy(piece => MessageWeight.Of(piece, Escaped).FitsIn(length, bytes).Should().BeTrue());
                }
            );

    [Fact]
    public void No_character_as_people_see_them_is_cut_while_it_fits_a_piece() =>
        AdversarialText.Any.Sample(text =>
        {
            var characters = StringInfo.ParseCombiningCharacters(text).Append(text.Length).ToHashSet();
            var longest = characters.Order().Zip(characters.Order().Skip(1), (start, end) => end - start).DefaultIfEmpty(0).Max();
            var length = Math.Max(60, longest * 5);

            var place = 0;
            foreach (var piece in TextCut.Split(text, Within(length)))
            {
                characters.Should().Contain(place);
                place += piece.Length;
            }
        });

    [Fact]
    public void A_surrogate_pair_is_never_cut_even_in_a_character_longer_than_a_piece()
    {
        var text = string.Concat(Enumerable.Repeat("👩\u200d", 200)) + "👩" + new string('\u0301', 500);

        var pieces = TextCut.Split(text, Within(33));

        string.Concat(pieces).Should().Be(text);
        pieces.Should().AllSatisfy(piece => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(piece)).Should().Be(piece));
    }

    [Fact]
    public void Lone_surrogates_are_kept_as_they_are()
    {
        var text = string.Concat(Enumerable.Repeat("\ud83d\ude00\ude00\ud83d", 50));

        string.Concat(TextCut.Split(text, Within(40))).Should().Be(text);
    }

    [Fact]
    public void Code_is_never_cut_while_it_fits_a_piece()
    {
        var text = string.Concat(
            Enumerable.Repeat("これは `torch.nn.functional.scaled_dot_product_attention(q, k, v)` を使う、という話。", 20)
        );

        TextCut.Split(text, Within(120)).Should().AllSatisfy(piece => (piece.Count(c => c == '`') % 2).Should().Be(0));
    }

    [Fact]
    public void Code_longer_than_a_piece_is_cut_at_its_blanks()
    {
        var code = "`" + string.Concat(Enumerable.Repeat("word ", 40)) + "`";

        TextCut
            .Split(code, Within(50))
            .Should()
            .HaveCountLessThan(8)
            .And.AllSatisfy(piece => piece.Should().Match(p => p.EndsWith(' ') || p.EndsWith('`')));
    }

    [Theory]
    [InlineData(
        "一つ目の文です。二つ目の文です。三つ目の文は少し長いので、この長さの中には入りません。",
        "一つ目の文です。二つ目の文です。"
    )]
    [InlineData(
        "句点は半角です.Thought Cloningは思考も真似ます.とても長い文がここから続きます.",
        "句点は半角です.Thought Cloningは思考も真似ます."
    )]
    [InlineData(
        "本当に効くのか？「効く。」と著者は書いている。その理由はこの後の章で説明されます。",
        "本当に効くのか？「効く。」と著者は書いている。"
    )]
    [InlineData("性能は上がります。 (p.2-3) ただし条件があり、それは長い文で書かれています。", "性能は上がります。 (p.2-3) ")]
    [InlineData("It beats e.g. PPO by 3.5 points. The rest of this is too long to fit.", "It beats e.g. PPO by 3.5 points. ")]
    [InlineData(
        "One paragraph. It goes on.\n\nThe second paragraph is the one that is cut off.",
        "One paragraph. It goes on.\n\n"
    )]
    [InlineData(
        "without any sentence at all this one is cut between two of its words",
        "without any sentence at all this one is "
    )]
    public void A_text_is_cut_where_a_reader_would_cut_it(string text, string first) =>
        TextCut.Split(text, Within(40))[0].Should().Be(first);

    [Fact]
    public void A_line_never_begins_with_a_closing_mark_where_it_can_be_helped() =>
        TextCut
            .Split(string.Concat(Enumerable.Repeat("漢字かな交じりの文章（括弧つき）っぽい", 10)), Within(38))
            .Should()
            .AllSatisfy(piece => piece[0].Should().NotBe('）').And.NotBe('っ'));

    [Fact]
    public void Rich_text_is_cut_with_its_marks_and_never_inside_a_link() =>
        Gen.Select(Part.Array[0, 12], Gen.Int[120, 300])
            .Sample(
                (parts, length) =>
                {
                    var text = new RichText(parts);
                    var pieces = TextCut.Split(text, Within(length));

                    string.Concat(pieces).Should().Be(text.ToString());
                    pieces
                        .Should()
                        .AllSatisfy(piece => MessageWeight.Of(piece, Escaped).FitsIn(length, int.MaxValue).Should().BeTrue());
                    pieces.SelectMany(piece => piece.Parts).OfType<Inline.Link>().Should().Equal(parts.OfType<Inline.Link>());
                }
            );

    [Fact]
    public void An_address_too_long_for_a_piece_leaves_its_label()
    {
        var link = new Inline.Link(new Uri("https://example.org/" + new string('a', 300)), "label");

        TextCut
            .Split(RichText.Of(link), Within(100))
            .Should()
            .ContainSingle()
            .Which.Parts.Should()
            .Equal(new Inline.Text("label"));
    }

    [Fact]
    public void Ten_thousand_characters_take_no_more_steps_than_their_share()
    {
        string[] texts =
        [
            new string('あ', 10_000),
            string.Concat(Enumerable.Repeat("。", 10_000)),
            string.Concat(Enumerable.Repeat("a. ", 3_333)),
            new string('`', 10_000),
            string.Concat(Enumerable.Repeat("` `` ", 2_000)),
            "a" + new string('\u0301', 10_000),
            string.Concat(Enumerable.Repeat("👩\u200d", 3_333)),
            new string('(', 10_000),
            string.Concat(Enumerable.Repeat(". (p.", 2_000)),
        ];

        // Counted, not timed: characters weighed for each one of the text.
        texts
            .Should()
            .AllSatisfy(text =>
            {
                var weighed = 0L;
                var bounds = new TextBounds(300, int.MaxValue, piece => piece.Length + (int)Math.Min(0, weighed += piece.Length));
                string.Concat(TextCut.Split(text, bounds)).Should().Be(text);
                weighed.Should().BeLessThan(100L * text.Length);
            });
    }

    [Theory]
    [InlineData("Short", 10, "Short")]
    [InlineData("A title\nin two   lines", 40, "A title in two lines")]
    [InlineData("Direct Preference Optimization", 20, "Direct Preference…")]
    [InlineData("言語モデルは密かに報酬モデルである", 10, "言語モデルは密かに…")]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 12, "👩‍👩‍👧‍👦…")]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 5, "…")]
    [InlineData("a & b & c & d", 12, "a & b…")]
    [InlineData("", 5, "")]
    public void A_label_is_shortened_at_a_word_or_a_character(string text, int length, string expected) =>
        TextCut.Shorten(text, length, Escaped).Should().Be(expected);

    [Fact]
    public void A_shortened_text_always_fits() =>
        Gen.Select(AdversarialText.Any, Gen.Int[1, 100])
            .Sample((text, length) => Escaped(TextCut.Shorten(text, length, Escaped)).Should().BeLessThanOrEqualTo(length));

    private static Gen<Inline> Part { get; } =
        Gen.OneOf<Inline>(
            AdversarialText.Any.Select(Inline (text) => new Inline.Text(text)),
            AdversarialText.Any.Select(Inline (text) => new Inline.Text(text, TextMarks.Bold)),
            Gen.Const<Inline>(new Inline.Code("a = b")),
            Gen.Int[1, 30]
                .Select(Inline (page) => new Inline.Link(new Uri($"https://example.org/a.pdf#page={page}"), $"(p.{page})"))
        );
}
