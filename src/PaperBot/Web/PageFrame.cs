using PaperBot.Papers;

namespace PaperBot.Web;

/// <summary>What stands around the text of every page. Links are relative, so that a proxy may serve the pages below any path.</summary>
internal sealed record PageFrame
{
    /// <summary>No script, nothing from another host.</summary>
    public const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public required Language Language { get; init; }

    /// <summary>What leads to the pages' root from here: <c>../../</c>.</summary>
    public required string Root { get; init; }

    /// <summary>Behind the language: <c>weeks/2023-W22</c>; null where the page has no twin in the other language.</summary>
    public required string? Path { get; init; }

    public required string Title { get; init; }

    /// <summary>For search engines and previews; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>What stands in the search box.</summary>
    public string Searched { get; init; } = "";

    public required bool Indexable { get; init; }

    /// <summary>The address from outside, where there is one.</summary>
    public Uri? Canonical { get; init; }

    /// <summary>The week's picture, where there is one.</summary>
    public PagePicture? Picture { get; init; }

    private string Home => $"{Root}{Language.Code()}/";

    public string Write(Html main)
    {
        var texts = PageTexts.Of(Language);
        return Html.Of(
                $"""
                <!DOCTYPE html>
                <html lang="{Language.Code()}">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta name="robots" content="{(Indexable ? "index, follow" : "noindex, nofollow")}">
                <title>{(Path == "" ? Title : $"{Title} – {texts.Site}")}</title>
                <link rel="stylesheet" href="{Root}assets/{WebAssets.StyleName}">
                <link rel="icon" href="{Root}assets/{WebAssets.IconName}" type="image/svg+xml">
                <link rel="alternate" type="application/atom+xml" href="{Home}feed.xml" title="{texts.Site}">
                {Links()}</head>
                <body>
                <a class="skip" href="#main">{texts.SkipToContent}</a>
                <header class="top">
                <a class="brand" href="{Home}"><img src="{Root}assets/{WebAssets.IconName}" alt="" width="28" height="28">{texts.Site}</a>
                <form action="{Home}search" role="search">
                <input type="search" name="q" value="{Searched}" maxlength="400" aria-label="{texts.SearchLabel}" placeholder="{texts.SearchLabel}">
                <button>{texts.SearchButton}</button>
                </form>
                <nav aria-label="{texts.Menu}"><a href="{Home}">{texts.AllWeeks}</a>{Switch()}</nav>
                </header>
                <main id="main">
                {main}</main>
                <footer><p>{texts.Guide}</p><p><a href="{Home}feed.xml">{texts.Feed}</a></p></footer>
                </body>
                </html>

                """
            )
            .ToString();
    }

    /// <summary>The same page in the other language, in that language's own name.</summary>
    private Html Switch()
    {
        var other = PageTexts.Of(Other);
        var code = Other.Code();
        return Html.Of(
            $"<a href=\"{Root}{code}/{Path ?? ""}\" hreflang=\"{code}\" lang=\"{code}\" rel=\"alternate\">{other.OwnName}</a>"
        );
    }

    private Language Other => Language == Language.Japanese ? Language.English : Language.Japanese;

    private Html Links()
    {
        var alternates = Path is null
            ? Html.None
            : Html.Of($"<link rel=\"alternate\" hreflang=\"{Other.Code()}\" href=\"{Root}{Other.Code()}/{Path}\">\n");
        var canonical = Canonical is null ? Html.None : Html.Of($"<link rel=\"canonical\" href=\"{Canonical}\">\n");
        var description =
            Description.Length > 0 ? Html.Of($"<meta name=\"description\" content=\"{Description}\">\n") : Html.None;
        // What a chat shows of a link that people share.
        var preview = Html.Of(
            $"<meta property=\"og:title\" content=\"{Title}\">\n<meta property=\"og:type\" content=\"article\">\n"
        );
        var picture = Picture is null
            ? Html.None
            : Html.Of(
                $"""
                <meta property="og:image" content="{Picture.Address}">
                <meta property="og:image:type" content="image/png">
                <meta property="og:image:width" content="{PictureLayout.Width}">
                <meta property="og:image:height" content="{PictureLayout.Height}">
                <meta property="og:image:alt" content="{Picture.Words}">

                """
            );
        return Html.Join([alternates, canonical, description, preview, picture]);
    }
}

/// <summary>A picture that stands for a page elsewhere.</summary>
/// <param name="Address">From outside.</param>
/// <param name="Words">What is on it.</param>
internal sealed record PagePicture(Uri Address, string Words);
