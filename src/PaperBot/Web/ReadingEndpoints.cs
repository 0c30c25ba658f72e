using PaperBot.Asking;
using PaperBot.Papers;

namespace PaperBot.Web;

/// <summary>
/// Where the reading pages are: <c>/ja/</c>, <c>/ja/weeks/2023-W22</c> (also <c>.md</c>, <c>.html</c>, <c>.bib</c>, <c>.svg</c>, <c>.png</c>),
/// <c>/ja/papers/2305.18290</c> (also <c>.bib</c>), <c>/ja/search?q=</c>, <c>/ja/feed.xml</c>, and the same under <c>/en/</c>.
/// Everything is read with GET and changes nothing.
/// </summary>
public static class ReadingEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] WeekFiles = [".md", ".html", ".bib", ".svg", ".png"];

    /// <param name="atRoot">Whether <c>/</c> leads to the pages; in the local workspace something else stands there.</param>
    public static void MapReadingPages(this IEndpointRouteBuilder app, bool atRoot)
    {
        var web = app.ServiceProvider.GetRequiredService<WebSettings>();
        var group = app.MapGroup("")
            .AddEndpointFilter(new PageGate(web, app.ServiceProvider.GetRequiredService<ILogger<PageGate>>()).InvokeAsync)
            .ExcludeFromDescription();
        if (atRoot)
        {
            Map(group, "/", (HttpContext context) => Home(context));
        }

        Map(
            group,
            "/assets/{name}",
            (string name, HttpContext context, ReadingPages pages) => WebAssets.Find(name) ?? Missing(context, pages)
        );
        Map(group, "/robots.txt", () => Robots(web));
        foreach (var language in Languages.All)
        {
            MapLanguage(group.MapGroup("/" + language.Code()), language);
        }

        Map(group, "/{**path}", (HttpContext context, ReadingPages pages) => Missing(context, pages)).WithOrder(int.MaxValue);
    }

    private static void MapLanguage(RouteGroupBuilder group, Language language)
    {
        Map(
            group,
            "/",
            (HttpContext context, ReadingPages pages) =>
                context.Request.Path.Value!.EndsWith('/')
                    ? Ready(pages, language, 1, () => pages.Index(language))
                    : Task.FromResult(Results.Redirect($"{language.Code()}/", permanent: true))
        );
        Map(
            group,
            "/weeks/{name}",
            (string name, ReadingPages pages) => Ready(pages, language, 2, () => Week(pages, name, language))
        );
        Map(
            group,
            "/papers/{name}",
            (string name, ReadingPages pages) => Ready(pages, language, 2, () => Paper(pages, name, language))
        );
        Map(
            group,
            "/search",
            (string? q, ReadingPages pages) =>
                Ready(pages, language, 1, () => pages.Search(SearchText.Shorten((q ?? "").Trim()), language))
        );
        Map(
            group,
            "/feed.xml",
            async (ReadingPages pages, CancellationToken cancellationToken) =>
            {
                await pages.Ready.WaitAsync(Patience, cancellationToken);
                return await pages.FeedAsync(language, cancellationToken);
            }
        );
    }

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder app, string pattern, Delegate handler) =>
        app.MapMethods(pattern, Reading, handler);

    private static IResult Week(ReadingPages pages, string name, Language language)
    {
        var extension = WeekFiles.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.Ordinal)) ?? "";
        if (name[..^extension.Length] == "latest")
        {
            return pages.NewestWeek is { } newest ? Results.Redirect($"{newest}{extension}") : pages.Missing(language, 2);
        }

        if (!WeekId.TryParse(name[..^extension.Length], out var week))
        {
            return pages.Missing(language, 2, PageTexts.Of(language).NoSuchWeek);
        }

        // Any date in a week is understood; one address is the week's own.
        return name != $"{week}{extension}"
            ? Results.Redirect($"{week}{extension}", permanent: true)
            : (extension.Length == 0 ? pages.Week(week, language) : pages.WeekFile(week, extension, language))
                ?? pages.Missing(language, 2, PageTexts.Of(language).NoSuchWeek);
    }

    private static IResult Paper(ReadingPages pages, string name, Language language)
    {
        var extension = name.EndsWith(".bib", StringComparison.Ordinal) ? ".bib" : "";
        var wanted = name[..^extension.Length];
        if (pages.FindPaper(wanted) is not { } paper)
        {
            return pages.Missing(language, 2, PageTexts.Of(language).NoSuchPaper);
        }

        var own = ReadingLinks.Name(paper.Paper.Id);
        return own != wanted ? Results.Redirect(own + extension, permanent: true)
            : extension.Length > 0 ? ReadingPages.PaperFile(paper)
            : pages.Paper(paper.Paper.Id, language);
    }

    /// <summary>Right after the start the store is still being read.</summary>
    private static async Task<IResult> Ready(ReadingPages pages, Language language, int depth, Func<IResult> answer)
    {
        if (!pages.Ready.IsCompleted)
        {
            try
            {
                await pages.Ready.WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                return pages.Missing(language, depth, status: StatusCodes.Status503ServiceUnavailable);
            }
        }

        return answer();
    }

    private static IResult Home(HttpContext context)
    {
        context.Response.Headers.Vary = "Accept-Language";
        return Results.Redirect($"{Wanted(context.Request).Code()}/");
    }

    internal static PreparedFile Missing(HttpContext context, ReadingPages pages, int status = StatusCodes.Status404NotFound)
    {
        var path = context.Request.Path.Value ?? "/";
        return pages.Missing(Wanted(context.Request), path.Count(c => c == '/') - 1, status: status);
    }

    /// <summary>The language of the address, else the one that the browser likes best, else Japanese.</summary>
    private static Language Wanted(HttpRequest request) =>
        Languages
            .All.Cast<Language?>()
            .FirstOrDefault(language => request.Path.StartsWithSegments("/" + language!.Value.Code(), StringComparison.Ordinal))
        ?? request
            .GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(one => one.Quality ?? 1)
            .Select(one => Languages.Find(one.Value.Value))
            .FirstOrDefault(language => language is not null)
        ?? Language.Japanese;

    private static IResult Robots(WebSettings web) =>
        Results.Text(
            web.Indexable ? "User-agent: *\nDisallow: /ja/search\nDisallow: /en/search\n" : "User-agent: *\nDisallow: /\n"
        );
}
