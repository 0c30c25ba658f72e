using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using CsCheck;
using PaperBot.Fakes;
using PaperBot.Fakes.Web;
using PaperBot.Papers;
using PaperBot.Tests.Chat;

namespace PaperBot.Tests.Web;

/// <summary>
/// Titles, names, questions, answers, evidence and what people search for, written by somebody who wants the page to do something. Read as a
/// browser reads it, every page and every export holds the text and nothing of what it tries.
/// </summary>
public sealed class HostileTextTests
{
    private static readonly string[] Attacks =
    [
        "<script>alert(1)</script>",
        "</title><script>alert(2)</script>",
        "<img src=x onerror=alert(3)>",
        "\"><svg onload=alert(4)>",
        "' onmouseover='alert(5)",
        "[click](javascript:alert(6))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "[click](JaVaScRiPt&#58;alert(7))",
        "<a href=\"javascript:alert(8)\">x</a>",
        "javascript:alert(9)",
        "`</code><script>alert(10)</script>`",
        "```\n</code></pre><iframe src=//evil.example></iframe>\n```",
        "&lt;script&gt;alert(11)&lt;/script&gt;",
        "<!-- --><style>*{display:none}</style>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content=0;url=//evil.example>",
        "<form action=//evil.example><input name=q>",
        "\u202Egnp.exe\u202C \u2066isolated\u2069",
        "https://evil.example/\"onclick=\"alert(12)",
        "![x](https://evil.example/pixel.gif)",
        "\\(\\href{javascript:alert(13)}{x}\\)",
        "\0\u0001\u001b[31m",
        "{{7*7}} ${7*7} <%= 7 %>",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hostile_text_stays_text_on_every_page_and_in_every_file()
    {
        var all = string.Join(' ', Attacks);
        await using var site = await ReadingSite.StartAsync([Week(all)], Cancellation);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = site.Address };
        foreach (
            var path in (string[])
                [
                    "ja/",
                    "en/",
                    "ja/weeks/2024-W06",
                    "en/weeks/2024-W06",
                    "ja/papers/2402.00009",
                    "en/papers/2402.00009",
                    "ja/weeks/2024-W06.html",
                    .. Attacks.Select(attack => "ja/search?q=" + Uri.EscapeDataString(attack)),
                    "ja/" + Uri.EscapeDataString("<script>alert(1)</script>"),
                ]
        )
        {
            using var answer = await client.GetAsync(path, Cancellation);
            AssertHarmless(
                await answer.Content.ReadAsStringAsync(Cancellation),
                path,
                style: path.EndsWith(".html", StringComparison.Ordinal) ? 1 : 0
            );
        }
    }

    [Fact]
    public void Whatever_a_note_says_its_one_file_does_nothing() =>
        Gen.Select(Gen.OneOf(Gen.OneOf(Attacks), AdversarialText.Any), AdversarialText.Any)
            .Sample(
                (left, right) =>
                {
                    var week = Week(left + right);
                    foreach (var language in Languages.All)
                    {
                        AssertHarmless(NoteHtml.Write(NoteExport.Of(week, language)), left + right, style: 1);
                    }
                },
                iter: ByHand.Count(150, 20_000)
            );

    [Fact]
    public void An_entry_of_a_bibliography_cannot_be_broken_out_of() =>
        Gen.Select(Gen.OneOf(Gen.OneOf(Attacks), AdversarialText.Any), AdversarialText.Any)
            .Sample(
                (title, author) =>
                {
                    var paper = Week(title).Papers[0].Paper with { Authors = [author, "} , note = {x"] };
                    var entry = BibTeX.Write([paper]);
                    var depth = 0;
                    for (var i = 0; i < entry.Length; i++)
                    {
                        // As BibTeX counts, with a backslash before it or without.
                        depth += entry[i] switch
                        {
                            '{' => 1,
                            '}' => -1,
                            _ => 0,
                        };
                        var inside = i > entry.IndexOf('{', StringComparison.Ordinal) && entry[i..].Trim() is not ("}" or "");
                        (depth > 0 || !inside).Should().BeTrue(entry);
                    }

                    depth.Should().Be(0, entry);
                },
                iter: ByHand.Count(150, 20_000)
            );

    private static void AssertHarmless(string html, string where, int style = 0)
    {
        var page = new HtmlParser().ParseDocument(html);
        page.QuerySelectorAll("script, iframe, object, embed, svg, base, meta[http-equiv=refresh]")
            .Select(element => element.LocalName)
            .Should()
            .BeEmpty(where);
        page.QuerySelectorAll("style").Length.Should().Be(style, where);
        page.QuerySelectorAll("img")
            .Select(image => image.GetAttribute("src"))
            .Should()
            .NotContain(source => source!.Contains(':'), where);
        page.QuerySelectorAll("form")
            .Select(form => form.GetAttribute("action"))
            .Should()
            .NotContain(to => to!.Contains("//"), where);
        page.All.SelectMany(element => element.Attributes)
            .Select(attribute => attribute.Name)
            .Should()
            .NotContain(name => name.StartsWith("on", StringComparison.Ordinal) || name == "style", where);
        foreach (var link in page.QuerySelectorAll("[href]").OfType<IHtmlAnchorElement>())
        {
            var address = link.GetAttribute("href")!;
            (
                address.StartsWith("https://", StringComparison.Ordinal)
                || address.StartsWith("http://", StringComparison.Ordinal)
                || !address.Split('/', '#', '?')[0].Contains(':')
            )
                .Should()
                .BeTrue($"{address} in {where}");
        }

        page.DocumentElement.OuterHtml.Should().NotContainAny("\u202E", "\u202A", "\u2066", "\0", "\u001b");
    }

    private static StoredWeek Week(string text)
    {
        var arxiv = ArxivId.Parse("2402.00009v1");
        var paper = new Paper
        {
            Id = PaperId.Of(arxiv),
            Title = text,
            Arxiv = arxiv,
            Authors = [text, "Aoi Tanaka"],
            Categories = [text],
            Abstract = text,
            Aliases = [text],
            Published = new(2024, 2, 6),
        };
        var answer = SmallWeek.Answer(text, $"{text} (p.1) {text}", Verdict.Verified) with
        {
            Checks =
            [
                new CitationCheck
                {
                    Verdict = Verdict.Weak,
                    Finding = CheckFinding.InPart,
                    Claim = text,
                    Page = 1,
                    Evidence = text,
                    Missing = [text],
                },
            ],
        };
        var open = SmallWeek.Answer(text, text) with { VerdictReason = new TextForPeople(text, text).ToStored() };
        return new StoredWeek
        {
            Label = new WeekLabel(new(2024, 2, 5), new(2024, 2, 11)),
            Week = WeekId.Of(new(2024, 2, 5)),
            Themes = Languages.All.ToDictionary(language => language, _ => new WeekTheme(text, text)),
            Papers =
            [
                new StoredPaper(
                    paper,
                    1,
                    text,
                    null,
                    Languages.All.ToDictionary(
                        language => language,
                        language => SmallWeek.Note(paper, language, text, answer, open)
                    )
                ),
            ],
        };
    }
}
