using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using PaperBot.Fakes;
using PaperBot.Fakes.Web;
using PaperBot.Papers;
using PaperBot.Web;

namespace PaperBot.Tests.Web;

/// <summary>What a reader gets of the stored weeks, over HTTP.</summary>
public sealed class ReadingPagesTests(ReadingPagesTests.SharedSite shared)
    : IClassFixture<ReadingPagesTests.SharedSite>,
        IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = shared.Site.Address,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    /// <summary>Two weeks that no test changes.</summary>
    public sealed class SharedSite : IAsyncLifetime
    {
        private ReadingSite? _site;

        internal ReadingSite Site => _site ?? throw new InvalidOperationException("The site was not started.");

        public async ValueTask InitializeAsync() =>
            _site = await ReadingSite.StartAsync([SmallWeek.Build(), OtherWeek()], Cancellation);

        public async ValueTask DisposeAsync()
        {
            if (_site is not null)
            {
                await _site.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task The_list_of_weeks_leads_to_each_week_and_the_newest_shows_its_papers()
    {
        var page = await ReadAsync("ja/");

        Links(page).Should().Contain(["/ja/weeks/2024-W06", "/ja/weeks/2024-W05", "/ja/papers/2402.00001"]);
        page.QuerySelector("html")!.GetAttribute("lang").Should().Be("ja");
        Text(page).Should().Contain("小さな検索器、数え上げの誤り");
    }

    [Fact]
    public async Task A_week_shows_its_papers_and_says_how_many_more_are_being_checked()
    {
        var page = await ReadAsync("ja/weeks/2024-W06");

        page.QuerySelectorAll(".papers > li").Should().HaveCount(4);
        Text(page).Should().Contain("このほか1本は内容を確認中です。").And.NotContain("Held Back");
        Text(page).Should().Contain("Q&A 3件 · 確認済み 1・一部のみ確認 1・未確認 1・ページと合わず非掲載 1");
        Links(page)
            .Should()
            .Contain(["/ja/weeks/2024-W05", "/ja/weeks/2024-W06.md", "/ja/weeks/2024-W06.bib", "/en/weeks/2024-W06"]);
    }

    [Fact]
    public async Task A_paper_shows_every_answer_with_its_verdict_but_none_that_is_held_back()
    {
        var page = await ReadAsync("ja/papers/2402.00001");

        page.QuerySelectorAll("article.question").Select(question => question.Id).Should().Equal("q1", "q2", "q4");
        page.QuerySelectorAll("article.question h3")
            .Select(heading => heading.TextContent)
            .Should()
            .Equal("Q1. なぜ小さくしても精度が落ちないのですか？", "Q2. 学習には何を使いますか？", "Q3. 限界は何ですか？");
        Text(page.QuerySelector("#q1")!).Should().Contain("✓ 確認済み");
        Text(page.QuerySelector("#q2")!).Should().Contain("△ 一部のみ確認");
        Text(page).Should().NotContain("照合に失敗した回答").And.Contain("引用したページと合わない回答1件は掲載していません");
        Links(page).Should().Contain(["https://arxiv.org/pdf/2402.00001v2#page=3", "https://arxiv.org/abs/2402.00001v2"]);
    }

    [Fact]
    public async Task A_paper_shows_what_the_check_found_beside_the_papers_own_sentence()
    {
        var page = await ReadAsync("ja/papers/2401.00007");

        var evidence = page.QuerySelector("#q1 details")!;
        Text(evidence).Should().Contain("根拠を見る（1件）").And.Contain("It reaches 77.3% accuracy on ToyQA.");
        Links(page).Should().Contain("https://arxiv.org/pdf/2401.00007v1#page=2");
    }

    [Fact]
    public async Task An_answer_that_the_settings_hold_back_is_on_no_page_and_in_no_file()
    {
        foreach (
            var path in (string[])
                [
                    "ja/papers/2401.00007",
                    "ja/weeks/2024-W05.md",
                    "ja/weeks/2024-W05.html",
                    "ja/search?q=隠された質問",
                    "ja/feed.xml",
                ]
        )
        {
            (await _client.GetStringAsync(path, Cancellation)).Should().NotContain("隠された回答", path);
        }
    }

    [Fact]
    public async Task A_paper_that_an_admin_must_look_at_first_has_no_page_and_is_not_found()
    {
        (await GetAsync("ja/papers/2402.00005")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        Text(await ReadAsync("ja/search?q=Held%20Back")).Should().NotContain("2402.00005");
        Links(await ReadAsync("ja/search?q=Held%20Back")).Should().NotContain("/ja/papers/2402.00005");
        (await _client.GetStringAsync("ja/weeks/2024-W06.bib", Cancellation)).Should().NotContain("Held Back");
    }

    [Fact]
    public async Task Where_nothing_is_written_in_a_language_the_page_leads_to_the_other()
    {
        var page = await ReadAsync("en/papers/2402.00002");

        Text(page).Should().Contain("exist in Japanese only").And.Contain("They skip repeated tokens.");
        Links(page).Should().Contain("/ja/papers/2402.00002");
        Text(await ReadAsync("ja/papers/2402.00004")).Should().Contain("まだ書かれていません");
    }

    [Theory]
    [InlineData("ja", "なぜ小さくしても精度が落ちないのですか？", "/ja/papers/2402.00001#q1")]
    [InlineData("en", "Why does accuracy hold for small retrievers?", "/en/papers/2402.00001#q1")]
    [InlineData("ja", "Small Retrievers Suffice", "/ja/papers/2402.00001")]
    [InlineData("ja", "SRS", "/ja/papers/2402.00001")]
    [InlineData("en", "Hana Ueda", "/en/papers/2402.00002")]
    public async Task Searching_finds_papers_authors_and_answers(string language, string query, string found)
    {
        var page = await ReadAsync($"{language}/search?q={Uri.EscapeDataString(query)}");

        Links(page).Should().Contain(found);
        page.QuerySelector("input[name=q]")!.GetAttribute("value").Should().Be(query);
    }

    [Fact]
    public async Task What_nothing_stored_answers_is_said_so() =>
        Text(await ReadAsync("ja/search?q=" + Uri.EscapeDataString("量子色力学の漸近的自由性とは？")))
            .Should()
            .Contain("見つかりませんでした");

    [Theory]
    [InlineData("ja/weeks/2024-02-07", "2024-W06")]
    [InlineData("ja/weeks/latest", "2024-W06")]
    [InlineData("ja/weeks/latest.md", "2024-W06.md")]
    [InlineData("en/weeks/latest.bib", "2024-W06.bib")]
    [InlineData("ja/weeks/latest.html", "2024-W06.html")]
    [InlineData("ja/weeks/latest.png", "2024-W06.png")]
    [InlineData("ja/weeks/latest.svg", "2024-W06.svg")]
    [InlineData("ja/weeks/2024-02-07.md", "2024-W06.md")]
    [InlineData("ja/papers/2402.00001v2", "2402.00001")]
    [InlineData("en", "en/")]
    public async Task A_page_has_one_address_and_others_lead_to_it(string path, string target) =>
        (await GetAsync(path)).Headers.Location!.OriginalString.Should().Be(target);

    [Theory]
    [InlineData("ja/weeks/latest", HttpStatusCode.Found)]
    [InlineData("ja/weeks/latest.md", HttpStatusCode.Found)]
    [InlineData("ja/weeks/2024-02-07.md", HttpStatusCode.MovedPermanently)]
    public async Task Only_what_stays_so_is_moved_for_good(string path, HttpStatusCode status) =>
        (await GetAsync(path)).StatusCode.Should().Be(status);

    [Theory]
    [InlineData("en-US,en;q=0.9,ja;q=0.8", "en/")]
    [InlineData("fr, ja;q=0.7, en;q=0.3", "ja/")]
    [InlineData("", "ja/")]
    public async Task The_root_leads_to_the_language_that_the_browser_likes_best(string accepted, string target)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.TryAddWithoutValidation("Accept-Language", accepted);

        (await _client.SendAsync(request, Cancellation)).Headers.Location!.OriginalString.Should().Be(target);
    }

    [Theory]
    [InlineData("ja/weeks/1999-W01", "この週の論文ノートはありません")]
    [InlineData("ja/weeks/nonsense", "この週の論文ノートはありません")]
    [InlineData("en/papers/2301.99999", "There is no page of this paper")]
    [InlineData("en/a/b/c", "The address is wrong")]
    [InlineData("anything", "アドレスが間違っているか")]
    public async Task What_is_not_there_is_said_in_the_readers_language_with_a_way_back(string path, string words)
    {
        var answer = await GetAsync(path);

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        var page = await ParseAsync(answer);
        Text(page).Should().Contain(words);
        Links(page).Should().Contain(path.StartsWith("en", StringComparison.Ordinal) ? "/en/" : "/ja/");
    }

    [Fact]
    public async Task A_browser_that_has_the_page_is_told_so_until_the_store_changes()
    {
        await using var site = await ReadingSite.StartAsync([SmallWeek.Build()], Cancellation);
        var week = new Uri(site.Address, "ja/weeks/2024-W06").AbsoluteUri;
        var tag = (await GetAsync(week)).Headers.ETag!;
        (await GetAsync(week, tag)).StatusCode.Should().Be(HttpStatusCode.NotModified);

        await StoredWeeks.SaveAsync(
            site.Store,
            SmallWeek.Build() with
            {
                Themes = new Dictionary<Language, WeekTheme> { [Language.Japanese] = new("新しいテーマ", "") },
            },
            Cancellation
        );

        // The index looks for changes every second.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await GetAsync(week, tag)).StatusCode == HttpStatusCode.NotModified)
        {
            await Task.Delay(50, patience.Token);
        }

        Text(await ReadAsync(week)).Should().Contain("新しいテーマ");
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Pages_are_compressed_and_say_the_same(string encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "ja/papers/2402.00001");
        request.Headers.AcceptEncoding.ParseAdd(encoding);
        var answer = await _client.SendAsync(request, Cancellation);

        answer.Content.Headers.ContentEncoding.Should().Equal(encoding);
        await using var packed = await answer.Content.ReadAsStreamAsync(Cancellation);
        await using Stream open =
            encoding == "br"
                ? new BrotliStream(packed, CompressionMode.Decompress)
                : new GZipStream(packed, CompressionMode.Decompress);
        (await new StreamReader(open).ReadToEndAsync(Cancellation))
            .Should()
            .Be(await _client.GetStringAsync("ja/papers/2402.00001", Cancellation));
    }

    [Fact]
    public async Task Every_page_lets_the_browser_run_nothing_and_load_nothing_from_elsewhere()
    {
        foreach (var path in (string[])["ja/", "en/weeks/2024-W06", "ja/papers/2402.00001", "ja/search?q=x", "nowhere"])
        {
            var answer = await GetAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            policy.Should().Contain("default-src 'none'").And.NotContain("script-src").And.NotContain("unsafe");
            var page = await ParseAsync(answer);
            page.QuerySelectorAll("script, style, [style], iframe, object").Should().BeEmpty(path);
            page.QuerySelectorAll("[src], link[rel=stylesheet], link[rel=icon]")
                .Select(element => element.GetAttribute("src") ?? element.GetAttribute("href"))
                .Should()
                .OnlyContain(address => !address!.Contains(':') && !address.StartsWith("//"));
        }
    }

    [Fact]
    public async Task What_a_page_needs_is_served_and_kept()
    {
        var page = await ReadAsync("ja/papers/2402.00001");
        foreach (var link in page.QuerySelectorAll("link[rel=stylesheet], link[rel=icon]"))
        {
            var answer = await GetAsync("ja/papers/" + link.GetAttribute("href"));
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            answer.Headers.CacheControl!.MaxAge.Should().BeGreaterThan(TimeSpan.FromDays(300));
        }
    }

    [Fact]
    public async Task Search_engines_are_kept_out_unless_the_settings_let_them_in()
    {
        (await GetAsync("ja/")).Headers.GetValues("X-Robots-Tag").Should().Equal("noindex, nofollow");
        (await ReadAsync("ja/")).QuerySelector("meta[name=robots]")!.GetAttribute("content").Should().Be("noindex, nofollow");
        (await _client.GetStringAsync("robots.txt", Cancellation)).Should().Contain("Disallow: /\n");

        await using var open = await ReadingSite.StartAsync(
            [SmallWeek.Build()],
            Cancellation,
            new WebSettings { PublicUrl = new Uri("https://papers.example.com/"), Indexable = true }
        );
        using var answer = await _client.GetAsync(new Uri(open.Address, "ja/"), Cancellation);
        answer.Headers.Contains("X-Robots-Tag").Should().BeFalse();
        var page = await ParseAsync(answer);
        page.QuerySelector("meta[name=robots]")!.GetAttribute("content").Should().Be("index, follow");
        page.QuerySelector("link[rel=canonical]")!.GetAttribute("href").Should().Be("https://papers.example.com/ja/");
        (await _client.GetStringAsync(new Uri(open.Address, "robots.txt"), Cancellation)).Should().NotContain("Disallow: /\n");
    }

    [Fact]
    public async Task Without_an_address_from_outside_only_names_of_this_machine_are_served()
    {
        await using var site = await ReadingSite.StartAsync([SmallWeek.Build()], Cancellation, new WebSettings());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(site.Address, "ja/"));
        request.Headers.Host = "attacker.example";

        (await _client.SendAsync(request, Cancellation)).StatusCode.Should().Be(HttpStatusCode.MisdirectedRequest);
        (await _client.GetAsync(new Uri(site.Address, "ja/"), Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_feed_names_each_week_with_absolute_links_and_when_it_changed()
    {
        XNamespace atom = "http://www.w3.org/2005/Atom";
        var feed = XDocument.Parse(await _client.GetStringAsync("ja/feed.xml", Cancellation)).Root!;

        var entries = feed.Elements(atom + "entry").ToList();
        entries
            .Select(entry => entry.Element(atom + "id")!.Value)
            .Should()
            .Equal("https://papers.example.com/ja/weeks/2024-W06", "https://papers.example.com/ja/weeks/2024-W05");
        entries.Should().OnlyContain(entry => DateTimeOffset.Parse(entry.Element(atom + "updated")!.Value).Year >= 2024);
        entries[0].Element(atom + "content")!.Value.Should().Contain("Small Retrievers Suffice").And.NotContain("Held Back");
        feed.Elements(atom + "link")
            .Single(link => (string)link.Attribute("rel")! == "self")
            .Attribute("href")!
            .Value.Should()
            .Be("https://papers.example.com/ja/feed.xml");
    }

    [Fact]
    public async Task The_Markdown_download_imports_again_as_what_readers_may_see()
    {
        var answer = await GetAsync("ja/weeks/2024-W06.md");

        answer.Content.Headers.ContentDisposition!.FileName.Should().Be("2024-W06.ja.md");
        var read = WeeklyNoteReader.Read(await answer.Content.ReadAsByteArrayAsync(Cancellation), "2024-W06.ja.md");
        var note = read.Should().BeOfType<NoteReading.Whole>().Subject.Note;
        note.Papers.Should().HaveCount(4);
        note.Papers[0].Note!.QuestionAnswers.Should().HaveCount(3);
    }

    [Fact]
    public async Task The_HTML_download_is_one_file_that_needs_nothing_else()
    {
        var answer = await GetAsync("en/weeks/2024-W06.html");

        answer.Content.Headers.ContentDisposition!.FileName.Should().Be("2024-W06.en.html");
        var page = await ParseAsync(answer);
        page.QuerySelectorAll("[src], link, script").Should().BeEmpty();
        Text(page).Should().Contain("Why does accuracy hold?");
    }

    [Fact]
    public async Task Nothing_can_be_changed_over_the_pages()
    {
        var answer = await _client.PostAsync("ja/weeks/2024-W06", new StringContent("x"), Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        return await _client.SendAsync(request, Cancellation);
    }

    private async Task<IDocument> ReadAsync(string path)
    {
        var answer = await GetAsync(path);
        answer.StatusCode.Should().Be(HttpStatusCode.OK, path);
        return await ParseAsync(answer);
    }

    private static async Task<IDocument> ParseAsync(HttpResponseMessage answer)
    {
        // Relative links are resolved as a browser does.
        var parser = new HtmlParser();
        var page = parser.ParseDocument(await answer.Content.ReadAsStringAsync(Cancellation));
        page.Head!.SetAttribute("data-address", answer.RequestMessage!.RequestUri!.AbsoluteUri);
        return page;
    }

    private static IEnumerable<string> Links(IDocument page)
    {
        var address = new Uri(page.Head!.GetAttribute("data-address")!);
        return page.QuerySelectorAll("a[href]")
            .Select(link => new Uri(address, link.GetAttribute("href")!))
            .Select(link => link.Host == address.Host ? link.PathAndQuery + link.Fragment : link.AbsoluteUri);
    }

    private static string Text(IDocument page) => Text(page.Body!);

    private static string Text(IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>An earlier week: an answer with evidence, and one that only the settings hold back.</summary>
    private static StoredWeek OtherWeek()
    {
        var arxiv = ArxivId.Parse("2401.00007v1");
        var paper = new Paper
        {
            Id = PaperId.Of(arxiv),
            Title = "Toy Adapters",
            Arxiv = arxiv,
            Published = new(2024, 1, 30),
        };
        var carried = SmallWeek.Answer("精度はいくつですか？", "77.3%に達します(p.2)。", Verdict.Verified) with
        {
            Checks =
            [
                new CitationCheck
                {
                    Verdict = Verdict.Verified,
                    Finding = CheckFinding.Carried,
                    Claim = "77.3%に達します",
                    Page = 2,
                    Evidence = "It reaches 77.3% accuracy on ToyQA.",
                },
            ],
        };
        var held = SmallWeek.Answer("隠された質問ですか？", "隠された回答です。", Verdict.Weak) with { IsHeld = true };
        return new StoredWeek
        {
            Label = new WeekLabel(new(2024, 1, 29), new(2024, 2, 4)),
            Week = WeekId.Of(new(2024, 1, 29)),
            Themes = new Dictionary<Language, WeekTheme>(),
            Papers =
            [
                new StoredPaper(
                    paper,
                    1,
                    "",
                    null,
                    new Dictionary<Language, PaperNote>
                    {
                        [Language.Japanese] = SmallWeek.Note(paper, Language.Japanese, "小さなアダプタです。", carried, held),
                    }
                ),
            ],
        };
    }
}
