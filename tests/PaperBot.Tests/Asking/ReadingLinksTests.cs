using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Tests.Asking;

/// <summary>Answers in chat lead to the reading pages where there are any.</summary>
public sealed class ReadingLinksTests
{
    private const string Pages = "https://papers.example.com/";

    [Fact]
    public async Task Cards_answers_and_weeks_lead_to_their_pages()
    {
        await using var scene = await AskingScene.OpenAsync(links: new ReadingLinks(new Uri(Pages)));

        Targets(await scene.TypeAsync("dpo")).Should().Contain($"{Pages}ja/papers/2305.18290");
        Targets(await scene.TypeAsync("week 2023-05-29")).Should().Contain($"{Pages}ja/weeks/2023-W22");
        var answer = await scene.TypeAsync("DPOでは、なぜ報酬モデルが要らないのですか？");
        answer.Text().Should().Contain($"{Pages}ja/papers/2305.18290#q3");
    }

    [Fact]
    public async Task Without_pages_nothing_leads_to_any()
    {
        await using var scene = await AskingScene.OpenAsync();

        (await scene.TypeAsync("DPOでは、なぜ報酬モデルが要らないのですか？")).Text().Should().NotContain("Webで読む");
        (await scene.TypeAsync("dpo")).Text().Should().NotContain("Webで読む");
    }

    [Theory]
    [InlineData("2305.18290", "papers/2305.18290")]
    [InlineData("hep-th/9901001", "papers/")]
    [InlineData("https://example.org/report?x=1", "papers/")]
    public void Every_paper_has_an_address_of_one_word(string id, string start)
    {
        var paper = PaperId.Parse(id);
        var address = new ReadingLinks(new Uri(Pages)).Paper(paper, Language.English)!.AbsoluteUri;

        address.Should().StartWith(Pages + "en/" + start);
        address[(Pages + "en/papers/").Length..].Should().MatchRegex("^[a-z0-9.]+$");
    }

    private static IEnumerable<string> Targets(CommandReply reply) =>
        reply.Controls().OfType<ChatControl.LinkButton>().Select(button => button.Target.AbsoluteUri);
}
