using PaperBot.Asking;

namespace PaperBot.Tests.Asking;

public sealed class QuestionsTests
{
    [Theory]
    [InlineData("限界は何ですか？")]
    [InlineData("限界は?")]
    [InlineData("どのような結果が得られましたか")]
    [InlineData("この手法の欠点を教えてください")]
    [InlineData("DPOって何")]
    [InlineData("なぜ速いのか")]
    [InlineData("What are its limitations")]
    [InlineData("so, how does it compare to PPO")]
    [InlineData("Does the model need labels")]
    [InlineData("please explain the loss")]
    [InlineData("Interesting! Is the code public? Thanks")]
    public void Asks(string text) => Questions.IsQuestion(text).Should().BeTrue();

    [Theory]
    [InlineData("なるほど、実験の結果は面白いですね。")]
    [InlineData("そうか。")]
    [InlineData("限界とか。")]
    [InlineData("ありがとうございます!")]
    [InlineData("What a nice result")]
    [InlineData("The experiments gave nice results.")]
    [InlineData("see https://example.com/?q=results and the appendix")]
    [InlineData("How nice")]
    [InlineData("")]
    [InlineData("👍")]
    public void Does_not_ask(string text) => Questions.IsQuestion(text).Should().BeFalse();
}
