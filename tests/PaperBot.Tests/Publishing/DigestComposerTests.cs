using System.Text;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

public sealed class DigestComposerTests
{
    [Theory]
    [InlineData(Language.Japanese)]
    [InlineData(Language.English)]
    public void A_small_week_reads_as_approved(Language language) =>
        Approved.Verify(Draw(Compose(SmallWeek.Build(), language)), language.Code());

    [Fact]
    public void Posts_stand_in_the_order_of_sending_and_under_their_parents()
    {
        var posts = Compose(SmallWeek.Build(), threads: ThreadModel.FromMessage).Posts;

        posts
            .Select(post => (post.Part, post.Kind, post.Parent))
            .Should()
            .Equal(
                ("header", PostKind.Header, null),
                ("p01", PostKind.Starter, null),
                ("p01/thread", PostKind.Thread, "p01"),
                ("p01/summary", PostKind.Reply, "p01/thread"),
                ("p01/qa1", PostKind.Reply, "p01/thread"),
                ("p02", PostKind.Starter, null),
                ("p02/thread", PostKind.Thread, "p02"),
                ("p02/summary", PostKind.Reply, "p02/thread"),
                ("p02/qa1", PostKind.Reply, "p02/thread"),
                ("p03", PostKind.Starter, null),
                ("p03/thread", PostKind.Thread, "p03"),
                ("p03/summary", PostKind.Reply, "p03/thread"),
                ("p04", PostKind.Starter, null),
                ("p04/thread", PostKind.Thread, "p04"),
                ("p04/summary", PostKind.Reply, "p04/thread")
            );
        posts
            .Where(post => post.Kind == PostKind.Thread)
            .Should()
            .AllSatisfy(post => post.Message.ThreadTitle.Should().NotBeNullOrEmpty());
    }

    [Theory]
    [InlineData(ThreadModel.Implicit)]
    [InlineData(ThreadModel.Forum)]
    public void Replies_stand_under_the_starter_where_it_is_the_thread(ThreadModel threads)
    {
        var posts = Compose(SmallWeek.Build(), threads: threads).Posts;

        posts.Should().NotContain(post => post.Kind == PostKind.Thread);
        posts.Where(post => post.Kind == PostKind.Reply).Should().AllSatisfy(post => post.Parent.Should().Be(post.Part[..3]));
    }

    [Fact]
    public void An_answer_that_failed_its_check_is_neither_posted_nor_offered_and_is_counted()
    {
        var digest = Compose(SmallWeek.Build());

        Draw(digest).Should().NotContain("照合に失敗した回答").And.NotContain("出ないはず");
        Draw(digest).Should().Contain("Q&A 3件 · 確認済み 1・一部のみ確認 1・未確認 1・ページと合わず非掲載 1");
        var select = digest
            .Posts.Single(post => post.Part == "p01")
            .Message.Blocks.OfType<ChatBlock.Actions>()
            .Single()
            .Controls.OfType<ChatControl.Select>()
            .Single();
        select.Options.Select(option => option.Value).Should().Equal("0", "1", "3");
    }

    [Fact]
    public void A_held_paper_is_left_out_and_the_header_says_so()
    {
        Draw(Compose(SmallWeek.Build())).Should().NotContain("Held Back").And.Contain("このほか1本は内容を確認中です。");
        Draw(Compose(SmallWeek.Build(), Language.English)).Should().Contain("One more paper is still being checked.");
    }

    [Fact]
    public void A_week_whose_answers_are_all_unchecked_says_so_once()
    {
        var week = SmallWeek.Build();
        var retriever = week.Papers[0];
        var note = retriever.Notes[Language.Japanese];
        var uncheckedNote = note with
        {
            QuestionAnswers = [.. note.QuestionAnswers.Select(answer => answer with { Verdict = Verdict.Unchecked })],
        };
        var uncheckedWeek = week with
        {
            Papers = [retriever with { Notes = new Dictionary<Language, PaperNote> { [Language.Japanese] = uncheckedNote } }],
        };

        Header(Compose(week)).Should().NotContain("照合していません");
        Draw(Compose(uncheckedWeek)).Split("照合していません").Should().HaveCount(2);
    }

    [Fact]
    public void Another_papers_release_leaves_the_posts_of_the_others_alone()
    {
        var week = SmallWeek.Build();
        var holding = week with { Papers = [week.Papers[0] with { Held = "look" }, .. week.Papers.Skip(1)] };

        var before = Compose(holding).Posts.Where(post => post.Part != "header").Select(Draw);
        var after = Compose(week)
            .Posts.Where(post => post.Part != "header" && !post.Part.StartsWith("p01", StringComparison.Ordinal))
            .Select(Draw);

        before.Should().Equal(after);
    }

    [Fact]
    public void A_week_without_any_note_says_that_nothing_is_written_yet()
    {
        var week = SmallWeek.Build();
        var bare = week with
        {
            Themes = new Dictionary<Language, WeekTheme>(),
            Papers = [.. week.Papers.Select(paper => paper with { Notes = new Dictionary<Language, PaperNote>() })],
        };

        Header(Compose(bare))
            .Should()
            .Contain("この週の要約とQ&Aは、まだ書かれていません。")
            .And.Contain("今回のテーマ:** SRS、Miscount、");
        Compose(bare).Posts.Count(post => post.Kind == PostKind.Starter).Should().Be(4);
        Compose(bare).Posts.Count(post => post.Kind == PostKind.Reply).Should().Be(4);
    }

