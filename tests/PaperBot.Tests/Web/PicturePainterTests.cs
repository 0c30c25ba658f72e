using System.Buffers.Binary;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Diagnosing;
using PaperBot.Fakes;
using PaperBot.Fakes.Web;
using PaperBot.Papers;
using PaperBot.Tests.Chat;
using PaperBot.Tests.Publishing;
using PaperBot.Web;

namespace PaperBot.Tests.Web;

/// <summary>The week at a glance in pixels, on a machine that has a Japanese font, as PaperBot's container has.</summary>
public sealed class PicturePainterTests
{
    private const int Enough = 300 * 1024;

    private static readonly WebSettings On = new() { PublicUrl = new Uri("https://papers.example.com/"), Picture = true };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void The_same_week_gives_the_same_small_picture_of_the_same_size(int papers)
    {
        using var painter = Painter();
        foreach (var language in Languages.All)
        {
            var png = painter.Png(WeekGlance.Of(LongWeek(papers), language));

            png.Take(8).Should().Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
            BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)).Should().Be(1200);
            BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)).Should().Be(630);
            png.Length.Should().BeInRange(10_000, Enough);
            using var other = Painter();
            other.Png(WeekGlance.Of(LongWeek(papers), language)).Should().Equal(png);
        }
    }

    [Fact]
    public void Every_character_is_drawn_by_a_font_that_has_it()
    {
        using var fonts = PictureFonts.Find([], PictureFonts.Folders);
        fonts.HasJapanese.Should().BeTrue("the machine needs a Japanese font for this test: fonts-noto-cjk");

        CsCheck.Check.Sample(
            AdversarialText.Any,
            text =>
                fonts
                    .Runs(text, bold: text.Length % 2 == 0)
                    .Should()
                    .OnlyContain(run => run.Text.EnumerateRunes().All(rune => run.Font.Has(rune))),
            iter: ByHand.Count(200, 20_000)
        );
        Drawn("検証済み ABC").Should().Be("検証済み ABC");
        Drawn("𝐱-Former ①").Should().StartWith("x-Former ", "what no font has is drawn in its compatible form");
        Drawn("a\U0001F680b\u0007").Should().Be("ab", "signs that no font has are left out");
        Drawn("\U00012345").Should().Be("〓", "a letter that no font has leaves a mark");

        string Drawn(string text) => string.Concat(fonts.Runs(text, bold: false).Select(run => run.Text));
    }

    [Fact]
    public void Without_a_Japanese_font_there_is_no_picture_and_the_log_says_once_what_to_do()
    {
        using var folder = new TestWorkspace();
        var log = new TestLog<PicturePainter>();
        using var painter = new PicturePainter(On, [folder.Folder], log);

        painter.CanPaint.Should().BeFalse();
        painter.CanPaint.Should().BeFalse();

        painter
            .Invoking(it => it.Png(WeekGlance.Of(SmallWeek.Build(), Language.Japanese)))
            .Should()
            .Throw<InvalidOperationException>();
        var (level, text) = log.Lines.Should().ContainSingle().Subject;
        level.Should().Be(LogLevel.Error);
        text.Should().Contain("fonts-noto-cjk").And.Contain("Web:PictureFonts");
        foreach (var texts in new[] { DiagnosisTexts.Japanese, DiagnosisTexts.English })
        {
            var finding = Doctor.Pictures(On, painter, texts).Should().ContainSingle().Subject;
            finding.Level.Should().Be(FindingLevel.Wrong);
            finding.Remedy.Should().Contain("fonts-noto-cjk").And.Contain("Web:PictureFonts");
            Doctor.Pictures(new WebSettings(), painter, texts).Should().BeEmpty();
        }
    }

    [Fact]
    public void A_named_font_is_taken_first_and_a_file_that_is_none_is_named_in_the_log()
    {
        using var folder = new TestWorkspace();
        using var machine = PictureFonts.Find([], PictureFonts.Folders);
        var font = PictureFonts
            .Folders.Where(Directory.Exists)
            .SelectMany(it => Directory.EnumerateFiles(it, "*CJK-Regular.ttc", SearchOption.AllDirectories))
            .First();
        var broken = Path.Combine(folder.Folder, "broken.ttf");
        File.WriteAllText(broken, "no font");
        var log = new TestLog<PicturePainter>();
        using var painter = new PicturePainter(On with { PictureFonts = [broken, font] }, [], log);

        painter.CanPaint.Should().BeTrue();
        painter.Font.Should().Contain("CJK JP");
        log.Lines.Should().ContainSingle().Which.Text.Should().StartWith(broken);
    }

    [Fact]
    public async Task Chats_and_previews_fetch_it_beside_its_page()
    {
        await using var site = await ReadingSite.StartAsync([SmallWeek.Build()], Cancellation, On);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = site.Address };

        var page = await client.GetStringAsync("en/weeks/2024-W06", Cancellation);
        page.Should()
            .Contain("<meta property=\"og:image\" content=\"https://papers.example.com/en/weeks/2024-W06.png?v=")
            .And.Contain("<meta property=\"og:image:alt\" content=\"Latest paper notes 2024-02-05 ~ 2024-02-11 ·");
        using var answer = await client.GetAsync("en/weeks/2024-W06.png?v=anything", Cancellation);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("image/png");
        answer.Headers.CacheControl!.ToString().Should().Be("public, max-age=3600");
        answer.Headers.GetValues("Content-Security-Policy").Should().Equal(PageFrame.Policy);
        (await answer.Content.ReadAsByteArrayAsync(Cancellation)).Length.Should().BeInRange(10_000, Enough);
        using var again = new HttpRequestMessage(HttpMethod.Get, "en/weeks/2024-W06.png");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        (await client.SendAsync(again, Cancellation)).StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Where_nobody_wants_pictures_there_is_none_and_no_page_speaks_of_one()
    {
        await using var site = await ReadingSite.StartAsync([SmallWeek.Build()], Cancellation);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = site.Address };

        (await client.GetStringAsync("ja/weeks/2024-W06", Cancellation)).Should().NotContain("og:image");
        (await client.GetAsync("ja/weeks/2024-W06.png", Cancellation)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private static PicturePainter Painter()
    {
        var painter = new PicturePainter(On, PictureFonts.Folders, new TestLog<PicturePainter>());
        painter.CanPaint.Should().BeTrue("the machine needs a Japanese font for this test: fonts-noto-cjk");
        return painter;
    }

    private static StoredWeek LongWeek(int papers)
    {
        var week = SmallWeek.Build();
        return week with
        {
            Papers =
            [
                .. Enumerable
                    .Range(0, papers)
                    .Select(i => week.Papers[i % 4])
                    .Select((paper, i) => paper with { Paper = paper.Paper with { Title = Title(i) } }),
            ],
        };
    }

    private static string Title(int i) =>
        i % 2 == 0
            ? new StringBuilder().Insert(0, "Very Long Titles of Papers ", 9).ToString()
            : string.Concat(Enumerable.Repeat("とても長い題名の論文、", 12));
}
