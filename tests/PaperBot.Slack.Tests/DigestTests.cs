using System.Text.Json;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Slack;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Slack.Rendering;

namespace PaperBot.Slack.Tests;

/// <summary>Whole digests, composed as the program composes them, in front of the stand-in.</summary>
public sealed class DigestTests
{
    [Theory]
    [InlineData("2023-05-29.ja.txt", Language.Japanese)]
    [InlineData("2023-05-29.en.txt", Language.English)]
    public async Task The_sample_week_stands_in_the_channel_word_for_word(string note, Language language)
    {
        using var stream = typeof(WeeklyNoteReader).Assembly.GetManifestResourceStream("PaperBot.notes." + note)!;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);

        await PostedDigest.CheckAsync(bytes.ToArray(), note, language);
    }
}

public sealed class DigestSharedDataTests
{
    [Fact]
    public Task The_week_as_it_was_published_stands_in_the_channel_word_for_word() =>
        PostedDigest.CheckAsync(
            File.ReadAllBytes(SharedData.PathOf("data", "notes", "2023-05-29.txt")),
            "2023-05-29.txt",
            Language.Japanese
        );
}

internal static class PostedDigest
{
    private const string General = "C0GENERAL";

    public static async Task CheckAsync(byte[] note, string name, Language language)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var slack = await SlackStandIn.StartAsync(stop);
        slack.EnforcesRateLimits = false;
        using var under = new SlackUnderTest(slack, change: settings => settings with { PostSpacing = TimeSpan.Zero });
        var digest = DigestComposer.Compose(
            ImportedWeek.Read(note, name),
            language,
            ThreadModel.Implicit,
            SlackLimits.Message,
            DigestProfile.Everything,
            new ReadingLinks(new Uri("https://papers.example.com/")) { HasPictures = true, HasPicturesForChats = true }
        );
        var standing = new Dictionary<string, string>();

        foreach (var post in digest.Posts)
        {
            var thread = post.Parent is null ? null : standing[post.Parent];
            var body = SlackRenderer.Post(post.Message, post.Part);
            var request = new PostRequest(General, PostOperation.Create, post.Kind, thread, null, body, post.Part);
            var sent = (await under.Sender.SendAsync(request, stop)).Should().BeOfType<SendOutcome.Sent>(post.Part).Subject;
            standing[post.Part] = sent.RemoteId;
            Words(slack.AllMessages()[^1]).Should().Be(Words(post.Message), post.Part);
        }

        slack.Rejections.Should().BeEmpty();
        slack.Violations.Should().BeEmpty();
        var picture = slack.Messages(General)[0].Blocks!.Single(block => (string?)block!["type"] == "image")!;
        ((string?)picture["image_url"]).Should().StartWith($"https://papers.example.com/{language.Code()}/weeks/2023-W22.png?v=");
        ((string?)picture["alt_text"]).Should().Contain("2023-05-29 ~ 2023-06-04").And.Contain("1. ");
        slack.Messages(General).Should().HaveCount(1 + digest.Posts.Count(post => post.Kind is PostKind.Starter));
    }

    /// <summary>What a reader of the message sees, without spaces: a link in small type is written within its line.</summary>
    private static string Words(StandInMessage message) =>
        Bare(string.Concat(BlockKitValidator.TextOf(message.Blocks).Select(Unlink)));

    private static string Words(ChatMessage message) =>
        Bare(
            string.Concat(
                message.Blocks.Select(block =>
                    block switch
                    {
                        ChatBlock.Heading heading => heading.Text,
                        ChatBlock.Paragraph paragraph => paragraph.Text.ToString(),
                        ChatBlock.Items items => string.Concat(items.Lines),
                        ChatBlock.Quote quote => quote.Text.ToString(),
                        ChatBlock.Code code => code.Text,
                        ChatBlock.Context context => context.Text.ToString(),
                        ChatBlock.Image image => image.AlternativeText,
                        ChatBlock.Actions actions => string.Concat(actions.Controls.Select(Label)),
                        _ => "",
                    }
                )
            )
        );

    private static string Label(ChatControl control) =>
        control switch
        {
            ChatControl.Button button => button.Label,
            ChatControl.LinkButton button => button.Label,
            ChatControl.Select select => select.Placeholder
                + string.Concat(select.Options.Select(option => option.Label + option.Description)),
            ChatControl.SearchSelect select => select.Placeholder,
            _ => throw new InvalidOperationException(control.ToString()),
        };

    private static string Unlink(string text) =>
        System.Text.RegularExpressions.Regex.Replace(
            text,
            "<https?://[^|>]+\\|(?<label>[^>]+)>",
            "${label}",
            System.Text.RegularExpressions.RegexOptions.None,
            TimeSpan.FromSeconds(5)
        );

    private static string Bare(string text) =>
        string.Concat(SlackText.Unescape(SlackText.Calm(text)).Where(unit => !char.IsWhiteSpace(unit)));
}
