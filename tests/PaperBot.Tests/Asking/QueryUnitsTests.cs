using PaperBot.Asking;

namespace PaperBot.Tests.Asking;

public sealed class QueryUnitsTests
{
    private readonly QueryUnits _cutter = new(Glossary.Shipped, AskTuning.Default);

    [Fact]
    public void A_word_is_also_asked_for_by_its_sound()
    {
        Sounds("Clune").Should().NotBeEmpty();
        Sounds("クルーン").Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("reward model")]
    [InlineData("報酬モデル")]
    public void A_concept_of_two_words_is_not_met_by_the_sound_of_one_of_them(string concept)
    {
        _cutter.Cut(concept).Should().ContainSingle();
        Sounds(concept).Should().BeEmpty();
    }

    [Theory]
    [InlineData("GPT-4")]
    [InlineData("GPT4")]
    public void A_name_with_a_number_is_one_name(string name) =>
        _cutter
            .Cut(name)
            .Should()
            .ContainSingle()
            .Which.Keys.Where(key => key.Strength == 1)
            .Should()
            .ContainSingle()
            .Which.Key.Should()
            .Be(Codes.Key(Channel.Words, Codes.Word("gpt4")));

    [Fact]
    public void A_question_has_a_length_that_can_be_answered_in_time_though_one_character_stands_for_eighteen()
    {
        SearchText.Question(new string('\uFDFA', 300)).Length.Should().Be(SearchText.LongestQuestion);
        SearchText.Question("ＤＰＯとは?").Should().Be("DPOとは?");
    }

    private IEnumerable<UnitKey> Sounds(string text) =>
        _cutter
            .Cut(text)
            .SelectMany(unit => unit.Keys)
            .Where(key => Codes.ChannelOf(key.Key) is Channel.LatinSound or Channel.KatakanaSound);
}
