using PaperBot.Chat;

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

/// <summary>Which papers of a week a channel gets.</summary>
public sealed record DigestProfile
{
    /// <summary>The whole week.</summary>
    public static DigestProfile Everything { get; } = new();

    /// <summary>How many at most; the week's first ones.</summary>
    public int MaxPapers { get; init; } = int.MaxValue;

    /// <summary>Only papers that hold one of these words in their title, authors, categories or names; empty: all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>No paper that holds one of these words there.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
}
