using System.Collections.Concurrent;
using PaperBot.Asking;
using PaperBot.Papers;

namespace PaperBot.Web;

/// <summary>
/// The pages of the store as it is now. A page is written and compressed when somebody first asks for it and kept until the store changes,
/// so that the next reader costs next to nothing.
/// </summary>
public sealed class ReadingPages(PaperIndex index, NoteTimes times, ReadingLinks links, WebSettings web, PicturePainter painter)
{
    // Far more than a few years of pages; what a robot makes of a thousand years may be written anew.
    private const int LargestShelf = 48 * 1024 * 1024;

    // What a preview reads out; chats and screen readers cut far longer ones.
    private const int LongestPictureWords = 1000;
    private const string HtmlType = "text/html; charset=utf-8";

    private Shelf _shelf = new(new ReadableWeeks(AskIndex.Empty, []), []);

    /// <summary>Completed once the store has been read for the first time.</summary>
    internal Task Ready => index.Ready;

    internal PreparedFile Index(Language language) =>
        Prepared(
            $"{language.Code()}/",
            weeks => Page(Frame(language, "", PageTexts.Of(language).Site), WeekPages.Index(weeks, language))
        );

    /// <summary>Null where there is no such week.</summary>
    internal PreparedFile? Week(WeekId week, Language language) =>
        Current.Weeks.Find(week) is null
            ? null
            : Prepared($"{language.Code()}/weeks/{week}", weeks => WeekPage(weeks, weeks.Find(week)!, language));

    /// <param name="extension">
    /// <c>.md</c>, <c>.html</c>, <c>.bib</c>, or where the settings want pictures <c>.svg</c>, and <c>.png</c> where it can be painted too.
    /// </param>
    internal PreparedFile? WeekFile(WeekId week, string extension, Language language) =>
        Current.Weeks.Find(week) is null
        || (extension is ".svg" or ".png" && !web.Picture)
        || (extension is ".png" && !painter.CanPaint)
            ? null
            : Prepared(
                $"{language.Code()}/weeks/{week}{extension}",
                weeks => WeekFile(weeks.Find(week)!.Week, extension, language)
            );

    internal WeekId? NewestWeek => Current.Weeks.Weeks is [var newest, ..] ? newest.Week.Week : null;

    internal ReadablePaper? FindPaper(string name) => Current.Weeks.FindPaper(name);

    internal PreparedFile Paper(PaperId paper, Language language) =>
        Prepared(
            $"{language.Code()}/papers/{paper}",
            weeks =>
            {
                var shown = weeks.Find(paper)!;
                var frame = Frame(language, $"papers/{ReadingLinks.Name(paper)}", PaperCard.TitleText(shown.Paper)) with
                {
                    Description = Short(PageParts.Note(shown.Stored, language)?.Summary ?? shown.Paper.Abstract),
                };
                return Page(frame, PaperPage.Write(weeks, shown, language));
            }
        );

    internal static PreparedFile PaperFile(ReadablePaper paper) =>
        new(
            BibTeX.Write([paper.Paper]),
            "application/x-bibtex; charset=utf-8",
            fileName: $"{ReadingLinks.Name(paper.Paper.Id)}.bib"
        );

    /// <summary>Searched and written for each who asks.</summary>
    internal PreparedFile Search(string query, Language language)
    {
        var texts = PageTexts.Of(language);
        var frame = Frame(language, null, query.Length > 0 ? texts.SearchTitle(query) : texts.SearchButton, depth: 1) with
        {
            Searched = query,
            Indexable = false,
        };
        return Page(frame, SearchPage.Write(Current.Weeks, query, language));
    }

    internal async Task<PreparedFile> FeedAsync(Language language, CancellationToken cancellationToken)
    {
        var known = await times.ReadAsync(cancellationToken);
        return Prepared(
            $"{language.Code()}/feed.xml",
            weeks => new PreparedFile(
                AtomFeed.Write(weeks.Weeks, language, links, week => known.GetValueOrDefault(week, DateTimeOffset.UnixEpoch)),
                "application/atom+xml; charset=utf-8"
            )
        );
    }

