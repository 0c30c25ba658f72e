using PaperBot.Asking;

namespace PaperBot.Tests.Asking;

public sealed class GlossaryTests
{
    [Fact]
    public void The_shipped_glossary_is_well_formed() => Glossary.Shipped.Concepts.Should().NotBeEmpty();

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
}
