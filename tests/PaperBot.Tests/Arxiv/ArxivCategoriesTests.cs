using PaperBot.Arxiv;

namespace PaperBot.Tests.Arxiv;

public sealed class ArxivCategoriesTests
{
    [Theory]
    [InlineData("cs.AI", "Artificial Intelligence")]
    [InlineData("cs.CL", "Computation and Language")]
    [InlineData("cs.CV", "Computer Vision and Pattern Recognition")]
    [InlineData("cs.DB", "Databases")]
    [InlineData("cs.LG", "Machine Learning")]
    [InlineData("cs.SD", "Sound")]
    [InlineData("cs.SE", "Software Engineering")]
    [InlineData("eess.AS", "Audio and Speech Processing")]
    [InlineData("stat.ML", "Machine Learning")]
    [InlineData("cond-mat.mtrl-sci", "Materials Science")]
    [InlineData("hep-th", "High Energy Physics - Theory")]
    [InlineData("cs.XX", "cs.XX")]
    public void A_code_has_its_full_name_and_an_unknown_one_stands_for_itself(string code, string name) =>
        ArxivCategories.NameOf(code).Should().Be(name);

    [Fact]
    public void All_current_categories_are_known() => ArxivCategories.Codes.Should().HaveCount(155).And.OnlyHaveUniqueItems();

    [Theory]
    [InlineData("I.2.6")]
    [InlineData("F.2.2; I.2.7")]
    [InlineData("68T50")]
    [InlineData("68T50; 68T07")]
    [InlineData("68T50 (Primary), 68T07 (Secondary)")]
    [InlineData("I.2")]
    [InlineData("")]
    public void Classes_of_other_bodies_are_none_of_arXivs(string term) => ArxivCategories.IsArxiv(term).Should().BeFalse();

    [Theory]
    [InlineData("cs.NEW")]
    [InlineData("physics.new-ph")]
    [InlineData("cmp-lg")]
    public void A_code_that_came_later_is_taken_by_its_shape(string term) => ArxivCategories.IsArxiv(term).Should().BeTrue();

    [Fact]
    public void The_primary_one_comes_first_then_the_others_by_code_and_no_name_twice() =>
        ArxivCategories
            .Name("eess.AS", ["stat.ML", "cs.SD", "I.2.6", "cs.LG", "eess.AS", "cs.AI"])
            .Should()
            .Equal("Audio and Speech Processing", "Artificial Intelligence", "Machine Learning", "Sound");
}