    [Fact]
    public void A_profile_orders_and_mentions_by_words_authors_categories_and_number()
    {
        Parts(new DigestProfile { Include = ["quiet"] }).Should().Equal("p03", "p01", "p02", "p04");
        Parts(new DigestProfile { Authors = ["ueda"] }).Should().StartWith("p02").And.HaveCount(4);
        var category = SmallWeek.Build().Papers[3].Paper.Categories[0];
        Parts(new DigestProfile { Categories = [category.ToUpperInvariant()] }).Should().Contain("p04").And.HaveCount(4);
        Parts(new DigestProfile { Exclude = ["SRS"] }).Should().Equal("p02", "p03", "p04");
        Parts(new DigestProfile { MaxPapers = 2 }).Should().Equal("p01", "p02");
        Parts(new DigestProfile { MaxPapers = 1, Include = ["quiet"] }).Should().Equal("p03");
        Parts(new DigestProfile { Include = ["no such word"] }).Should().Equal("p01", "p02", "p03", "p04");

        var header = Header(
            Compose(
                SmallWeek.Build(),
                profile: new DigestProfile
                {
                    MaxPapers = 2,
                    Include = ["quiet"],
                    Exclude = ["SRS"],
                }
            )
        );
        header.Should().Contain("★ ").And.Contain("この週にはほかに 2 本あります").And.Contain("Small Retrievers Suffice");
        Header(Compose(SmallWeek.Build())).Should().NotContain("★").And.NotContain("ほかに");

        IEnumerable<string> Parts(DigestProfile profile) =>
            Compose(SmallWeek.Build(), profile: profile)
                .Posts.Where(post => post.Kind == PostKind.Starter)
                .Select(post => post.Part);
    }

    [Fact]
    public void The_header_gets_its_links_when_the_starters_stand()
    {
        var header = Compose(SmallWeek.Build()).Posts[0].Message;
        var links = new Dictionary<string, Uri>
        {
            ["p01"] = new("https://chat.example/p1"),
            ["p03"] = new("https://chat.example/p3"),
        };

        var targets = Digest
            .WithLinks(header, links)
            .Blocks.OfType<ChatBlock.Items>()
            .Single()
            .Lines.SelectMany(line => line.Parts)
            .OfType<Inline.Link>()
            .Select(link => link.Target.ToString());

        targets.Should().Equal("https://chat.example/p1", "paperbot:p02", "https://chat.example/p3", "paperbot:p04");
    }

    [Fact]
    public void Everything_in_a_digest_keeps_the_limits()
    {
        foreach (var limits in new[] { SampleLimits.Slack, SampleLimits.Discord, SampleLimits.Tight })
        {
            Compose(SmallWeek.Build(), limits: limits)
                .Posts.SelectMany(post =>
                    MessageLimitsCheck.Violations(post.Message, limits).Select(violation => $"{post.Part}: {violation}")
                )
                .Should()
                .BeEmpty();
        }
    }

    [Fact]
    public void Where_there_are_reading_pages_week_papers_and_answers_lead_to_theirs()
    {
        var links = new ReadingLinks(new Uri("https://papers.example.com/notes/"));
        var posts = DigestComposer
            .Compose(
                SmallWeek.Build(),
                Language.Japanese,
                ThreadModel.Implicit,
                SampleLimits.Slack,
                DigestProfile.Everything,
                links
            )
            .Posts.ToDictionary(post => post.Part, post => DrawnMessage.Draw(post.Message));

        posts["header"].Should().Contain("https://papers.example.com/notes/ja/weeks/2024-W06");
        posts["p01"].Should().Contain("https://papers.example.com/notes/ja/papers/2402.00001");
        // The third answer is held back; the fourth keeps its name.
        posts["p01/qa1"]
            .Should()
            .ContainAll("/ja/papers/2402.00001#q1", "/ja/papers/2402.00001#q2", "/ja/papers/2402.00001#q4")
            .And.NotContain("#q3");
    }

    private static Digest Compose(
        StoredWeek week,
        Language language = Language.Japanese,
        ThreadModel threads = ThreadModel.Implicit,
        MessageLimits? limits = null,
        DigestProfile? profile = null
    ) => DigestComposer.Compose(week, language, threads, limits ?? SampleLimits.Slack, profile ?? DigestProfile.Everything);

    private static string Header(Digest digest) => DrawnMessage.Draw(digest.Posts[0].Message);

    private static string Draw(Digest digest) => string.Join('\n', digest.Posts.Select(Draw));

    private static string Draw(DigestPost post) =>
        new StringBuilder()
            .Append('[')
            .Append(post.Part)
            .Append(' ')
            .Append(post.Kind)
            .Append(post.Parent is null ? "" : " under " + post.Parent)
            .Append("]\n")
            .Append(DrawnMessage.Draw(post.Message))
            .ToString();
}
