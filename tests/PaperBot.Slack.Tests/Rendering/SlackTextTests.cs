using System.Globalization;
using CsCheck;
using PaperBot.Slack.Rendering;

namespace PaperBot.Slack.Tests.Rendering;

public sealed class SlackTextTests
{
    [Theory]
    [InlineData("a & b", 5 + 4)]
    [InlineData("<b>", 3 + 6)]
    [InlineData("漢字かな", 4)]
    [InlineData("😀", 2)]
    [InlineData("@here", 6)]
    [InlineData("a\u0000b", 2)]
    public void Text_weighs_what_it_is_when_it_is_sent(string text, int weight) => SlackText.Weigh(text).Should().Be(weight);

    [Theory]
    [InlineData("<!channel>", "<\u200b!channel>")]
    [InlineData("<\u0007@U1>", "<\u200b@U1>")]
    [InlineData("mail @Everyone now", "mail @\u200bEveryone now")]
    [InlineData("a@b.example", "a@b.example")]
    [InlineData("x < y", "x < y")]
    [InlineData("line\r\nline\rline", "line\nline\nline")]
    [InlineData("ab\u202ecd", "abcd")]
    public void Text_loses_what_could_reach_beyond_it_and_keeps_its_words(string text, string calm) =>
        SlackText.Calm(text).Should().Be(calm);

    [Fact]
    public void Half_a_character_is_shown_as_one_that_is_missing() =>
        SlackText.Calm("half \ud83d of a character").Should().Be("half \ufffd of a character");

    [Fact]
    public void A_cut_falls_between_characters_as_a_reader_sees_them()
    {
        SlackText.Fit("家族👩‍👩‍👧‍👦です", 8).Should().Be("家族…");
        SlackText.Fit("がぎ", 2).Should().Be("がぎ");
        SlackText.Fit("か\u3099き\u3099く", 3).Should().Be("か\u3099…");
        SlackText.Fit("a&b", 7).Should().Be("a&b");
        SlackText.Fit("a&b", 6).Should().Be("a…");
    }

    [Fact]
    public void Escaping_and_back_gives_the_same_words() =>
        Adversary.Text.Sample(text => SlackText.Unescape(SlackText.Escape(text)) == text, iter: 1_000);

    [Fact]
    public void Calming_twice_is_calming_once() =>
        Adversary.Text.Sample(text => SlackText.Calm(SlackText.Calm(text)) == SlackText.Calm(text), iter: 1_000);

    [Fact]
    public void A_fitted_text_never_weighs_more_than_it_may_and_is_a_beginning_of_the_whole() =>
        Gen.Select(Adversary.Text, Gen.Int[0, 400])
            .Sample(
                (text, limit) =>
                {
                    var fitted = SlackText.Fit(text, limit);
                    var calm = SlackText.Calm(text);
                    SlackText.WeighCalm(fitted).Should().BeLessThanOrEqualTo(limit);
                    if (fitted != calm && fitted.Length > 0)
                    {
                        fitted.Should().EndWith("…");
                        calm.Should().StartWith(fitted[..^1]);
                        var kept = fitted.Length - 1;
                        var rest = calm.Length - calm.AsSpan(kept).TrimStart().Length;
                        StringInfo.ParseCombiningCharacters(calm).Should().Contain(start => start >= kept && start <= rest);
                    }
                },
                iter: 1_000
            );
}
