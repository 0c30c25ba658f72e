using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

public sealed class ArxivIdTests
{
    [Theory]
    [InlineData("2305.18290", "2305.18290", null)]
    [InlineData("arXiv:2305.18290v2", "2305.18290", 2)]
    [InlineData("http://arxiv.org/pdf/2306.00323v1", "2306.00323", 1)]
    [InlineData("https://www.arxiv.org/abs/2305.18290?context=cs", "2305.18290", null)]
    [InlineData("https://arxiv.org/abs//2309.03409", "2309.03409", null)]
    [InlineData("https://arxiv.org/pdf/2305.18290v1.pdf#page=3", "2305.18290", 1)]
    [InlineData("https://huggingface.co/papers/2502.02737", "2502.02737", null)]
    [InlineData("hep-th/9901001v3", "hep-th/9901001", 3)]
    [InlineData("math.GT/0309136", "math.gt/0309136", null)]
    [InlineData("0704.0001", "0704.0001", null)]
    public void An_id_is_read_from_every_form(string text, string id, int? version)
    {
        ArxivId.TryParse(text, out var read).Should().BeTrue();
        read!.Id.Should().Be(id);
        read.Version.Should().Be(version);
    }

    [Theory]
    [InlineData("2313.00001")]
    [InlineData("1501.0001")]
    [InlineData("1412.00012")]
    [InlineData("2305.18290v0")]
    [InlineData("https://example.org/abs/2305.18290")]
    [InlineData("３０５.18290")]
    [InlineData("")]
    public void What_is_no_id_is_refused(string text) => ArxivId.TryParse(text, out _).Should().BeFalse();
}
