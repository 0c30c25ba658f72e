using PaperBot.Chat;

namespace PaperBot.Fakes.Loopback;

/// <summary>A digest made of nothing but its shape: a header, starters, and in each starter's thread a few replies.</summary>
public static class SmallDigest
{
    /// <param name="version">Goes into every text, so that another version is a changed digest.</param>
    /// <param name="changed">Which papers say the version; null: all.</param>
    public static IReadOnlyList<Publishing.DigestPost> Make(
        int papers,
        int replies,
        ThreadModel threads = ThreadModel.Implicit,
        int version = 1,
        Func<int, bool>? changed = null
    )
    {
        var posts = new List<Publishing.DigestPost>
        {
            new(
                "header",
                PostKind.Header,
                null,
                new ChatMessage(
                    "header",
                    [
                        new ChatBlock.Heading("週報"),
                        new ChatBlock.Items([
                            .. Enumerable
                                .Range(1, papers)
                                .Select(paper => RichText.Of(new Inline.Link(new Uri($"paperbot:p{paper:00}"), $"論文 {paper}"))),
                        ]),
                    ]
                )
            ),
        };
        posts.AddRange(Enumerable.Range(1, papers).Select(paper => Post($"p{paper:00}", PostKind.Starter, null, Version(paper))));
        foreach (var paper in Enumerable.Range(1, papers))
        {
            var starter = $"p{paper:00}";
            var parent = starter;
            if (threads == ThreadModel.FromMessage)
            {
                parent = $"{starter}/thread";
                posts.Add(Post(parent, PostKind.Thread, starter, 1));
            }

            posts.AddRange(
                Enumerable
                    .Range(0, replies)
                    .Select(reply =>
                        Post(reply == 0 ? $"{starter}/summary" : $"{starter}/qa{reply}", PostKind.Reply, parent, Version(paper))
                    )
            );
        }

        return posts;

        int Version(int paper) => changed is null || changed(paper) ? version : 1;
    }

    private static Publishing.DigestPost Post(string part, PostKind kind, string? parent, int version) =>
        new(part, kind, parent, new ChatMessage(part, [new ChatBlock.Paragraph($"{part} v{version}")]));
}
