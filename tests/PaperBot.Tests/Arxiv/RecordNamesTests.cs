using PaperBot.Arxiv;

namespace PaperBot.Tests.Arxiv;

public sealed class RecordNamesTests
{
    [Theory]
    [InlineData("Lantern Net: A Light in the Data", "", "Lantern Net")]
    [InlineData("A Light", "We present the Lantern Net (LN) and nothing else.", "LN")]
    [InlineData("A Light", "a memory-efficient zeroth-order optimizer (MeZO)", "MeZO")]
    [InlineData("A Light", "decoder models with no positional encoding (NoPE)", "NoPE")]
    [InlineData("Direct Lantern Optimization (DLO)", "", "DLO")]
    [InlineData("A Light", "large lantern chains (LLCs) are lit", "LLC")]
    public void Short_names_are_found_where_papers_introduce_them(string title, string summary, string name) =>
        RecordNames.Of(title, summary).Should().Contain(name);

    [Theory]
    [InlineData("A Light", "as others did (Tay et al., 2022) and (see)")]
    [InlineData("A Light", "of large language models (LLMs) and reinforcement learning (RL)")]
    [InlineData("A Light", "an unrelated remark (NASA)")]
    [InlineData("A title that goes on for far more than forty characters: and then a colon", "")]
    public void Other_brackets_introduce_nothing(string title, string summary) =>
        RecordNames.Of(title, summary).Should().BeEmpty();

    [Theory]
    [InlineData("No Lanterns (NoLa)", "No Lanterns (NoLa)|No Lanterns|NoLa")]
    [InlineData("Research Recap (2022 Edition)", "Research Recap (2022 Edition)")]
    [InlineData("Reasoning with Lanterns (RAG)", "Reasoning with Lanterns (RAG)")]
    [InlineData("Lantern", "Lantern")]
    public void A_lists_name_with_a_short_one_in_brackets_is_three_names(string name, string names) =>
        RecordNames.OfListName(name).Should().Equal(names.Split('|'));
}
