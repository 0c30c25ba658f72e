using PaperBot.Arxiv;

namespace PaperBot.Tests.Arxiv;

public sealed class LinkGuardTests
{
    [Theory]
    [InlineData("DPO", "Direct Preference Optimization: Your Language Model is Secretly a Reward Model", "")]
    [InlineData("Bytes Are All You Need", "Bytes Are All You Need: Transformers Operating Directly On File Bytes", "")]
    [InlineData("Fine-Tuning Language Models", "Fine-Tuning Language Models with Just Forward Passes", "")]
    [InlineData("Survey of NL2QL", "A Survey of NL2SQL with Large Language Models: Where are we, and where are we going?", "")]
    [InlineData("Spurios Rewards", "Spurious Rewards: Rethinking Training Signals in RLVR", "")]
    [InlineData("Let's Verify Step by Step", "Let’s Verify Step by Step", "")]
    [InlineData("BLT", "Byte Latent Transformer: Patches Scale Better Than Tokens", "")]
    [InlineData("No Positional Encodings", "The Impact of Positional Encoding on Length Generalization in Transformers", "")]
    [InlineData("A Survey of Large Language Models", "A Survey of Large Language Models", "")]
    [InlineData("SAM-Med2D", "SAM-Med2D", "")]
    [InlineData("TÜLU 3", "Tulu 3: Pushing Frontiers in Open Language Model Post-Training", "")]
    [InlineData("Lantern Net", "Lighting the Data", "We introduce the lantern, a light that is carried.")]
    public void A_nickname_that_has_to_do_with_its_paper_passes(string name, string title, string summary) =>
        LinkGuard.IsSuspicious(name, title, summary).Should().BeFalse();

    [Theory]
    [InlineData(
        "Scaling LLM Test-Time Compute Optimally",
        "A Survey of NL2SQL with Large Language Models: Where are we, and where are we going?"
    )]
    [InlineData("Thought Cloning", "Bytes Are All You Need: Transformers Operating Directly On File Bytes")]
    [InlineData("DPO", "MERT: Acoustic Music Understanding Model with Large-Scale Self-supervised Training")]
    [InlineData(
        "A Survey of Large Language Models",
        "Thought Cloning: Learning to Think while Acting by Imitating Human Thinking"
    )]
    public void A_name_beside_another_papers_link_does_not(string name, string title) =>
        LinkGuard.IsSuspicious(name, title, "").Should().BeTrue();
}
