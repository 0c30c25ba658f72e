using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PaperBot.Fakes;
using PaperBot.Fakes.Web;
using PaperBot.Papers;
using static Microsoft.Playwright.Assertions;

namespace PaperBot.Browser.Tests;

/// <summary>The reading pages in a real browser: for every eye, without a script, and small.</summary>
public sealed class ReadingPagesBrowserTests(Chromium chromium, ReadingPagesBrowserTests.SharedSite shared)
    : IClassFixture<ReadingPagesBrowserTests.SharedSite>
{
    private const int LargestTransfer = 100 * 1024;

    private ReadingSite Site => shared.Site;

    /// <summary>Pages that no test changes.</summary>
    public sealed class SharedSite : IAsyncLifetime
    {
        private ReadingSite? _site;

        internal ReadingSite Site => _site ?? throw new InvalidOperationException("The site was not started.");

        public async ValueTask InitializeAsync() =>
            _site = await ReadingSite.StartAsync([LongWeek(), SmallWeek.Build()], TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            if (_site is not null)
            {
                await _site.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData("ja", ColorScheme.Light, 1100)]
    [InlineData("ja", ColorScheme.Dark, 390)]
    [InlineData("en", ColorScheme.Dark, 1100)]
    [InlineData("en", ColorScheme.Light, 390)]
    public async Task Axe_finds_nothing_on_any_page_and_nothing_sticks_out(string language, ColorScheme scheme, int width)
    {
        await using var context = await NewContextAsync(scheme, width);
        var page = await context.NewPageAsync();
        foreach (
            var (name, path) in ((string, string)[])
                [
                    ("index", ""),
                    ("week", "weeks/2024-W06"),
                    ("paper", "papers/2402.00001#q2"),
                    ("search", "search?q=small%20retrievers"),
                    ("missing", "papers/2301.99999"),
                ]
        )
        {
            await page.GotoAsync($"{Site.Address}{language}/{path}");
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(details => { details.open = true; })");
            var found = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
            found.Violations.Select(violation => $"{name}: {violation.Id} {violation.Nodes[0].Html}").Should().BeEmpty();
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"))
                .Should()
                .BeLessThanOrEqualTo(0, name);
            await PictureAsync(page, $"pages-{language}-{scheme.ToString().ToLowerInvariant()}-{width}-{name}");
        }
    }

    [Fact]
    public async Task A_page_is_whole_without_a_script_and_stays_below_100_kilobytes()
    {
        await using var context = await NewContextAsync(ColorScheme.Light, 1100, script: false);
        var page = await context.NewPageAsync();
        foreach (var path in (string[])["ja/", "ja/weeks/2024-W06", "ja/papers/2402.00101", "en/search?q=retrievers"])
        {
            var transferred = 0;
            var answers = new List<IResponse>();
            void Note(object? sender, IResponse answer) => answers.Add(answer);
            page.Response += Note;
            await page.GotoAsync($"{Site.Address}{path}", new() { WaitUntil = WaitUntilState.NetworkIdle });
            page.Response -= Note;
            foreach (var answer in answers)
            {
                answer.Url.Should().StartWith(Site.Address.AbsoluteUri);
                var sizes = await answer.Request.SizesAsync();
                transferred += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
            }

            transferred.Should().BeLessThan(LargestTransfer, path);
            TestContext.Current.TestOutputHelper?.WriteLine($"{path}: {transferred} bytes in {answers.Count} answers");
            await Expect(page.Locator("h1")).ToBeVisibleAsync();
        }

        await page.SetViewportSizeAsync(360, 800);
        await page.GotoAsync($"{Site.Address}ja/papers/2402.00101");
        var body = await page.Locator("main").BoundingBoxAsync();
        body!.Width.Should().BeLessThanOrEqualTo(360, "long titles and many authors break");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, "pages-long.png") });
    }

    [Fact]
    public async Task Everything_is_reached_by_keyboard_and_a_question_keeps_its_address_in_print()
    {
        await using var context = await NewContextAsync(ColorScheme.Light, 1100);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{Site.Address}ja/");

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(":focus")).ToHaveTextAsync("本文へ移動");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("SRS");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("「SRS」の検索結果");
        await page.GetByRole(AriaRole.Link, new() { Name = "Small Retrievers Suffice" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "限界は何ですか？" }).ClickAsync();
        await Expect(page).ToHaveURLAsync($"{Site.Address}ja/papers/2402.00001#q4");
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");

        await page.GoBackAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Locator(".top")).ToBeHiddenAsync();
        await Expect(page.Locator("#q4")).ToBeVisibleAsync();
        await PictureAsync(page, "pages-print");
    }

    /// <summary>A paper with as much as any real one has: forty long answers, each with evidence.</summary>
    private static StoredWeek LongWeek()
    {
        var arxiv = ArxivId.Parse("2402.00101v1");
        var paper = new Paper
        {
            Id = PaperId.Of(arxiv),
            Title =
                "A Rather Long Title: On Everything That May Be Asked of a Language Model and What It Answers to It in the End",
            Arxiv = arxiv,
            Authors = [.. Enumerable.Range(1, 60).Select(i => $"Author Number{i}")],
            Published = new(2024, 1, 30),
            Categories = ["Machine Learning", "Artificial Intelligence", "Computation and Language"],
        };
        var answers = Enumerable
            .Range(1, 40)
            .Select(i =>
            {
                var text = string.Concat(
                    Enumerable.Range(i, 6).Select(j => $"実験{j}では、提案手法が基準を{j}.{i}ポイント上回りました(p.{j})。")
                );
                var answer = SmallWeek.Answer($"実験{i}の結果は、基準と比べてどうでしたか？", text, Verdict.Verified);
                return answer with
                {
                    Checks =
                    [
                        .. answer.Citations.Select(citation => new CitationCheck
                        {
                            Verdict = Verdict.Verified,
                            Finding = CheckFinding.Carried,
                            Claim = $"提案手法が基準を上回りました {citation.Text}",
                            Page = citation.Pages[0].First,
                            Evidence =
                                $"In experiment {i} our method beats the baseline on page {citation.Pages[0].First} by a margin of {i} points.",
                        }),
                    ],
                };
            });
        return new StoredWeek
        {
            Label = new WeekLabel(new(2024, 1, 29), new(2024, 2, 4)),
            Week = WeekId.Of(new(2024, 1, 29)),
            Themes = new Dictionary<Language, WeekTheme> { [Language.Japanese] = new("長い論文、長い答え。", "") },
            Papers =
            [
                new StoredPaper(
                    paper,
                    1,
                    "",
                    null,
                    new Dictionary<Language, PaperNote>
                    {
                        [Language.Japanese] = SmallWeek.Note(paper, Language.Japanese, "長いノートです。", [.. answers]),
                    }
                ),
            ],
        };
    }

    private Task<IBrowserContext> NewContextAsync(ColorScheme scheme, int width, bool script = true) =>
        chromium.Browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = 900 },
                ColorScheme = scheme,
                JavaScriptEnabled = script,
                Locale = "ja-JP",
                // axe is run in the page, which lets nobody else's script in.
                BypassCSP = script,
            }
        );

    private static Task PictureAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, name + ".png"), FullPage = true });

    private static string Pictures { get; } =
        Directory
            .CreateDirectory(
                Environment.GetEnvironmentVariable("TESTS_PICTURES") ?? Path.Combine(Path.GetTempPath(), "paperbot-pictures")
            )
            .FullName;
}
