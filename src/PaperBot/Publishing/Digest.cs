using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Publishing;

/// <summary>What one channel gets for one week: its posts in the order of sending.</summary>
/// <param name="Posts">Empty where there is nothing to say.</param>
public sealed record Digest(IReadOnlyList<DigestPost> Posts)
{
    /// <summary>The part of the first post, which names the others.</summary>
    public const string HeaderPart = "header";

    private const string Scheme = "paperbot";

    /// <summary>
    /// The address by which the header names a post that does not stand yet. It is no web address, so it is drawn as its label until
    /// <see cref="WithLinks"/> puts the real one in its place.
    /// </summary>
    public static Uri Placeholder(string part) => new($"{Scheme}:{part}");

    /// <summary>The same header with the posts' addresses where they stand; a post without one stays as it was.</summary>
    public static ChatMessage WithLinks(ChatMessage header, IReadOnlyDictionary<string, Uri> links) =>
        header with
        {
            Blocks =
            [
                .. header.Blocks.Select(block =>
                    block switch
                    {
                        ChatBlock.Paragraph paragraph => new ChatBlock.Paragraph(WithLinks(paragraph.Text, links)),
                        ChatBlock.Items items => items with { Lines = [.. items.Lines.Select(line => WithLinks(line, links))] },
                        _ => block,
                    }
                ),
            ],
        };

    private static RichText WithLinks(RichText text, IReadOnlyDictionary<string, Uri> links) =>
        new([
            .. text.Parts.Select(part =>
                part is Inline.Link { Target.Scheme: Scheme } link && links.TryGetValue(link.Target.AbsolutePath, out var target)
                    ? link with
                    {
                        Target = target,
                    }
                    : part
            ),
        ]);
}

/// <summary>One post of a digest.</summary>
/// <param name="Part">
/// Its place: <c>header</c>, <c>p01</c> (the starter of the week's first paper), <c>p01/thread</c>, <c>p01/summary</c>, <c>p01/qa1</c>.
/// A paper keeps its number, so that another paper's coming or going leaves its posts alone (<see cref="Papers.WeekSlots"/>).
/// </param>
/// <param name="Parent">The part it stands under; null in the channel itself.</param>
public sealed record DigestPost(string Part, PostKind Kind, string? Parent, ChatMessage Message)
{
    /// <summary>Of a starter: its paper took another one's place, so what the thread says of the old paper goes.</summary>
    public bool Replaced { get; init; }
}

/// <summary>Which papers of a week a channel gets, and in which order. What it does not get is mentioned; the archive keeps all of them.</summary>
public sealed record DigestProfile
{
    /// <summary>The whole week.</summary>
    public static DigestProfile Everything { get; } = new();

    public static DigestProfile Of(ChannelSettings settings) =>
        new()
        {
            MaxPapers = settings.MaxPapers,
            Include = settings.Include,
            Exclude = settings.Exclude,
            Authors = settings.Authors,
            Categories = settings.Categories,
        };

    /// <summary>How many at most: wanted ones first, then the week's first ones.</summary>
    public int MaxPapers { get; init; } = int.MaxValue;

    /// <summary>Papers that hold one of these words in their title, authors, categories or names are wanted: they come first and are marked.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Papers that hold one of these words there are muted, wanted or not: they are mentioned and not posted.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Papers of authors whose names hold one of these are wanted.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Papers of these categories are wanted.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public bool Wants(StoredPaper paper) =>
        !Mutes(paper)
        && (
            Holds(Texts(paper), Include)
            || Holds(paper.Paper.Authors, Authors)
            || paper.Paper.Categories.Any(category => Categories.Contains(category, StringComparer.OrdinalIgnoreCase))
        );

    public bool Mutes(StoredPaper paper) => Holds(Texts(paper), Exclude);

    private static IReadOnlyList<string> Texts(StoredPaper paper) =>
        [paper.Paper.Title, paper.ListName, .. paper.Paper.Authors, .. paper.Paper.Categories, .. paper.Paper.Aliases];

    private static bool Holds(IReadOnlyList<string> texts, IReadOnlyList<string> words) =>
        words.Any(word => texts.Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
