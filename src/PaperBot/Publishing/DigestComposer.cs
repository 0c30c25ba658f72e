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
        var papers = week
            .Papers.Select(paper =>
                (Paper: paper, Part: string.Create(CultureInfo.InvariantCulture, $"p{slots[paper.Paper.Id]:00}"))
            )
            .OrderBy(entry => profile.Wants(entry.Paper) ? 0 : 1)
            .ToList();
        var held = papers.Count(entry => entry.Paper.Held is not null && !profile.Mutes(entry.Paper));
        var known = papers.Where(entry => entry.Paper.Held is null).ToList();
        var posted = known.Where(entry => !profile.Mutes(entry.Paper)).Take(profile.MaxPapers).ToList();
        if (known.Count == 0 && held == 0)
        {
            return new Digest([]);
        }

        var content = new HeaderContent(
            posted,
            [.. posted.Select(entry => entry.Paper).Where(profile.Wants)],
            [.. known.Except(posted).Select(entry => entry.Paper)],
            held
        );
        return new Digest([
            new DigestPost(
                Digest.HeaderPart,
                PostKind.Header,
                null,
                DigestHeader.Compose(week, content, language, limits, links)
            ),
            .. posted.SelectMany(entry => PaperPosts.Compose(entry.Paper, entry.Part, language, threads, limits, links)),
        ]);
    }
}
