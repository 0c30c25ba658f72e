using System.Globalization;
using CsCheck;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Tests.Chat;

namespace PaperBot.Tests.Publishing;

public sealed class DigestComposerPropertyTests
{
    [Fact]
    public void Every_post_of_any_week_keeps_the_limits() =>
        Gen.Select(Week, Limits, Gen.Enum<ThreadModel>(), Gen.Enum<Language>())
            .Sample(
                (week, limits, threads, language) =>
                    DigestComposer
                        .Compose(
                            week,
                            language,
                            threads,
                            limits,
                            DigestProfile.Everything,
                            new ReadingLinks(new Uri("https://papers.example.com/"))
                        )
                        .Posts.SelectMany(post =>
                            MessageLimitsCheck.Violations(post.Message, limits).Select(violation => $"{post.Part}: {violation}")
                        )
                        .Should()
                        .BeEmpty(),
                iter: 80
            );

    [Fact]
    public void Every_answer_of_any_week_stands_whole_once_and_in_order() =>
        Gen.Select(Week, Limits)
            .Sample(
                (week, limits) =>
                {
                    var digest = DigestComposer.Compose(
                        week,
                        Language.Japanese,
                        ThreadModel.Implicit,
                        limits,
                        DigestProfile.Everything
                    );
                    for (var place = 0; place < week.Papers.Count; place++)
                    {
                        var note = week.Papers[place].Notes[Language.Japanese];
                        var thread = Letters(Replies(digest, place).SelectMany(post => post.Message.Blocks));
                        var answers = note.QuestionAnswers.Where(answer => answer.Verdict != Verdict.Failed).ToList();

                        Marks(thread)
                            .Should()
                            .Equal(answers.SelectMany(answer => Marks(Letters(NoteText.Blocks(answer.Answer)))));
                        foreach (var text in answers.Select(answer => answer.Answer).Prepend(note.Summary))
                        {
                            IsSubsequence(Letters(NoteText.Blocks(text)), thread).Should().BeTrue();
                        }
                    }
                },
                iter: 40
            );

    [Fact]
    public void The_same_week_is_always_composed_the_same_way() =>
        Week.Sample(week => Draw(week).Should().Be(Draw(week)), iter: 20);

    [Fact]
    public void Answers_that_fit_a_post_are_never_cut() =>
        Gen.Int[1, 2000]
            .Array[1, 30]
            .Sample(lengths =>
            {
                var paper = SmallWeek.Retriever().Paper;
                var answers = lengths.Select(length => SmallWeek.Answer("なぜですか？", new string('あ', length)));
                var note = SmallWeek.Note(paper, Language.Japanese, "概要です。", [.. answers]);
                var week = SmallWeek.Build() with { Papers = [Stored(paper, note)] };

                var posts = DigestComposer
                    .Compose(week, Language.Japanese, ThreadModel.Implicit, SampleLimits.Slack, DigestProfile.Everything)
                    .Posts;

                posts
                    .Where(post => post.Part.Contains("qa", StringComparison.Ordinal))
                    .SelectMany(post => post.Message.Blocks.OfType<ChatBlock.Paragraph>())
                    .Select(block => block.Text.ToString())
                    .Where(text => text[0] == 'あ')
                    .Select(text => text.Length)
                    .Should()
                    .Equal(lengths);
            });

    private static string Draw(StoredWeek week) =>
        string.Join(
            '\n',
            DigestComposer
                .Compose(week, Language.Japanese, ThreadModel.FromMessage, SampleLimits.Discord, DigestProfile.Everything)
                .Posts.Select(post => $"{post.Part} {post.Parent} {DrawnMessage.Draw(post.Message)}")
        );

    private static IEnumerable<DigestPost> Replies(Digest digest, int place) =>
        digest.Posts.Where(post =>
            post.Kind == PostKind.Reply
            && post.Part.StartsWith(string.Create(CultureInfo.InvariantCulture, $"p{place + 1:00}/"), StringComparison.Ordinal)
        );

    // Private-use characters that no other text holds: one before and one behind every answer.
    private static IEnumerable<char> Marks(string text) => text.Where(c => c is >= '\ue000' and <= '\uefff');

    private static string Letters(IEnumerable<ChatBlock> blocks) =>
        string.Concat(
            blocks
                .Select(block =>
                    block switch
                    {
                        ChatBlock.Paragraph paragraph => paragraph.Text.ToString(),
                        ChatBlock.Items items => string.Concat(items.Lines),
                        ChatBlock.Code code => code.Text,
                        _ => "",
                    }
                )
                .SelectMany(text => text.Where(c => !char.IsWhiteSpace(c)))
        );

    private static bool IsSubsequence(string part, string whole)
    {
        var at = 0;
        foreach (var c in whole)
        {
            at += at < part.Length && part[at] == c ? 1 : 0;
        }

        return at == part.Length;
    }

    private static StoredPaper Stored(Paper paper, params PaperNote[] notes) =>
        new(paper, 1, "", null, notes.ToDictionary(note => note.Language));

    private static Gen<MessageLimits> Limits { get; } = Gen.OneOf(SampleLimits.Slack, SampleLimits.Discord, SampleLimits.Tight);

    private static Gen<StoredWeek> Week { get; } = GeneratedWeek.Of(AdversarialText.Any);
}
