using CsCheck;
using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

public sealed class PaperActionTests
{
    private static readonly PaperKey Key = PaperKey.Of(PaperId.Parse("2305.18290"));

    public static TheoryData<PaperAction> Actions =>
        [
            new PaperAction.Show(Key, Language.Japanese),
            new PaperAction.List(Key, Language.English, 20),
            new PaperAction.Ask(Key, Language.Japanese),
            new PaperAction.Pick(Key, Language.Japanese),
            new PaperAction.Answer(Key, Language.Japanese, 0),
            new PaperAction.Rate(Key, Language.English, 14, true),
            new PaperAction.Rate(Key, Language.English, 14, false),
            new PaperAction.Share(Key, Language.Japanese, 9999),
        ];

    [Theory]
    [MemberData(nameof(Actions))]
    public void An_action_is_read_back_from_its_id(PaperAction action)
    {
        PaperAction.TryParse(action.Id, out var read).Should().BeTrue();
        read.Should().Be(action);
        action.Id.Length.Should().BeLessThanOrEqualTo(34);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("paper:show")]
    [InlineData("paper:show:aaaaaaaaaa:fr")]
    [InlineData("paper:show:aaaaaaaaa1:ja")]
    [InlineData("paper:show:aaaaaaaaaa:ja:0")]
    [InlineData("paper:qa:aaaaaaaaaa:ja")]
    [InlineData("paper:qa:aaaaaaaaaa:ja:-1")]
    [InlineData("paper:qa:aaaaaaaaaa:ja:01")]
    [InlineData("paper:qa:aaaaaaaaaa:ja:99999999999")]
    [InlineData("paper:qa:AAAAAAAAAA:ja:1")]
    [InlineData("answer:qa:aaaaaaaaaa:ja:1")]
    public void An_id_that_we_never_wrote_is_refused(string? id) => PaperAction.TryParse(id, out _).Should().BeFalse();

    [Fact]
    public void Any_text_that_is_read_is_the_id_of_what_was_read() =>
        Gen.OneOf("paper", "answer", "qa", "up", "show", "list", ":", "ja", "en", "0", "7", "aaaaaaaaaa")
            .Array[0, 10]
            .Select(string.Concat)
            .Sample(text =>
            {
                if (PaperAction.TryParse(text, out var action))
                {
                    action.Id.Should().Be(text);
                }
            });

    [Fact]
    public void A_key_finds_its_paper_among_others()
    {
        PaperId[] papers = [PaperId.Parse("2305.20050"), PaperId.Parse("2305.18290"), PaperId.Parse("https://example.org/paper")];

        papers.Should().AllSatisfy(paper => PaperKey.Of(paper).Find(papers).Should().Be(paper));
        Key.Find([papers[0]]).Should().BeNull();
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("x", null)]
    [InlineData(null, null)]
    public void The_chosen_entry_of_a_select_is_an_answer(string? value, int? index) =>
        new PaperAction.Pick(Key, Language.Japanese).Chosen(value)?.Index.Should().Be(index);
}
