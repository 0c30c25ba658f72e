using System.Xml.Linq;
using CsCheck;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Web;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Tests.Chat;
using PaperBot.Web;

namespace PaperBot.Tests.Web;

/// <summary>The week at a glance.</summary>
public sealed class WeekPictureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_the_settings_want_pictures_the_week_has_one_with_its_words()
    {
        var web = new WebSettings { PublicUrl = new Uri("https://papers.example.com/"), Picture = true };
        await using var site = await ReadingSite.StartAsync([SmallWeek.Build()], Cancellation, web);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = site.Address };

        var page = await client.GetStringAsync("ja/weeks/2024-W06", Cancellation);
        page.Should().Contain("src=\"2024-W06.svg\"").And.Contain("alt=\"最新論文ノート 2024-02-05 ~ 2024-02-11 ·");
        using var answer = await client.GetAsync("ja/weeks/2024-W06.svg", Cancellation);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("image/svg+xml");
        var drawing = await answer.Content.ReadAsStringAsync(Cancellation);
        drawing.Should().Contain("小さな検索器").And.Contain("Small Retrievers Suffice").And.NotContain("Held Back");
    }

    [Fact]
    public async Task Otherwise_there_is_none()
    {
        await using var site = await ReadingSite.StartAsync([SmallWeek.Build()], Cancellation);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = site.Address };

        (await client.GetStringAsync("ja/weeks/2024-W06", Cancellation)).Should().NotContain(".svg\" alt=\"最新");
        using var answer = await client.GetAsync("ja/weeks/2024-W06.svg", Cancellation);
        answer.StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void The_header_shows_the_drawing_where_the_chat_can_draw_it(bool wanted, bool drawn)
    {
        var links = new ReadingLinks(new Uri("http://127.0.0.1:5080/")) { HasPictures = wanted };
        var limits = SampleLimits.Slack with { Drawings = drawn };

        var header = DigestComposer
            .Compose(SmallWeek.Build(), Language.Japanese, ThreadModel.Implicit, limits, DigestProfile.Everything, links)
            .Posts[0]
            .Message;

        var pictures = header.Blocks.OfType<ChatBlock.Image>().ToList();
        pictures.Should().HaveCount(wanted && drawn ? 1 : 0);
        pictures.Should().OnlyContain(picture => picture.Source.AbsolutePath.EndsWith(".svg"));
        pictures.Should().OnlyContain(picture => picture.AlternativeText.Contains("Small Retrievers Suffice"));
    }

    [Theory]
    [InlineData(Language.Japanese, "最新論文ノート 2024-02-05 ~ 2024-02-11 · 小さな検索器")]
    [InlineData(Language.English, "Latest paper notes 2024-02-05 ~ 2024-02-11 · small retrievers")]
    public void Elsewhere_the_header_shows_the_pixels_that_the_chat_fetches(Language language, string words)
    {
        foreach (var limits in new[] { SampleLimits.Slack, SampleLimits.Discord })
        {
            var picture = Header(SmallWeek.Build(), language, limits, Chats)
                .OfType<ChatBlock.Image>()
                .Should()
                .ContainSingle()
                .Subject;

            picture.Source.AbsoluteUri.Should().StartWith($"https://papers.example.com/{language.Code()}/weeks/2024-W06.png?v=");
            picture.AlternativeText.Should().StartWith(words).And.Contain("Small Retrievers Suffice").And.NotContain("Held Back");
            picture.AlternativeText.Length.Should().BeLessThanOrEqualTo(1000);
        }
    }

    [Fact]
    public void Its_address_changes_with_what_it_shows_and_not_else()
    {
        var week = SmallWeek.Build();
        var same = Version(SmallWeek.Build());
        var renamed = week with
        {
            Papers =
            [
                .. week.Papers.Select(paper => paper with { Paper = paper.Paper with { Title = paper.Paper.Title + "!" } }),
            ],
        };
        var cleared = week with { Papers = [.. week.Papers.Select(paper => paper with { Held = null })] };
        var seen = week with { Papers = [.. week.Papers.Select(paper => paper with { Slot = 9, Rank = 8 })] };

        same.Should().Be(Version(week)).And.MatchRegex("^[0-9a-f]{10}$").And.Be(Version(seen));
        new[] { same, Version(renamed), Version(cleared), WeekGlance.Of(week, Language.English).Version }
            .Should()
            .OnlyHaveUniqueItems();

        static string Version(StoredWeek week) => WeekGlance.Of(week, Language.Japanese).Version;
    }

    [Fact]
    public void No_line_of_the_header_gives_way_to_a_picture() =>
        Gen.Select(
                GeneratedWeek.Of(AdversarialText.Any),
                Gen.OneOf(new[] { SampleLimits.Slack, SampleLimits.Discord, SampleLimits.Tight })
            )
            .Sample(
                (week, limits) =>
                {
                    var with = Header(week, Language.Japanese, limits, Chats);
                    var without = Header(week, Language.Japanese, limits, new ReadingLinks(Chats.Address));

                    with.Where(block => block is not ChatBlock.Image).Should().HaveCount(without.Count);
                    with.OfType<ChatBlock.Items>()
                        .Sum(items => items.Lines.Count)
                        .Should()
                        .Be(without.OfType<ChatBlock.Items>().Sum(items => items.Lines.Count));
                    MessageLimitsCheck.Violations(new ChatMessage("x", with), limits).Should().BeEmpty();
                },
                iter: 60
            );

    [Fact]
    public void Whatever_stands_in_it_is_well_formed_and_runs_nothing() =>
        Gen.Select(
                AdversarialText.Any,
                Gen.OneOf(new[] { "<script>alert(1)</script>", "\"/><image href='x'/>", "]]>", "&nbsp;" })
            )
            .Sample(
                (left, right) =>
                {
                    var week = SmallWeek.Build() with
                    {
                        Themes = new Dictionary<Language, WeekTheme> { [Language.Japanese] = new(left + right, "") },
                    };
                    week = week with
                    {
                        Papers =
                        [
                            .. week.Papers.Select(paper => paper with { Paper = paper.Paper with { Title = right + left } }),
                        ],
                    };

                    var drawing = XDocument.Parse(WeekPicture.Svg(WeekGlance.Of(week, Language.Japanese)));

                    drawing
                        .Descendants()
                        .Select(element => element.Name.LocalName)
                        .Distinct()
                        .Should()
                        .BeSubsetOf(["svg", "title", "rect", "text", "circle"]);
                },
                iter: ByHand.Count(100, 10_000)
            );

    [Theory]
    [InlineData("Direct Preference Optimization: Your Language Model is Secretly a Reward Model", 28.5, 1)]
    [InlineData(
        "考えながら動くエージェント、解答の一歩ごとの採点、位置符号化を使わないTransformer、バイト列の直接分類、順伝播だけの微調整など。",
        17.5,
        8
    )]
    [InlineData("これは、とても長い題名で、一行には収まりません。だから途中で切られます。", 10, 1)]
    public void Lines_end_between_words_and_where_Japanese_may_break(string text, double width, int most)
    {
        var lines = PictureLines.Of(text, width, most);

        lines.Count.Should().BeInRange(1, most);
        lines.Skip(1).Should().OnlyContain(line => !"、。！？」ー".Contains(line[0]));
        if (!lines[^1].EndsWith('…'))
        {
            string.Concat(lines).Replace(" ", "").Should().Be(text.Replace(" ", ""));
        }
    }

    private static ReadingLinks Chats { get; } =
        new(new Uri("https://papers.example.com/")) { HasPictures = true, HasPicturesForChats = true };

    private static IReadOnlyList<ChatBlock> Header(
        StoredWeek week,
        Language language,
        MessageLimits limits,
        ReadingLinks links
    ) =>
        DigestComposer
            .Compose(week, language, ThreadModel.Implicit, limits, DigestProfile.Everything, links)
            .Posts[0]
            .Message.Blocks;
}
