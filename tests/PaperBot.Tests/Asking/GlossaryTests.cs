using PaperBot.Asking;

namespace PaperBot.Tests.Asking;

public sealed class GlossaryTests
{
    [Fact]
    public void Every_concept_of_the_shipped_glossary_is_spelled_in_both_languages()
    {
        // Words that say nothing need no counterpart: English ones stand in a line of their own.
        var concepts = Glossary.Shipped.Concepts.Where(concept => !concept.IsEmpty).ToList();
        concepts.Should().NotBeEmpty();
        foreach (var concept in concepts)
        {
            concept.Spellings.Should().Contain(spelling => spelling.Any(IsJapanese), "of line {0}", concept.Line);
            concept.Spellings.Should().Contain(spelling => spelling.Any(char.IsAsciiLetter), "of line {0}", concept.Line);
        }
    }

    [Fact]
    public void Every_spelling_reaches_its_concept_and_none_is_shadowed()
    {
        var symbols = new List<Symbol>();
        var matches = new List<ConceptMatch>();
        foreach (var concept in Glossary.Shipped.Concepts)
        {
            foreach (var spelling in concept.Spellings)
            {
                Symbols.Cut(SearchText.Normalize(spelling), symbols);
                Glossary.Shipped.Match(symbols, 0, matches);
                matches.Should().NotBeEmpty("'{0}' of line {1}", spelling, concept.Line);
                matches[^1].Concept.Should().Be(concept.Id, "'{0}' stands in line {1}", spelling, concept.Line);
                matches[^1].Count.Should().Be(symbols.Count, "all of '{0}' is the concept", spelling);
            }
        }
    }

    [Fact]
    public void A_spelling_that_two_lines_claim_is_named_with_both_lines()
    {
        var parse = () => Glossary.Parse("勾配 | gradient\n傾き | Gradients");
        parse.Should().Throw<FormatException>().WithMessage("*line 2: 'Gradients' stands in line 1 already*");
    }

    [Fact]
    public void A_relation_to_a_concept_that_does_not_exist_is_named()
    {
        var parse = () => Glossary.Parse("勾配 | gradient\n~ 勾配 | 損失");
        parse.Should().Throw<FormatException>().WithMessage("*line 2: no concept has the spelling '損失'*");
    }

    [Fact]
    public void A_mark_that_says_nothing_known_of_the_lines_below_is_named()
    {
        var parse = () => Glossary.Parse("@ weekday\n勾配 | gradient");
        parse.Should().Throw<FormatException>().WithMessage("*line 1: '@ weekday' is neither*");
    }

    [Fact]
    public void Terms_that_notes_explain_are_learnt_by_themselves()
    {
        var paper = AskStore.Paper(
            "2301.00031",
            "Soup",
            [("何を測りますか?", "塩味均衡指数(SBI)を測ります.値は0.4でした."), ("時間は?", "三分です.")]
        );
        var outcome = AskStore.Index(paper).Ask(new AskQuery("SBIはいくつ?"));
        outcome.Ranked[0].Answer.Index.Should().Be(0);
        AskStore.Index(paper).Explain("塩味均衡指数").Should().Contain("Concept");
    }

    private static bool IsJapanese(char letter) => letter is >= 'ぁ' and <= 'ヺ' or >= '\u4E00' and <= '\u9FFF';
}
