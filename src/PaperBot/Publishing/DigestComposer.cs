using System.Globalization;
using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Publishing;

/// <summary>Makes a week into the posts of a channel. Pure: the same week, language, channel and profile always give the same posts.</summary>
public static class DigestComposer
{
    /// <param name="threads">How threads come about in the channel.</param>
    /// <param name="limits">Every message keeps to them.</param>
    /// <param name="links">Where the reading pages stand; null where there are none.</param>
    public static Digest Compose(
        StoredWeek week,
        Language language,
        ThreadModel threads,
        MessageLimits limits,
        DigestProfile profile,
        ReadingLinks? links = null
    )
    {
        links ??= ReadingLinks.None;
        var slots = WeekSlots.Of(week);
        var chosen = week
            .Papers.Select(paper =>
                (Paper: paper, Part: string.Create(CultureInfo.InvariantCulture, $"p{slots[paper.Paper.Id]:00}"))
            )
            .Where(entry => Wants(profile, entry.Paper))
            .ToList();
        var held = chosen.Count(entry => entry.Paper.Held is not null);
        var posted = chosen.Where(entry => entry.Paper.Held is null).Take(profile.MaxPapers).ToList();
        if (posted.Count == 0 && held == 0)
        {
            return new Digest([]);
        }

        return new Digest([
            new DigestPost(
                Digest.HeaderPart,
                PostKind.Header,
                null,
                DigestHeader.Compose(week, posted, held, language, limits, links)
            ),
            .. posted.SelectMany(entry => PaperPosts.Compose(entry.Paper, entry.Part, language, threads, limits, links)),
        ]);
    }

    private static bool Wants(DigestProfile profile, StoredPaper paper)
    {
        string[] texts =
        [
            paper.Paper.Title,
            paper.ListName,
            .. paper.Paper.Authors,
            .. paper.Paper.Categories,
            .. paper.Paper.Aliases,
        ];
        return (profile.Include.Count == 0 || Holds(profile.Include)) && !Holds(profile.Exclude);

        bool Holds(IReadOnlyList<string> words) =>
            words.Any(word => texts.Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }
}