    /// <summary>What is said in place of a page that is not there.</summary>
    /// <param name="depth">How many slashes stand behind the root in the address that was asked for.</param>
    internal PreparedFile Missing(Language language, int depth, string? words = null, int status = StatusCodes.Status404NotFound)
    {
        var texts = PageTexts.Of(language);
        var (title, lead) = status switch
        {
            StatusCodes.Status404NotFound => (texts.NotFound, texts.NotFoundLead),
            StatusCodes.Status503ServiceUnavailable => (texts.NotReady, texts.NotReadyLead),
            _ => (texts.Failed, texts.FailedLead),
        };
        var root = string.Concat(Enumerable.Repeat("../", depth));
        var frame = Frame(language, null, title, depth) with { Indexable = false };
        var main = Html.Of(
            $"<h1>{title}</h1>\n<p>{words ?? lead}</p>\n<p><a href=\"{root}{language.Code()}/\">{texts.BackToWeeks}</a></p>\n"
        );
        return new PreparedFile(frame.Write(main), HtmlType) { StatusCode = status };
    }

    private Shelf Current
    {
        get
        {
            var (found, weeks) = index.Snapshot;
            var shelf = Volatile.Read(ref _shelf);
            // A new state of the store: whoever comes second throws away what the first has just made, which is little.
            if (!ReferenceEquals(shelf.Source, weeks) || !ReferenceEquals(shelf.Weeks.Index, found))
            {
                shelf = new Shelf(new ReadableWeeks(found, weeks), weeks);
                Volatile.Write(ref _shelf, shelf);
            }

            return shelf;
        }
    }

    private PreparedFile Prepared(string path, Func<ReadableWeeks, PreparedFile> write)
    {
        var shelf = Current;
        if (shelf.Files.TryGetValue(path, out var file))
        {
            return file;
        }

        file = write(shelf.Weeks);
        if (Interlocked.Add(ref shelf.Bytes, file.Length) > LargestShelf)
        {
            shelf.Files.Clear();
            shelf.Bytes = file.Length;
        }

        shelf.Files[path] = file;
        return file;
    }

    private PreparedFile WeekPage(ReadableWeeks weeks, ReadableWeek shown, Language language)
    {
        var title = WeekWords.Title(shown.Week.Label, language);
        var frame = Frame(language, $"weeks/{shown.Week.Week}", title) with
        {
            Description = Short(WeekWords.Theme(shown.Week, language)?.Theme.Theme ?? ""),
            Picture =
                WeekGlance.Of(shown.Week, language) is var glance && links.PictureForChats(shown.Week.Week, glance) is { } address
                    ? new PagePicture(address, glance.Words(LongestPictureWords))
                    : null,
        };
        return Page(frame, WeekPages.Week(weeks, shown, language, web.Picture ? $"{shown.Week.Week}.svg" : null));
    }

    private PreparedFile WeekFile(StoredWeek week, string extension, Language language)
    {
        var name = $"{week.Week}.{language.Code()}{extension}";
        var note = NoteExport.Of(week, language);
        return extension switch
        {
            ".md" => new(
                WeeklyNoteWriter.Markdown(NoteExport.WithoutHeldAnswers(note)),
                "text/markdown; charset=utf-8",
                fileName: name
            ),
            ".html" => new(NoteHtml.Write(note), HtmlType, fileName: name),
            ".bib" => new(
                BibTeX.Write(week.Papers.Select(paper => paper.Paper)),
                "application/x-bibtex; charset=utf-8",
                fileName: $"{week.Week}.bib"
            ),
            ".svg" => new(WeekPicture.Svg(WeekGlance.Of(week, language)), "image/svg+xml"),
            // Its address in posts changes with what it shows.
            ".png" => new(painter.Png(WeekGlance.Of(week, language)), "image/png", "public, max-age=3600"),
            _ => throw new ArgumentOutOfRangeException(nameof(extension), extension, "No such form."),
        };
    }

    private PageFrame Frame(Language language, string? path, string title, int? depth = null) =>
        new()
        {
            Language = language,
            Root = string.Concat(Enumerable.Repeat("../", depth ?? 1 + path!.Count(c => c == '/'))),
            Path = path,
            Title = title,
            Indexable = web.Indexable,
            Canonical =
                path is not null && web.PublicUrl is not null ? new Uri(links.Address!, $"{language.Code()}/{path}") : null,
        };

    private static PreparedFile Page(PageFrame frame, Html main) => new(frame.Write(main), HtmlType);

    private static string Short(string markdown) => Chat.TextCut.Shorten(NoteText.Plain(markdown), 160);

    /// <summary>Everything made from one state of the store.</summary>
    private sealed class Shelf(ReadableWeeks weeks, IReadOnlyList<StoredWeek> source)
    {
        public ReadableWeeks Weeks => weeks;

        public IReadOnlyList<StoredWeek> Source => source;

        public ConcurrentDictionary<string, PreparedFile> Files { get; } = new(StringComparer.Ordinal);

        public long Bytes;
    }
}
