using System.Globalization;

namespace PaperBot.Papers;

/// <summary>Where the reading pages stand, for posts and answers that link to them. Every address is null where there are no pages.</summary>
/// <param name="Address">What all of them begin with, ending in a slash.</param>
public sealed record ReadingLinks(Uri? Address)
{
    public static ReadingLinks None { get; } = new((Uri?)null);

    public bool Exist => Address is not null;

    public Uri? Week(WeekId week, Language language) => At($"{language.Code()}/weeks/{week}");

    /// <summary>Whether weeks have pictures.</summary>
    public bool HasPictures { get; init; }

    /// <summary>Whether chats can fetch them in pixels: at an address from outside, drawn with fonts that hold Japanese.</summary>
    public bool HasPicturesForChats { get; init; }

    /// <summary>The week at a glance, as a drawing (SVG); null where there are no pictures.</summary>
    public Uri? Picture(WeekId week, Language language) => HasPictures ? At($"{language.Code()}/weeks/{week}.svg") : null;

    /// <summary>
    /// The week at a glance in pixels (PNG), under an address that changes with what it shows, as chats keep what they fetched; null where
    /// chats cannot fetch it.
    /// </summary>
    public Uri? PictureForChats(WeekId week, WeekGlance glance) =>
        HasPicturesForChats ? At($"{glance.Language.Code()}/weeks/{week}.png?v={glance.Version}") : null;

    public Uri? Paper(PaperId paper, Language language) => At($"{language.Code()}/papers/{Name(paper)}");

    /// <param name="index">The answer's place in its note, from 0.</param>
    public Uri? Answer(PaperId paper, Language language, int index) =>
        At($"{language.Code()}/papers/{Name(paper)}#{Anchor(index)}");

    /// <summary>What a page calls an answer: it keeps this name when answers before it are held back.</summary>
    public static string Anchor(int index) => string.Create(CultureInfo.InvariantCulture, $"q{index + 1}");

    /// <summary>A paper in an address: its arXiv id where that is one word, else its key.</summary>
    public static string Name(PaperId paper) =>
        paper.Arxiv is { } arxiv && !arxiv.Id.Contains('/', StringComparison.Ordinal) ? arxiv.Id : PaperKey.Of(paper).Value;

    private Uri? At(string path) => Address is null ? null : new Uri(Address, path);
}
