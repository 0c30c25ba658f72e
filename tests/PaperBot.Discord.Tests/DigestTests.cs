using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PaperBot.Chat;
using PaperBot.Discord.Rendering;
using PaperBot.Fakes;
using PaperBot.Fakes.Discord;
using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Discord.Tests;

/// <summary>Whole digests, composed as the program composes them, in every kind of channel of the stand-in.</summary>
public sealed class DigestTests
{
    [Theory]
    [InlineData("2023-05-29.ja.txt", Language.Japanese)]
    [InlineData("2023-05-29.en.txt", Language.English)]
    public async Task The_sample_week_stands_in_every_kind_of_channel_word_for_word(string note, Language language)
    {
        using var stream = typeof(WeeklyNoteReader).Assembly.GetManifestResourceStream("PaperBot.notes." + note)!;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);

        await PostedDigest.CheckAsync(ImportedWeek.Read(bytes.ToArray(), note), language);
    }
}

public sealed class DigestSharedDataTests
{
    [Fact]
    public Task The_week_as_it_was_published_stands_in_every_kind_of_channel_word_for_word() =>
        PostedDigest.CheckAsync(
            ImportedWeek.Read(File.ReadAllBytes(SharedData.PathOf("data", "notes", "2023-05-29.txt")), "2023-05-29.txt"),
            Language.Japanese
        );
}

internal static partial class PostedDigest
{
    public static async Task CheckAsync(StoredWeek week, Language language)
    {
        await using var scene = await DiscordScene.OpenAsync();
        foreach (
            var channel in new[] { scene.Text, scene.Fake.AddChannel(scene.Guild, FakeChannel.Announcement, "news"), scene.Forum }
        )
        {
            await PostAsync(scene, channel, week, language);
        }

        scene.Fake.Complaints.Should().BeEmpty();
        scene.Fake.Exchanges.Should().OnlyContain(exchange => exchange.Status < 400);
    }

    private static async Task PostAsync(DiscordScene scene, FakeChannel channel, StoredWeek week, Language language)
    {
        var digest = DigestComposer.Compose(
            week,
            language,
            channel.IsForum ? ThreadModel.Forum : ThreadModel.FromMessage,
            DiscordRenderer.Limits,
            DigestProfile.Everything,
            new ReadingLinks(new Uri("https://papers.example.com/")) { HasPictures = true, HasPicturesForChats = true }
        );
        var standing = new Dictionary<string, string>();
        foreach (var post in digest.Posts)
        {
            var thread = post.Parent is null ? null : standing[post.Parent];
            var body = DiscordRenderer.Post(post.Message, post.Kind, channel.Id + post.Part);
            var request = new PostRequest(
                channel.Id,
                PostOperation.Create,
                post.Kind,
                thread,
                null,
                body,
                channel.Id + post.Part
            );
            var outcome = await scene.Posting.SendAsync(request, TestContext.Current.CancellationToken);
            var id = standing[post.Part] = outcome.Should().BeOfType<SendOutcome.Sent>(post.Part).Subject.RemoteId;
            if (post.Kind is PostKind.Thread)
            {
                scene.Fake.Channel(id)!.Name.Should().Be(post.Message.ThreadTitle);
                continue;
            }

            var place = thread ?? (channel.IsForum ? id : channel.Id);
            var message = scene.Fake.MessagesIn(place).Single(message => message.Id == id);
            Words(message).Should().Be(Words(post.Message), post.Part);
            if (post.Kind is PostKind.Header)
            {
                Picture(message, language);
                var edit = request with { Operation = PostOperation.Edit, RemoteId = id, ThreadId = thread };
                (await scene.Posting.SendAsync(edit, TestContext.Current.CancellationToken))
                    .Should()
                    .BeOfType<SendOutcome.Sent>();
                Picture(scene.Fake.MessagesIn(place).Single(edited => edited.Id == id), language);
            }
        }

        scene.Fake.ThreadsOf(channel.Id).Should().HaveCount(week.Papers.Count + (channel.IsForum ? 1 : 0));
    }

    private static void Picture(FakeMessage message, Language language)
    {
        var image = message.Json["embeds"]!
            .AsArray()
            .Select(embed => embed!["image"])
            .OfType<JsonObject>()
            .Should()
            .ContainSingle()
            .Subject;
        ((string?)image["url"]).Should().StartWith($"https://papers.example.com/{language.Code()}/weeks/2023-W22.png?v=");
        ((string?)image["description"]).Should().Contain("2023-05-29 ~ 2023-06-04").And.Contain("1. ");
    }

    /// <summary>What a reader of the message sees: no marks, no addresses behind links, no blanks.</summary>
    private static string Words(FakeMessage message)
    {
        var embeds = message.Json["embeds"]!
            .AsArray()
            .Select(embed => $"{MessageRules.Text(embed!["title"])}{MessageRules.Text(embed["description"])}");
        var controls =
            from row in message.Json["components"]!.AsArray()
            from control in row!["components"]!.AsArray()
            from text in MessageRules.DrawnTexts(WithoutValues(control!))
            select text;
        return Bare(Link().Replace(string.Concat(embeds), "${label}") + string.Concat(controls));
    }

    private static string Words(ChatMessage message) =>
        Bare(
            string.Concat(message.Blocks.Where(block => block is not ChatBlock.Actions).Select(Words))
                + string.Concat(message.Blocks.OfType<ChatBlock.Actions>().SelectMany(actions => actions.Controls).Select(Label))
        );

    private static string Words(ChatBlock block) =>
        block switch
        {
            ChatBlock.Heading heading => heading.Text,
            ChatBlock.Paragraph paragraph => paragraph.Text.ToString(),
            ChatBlock.Items { Numbered: true } items => string.Concat(
                items.Lines.Select((line, i) => $"{items.First + i}.{line}")
            ),
            ChatBlock.Items items => string.Concat(items.Lines),
            ChatBlock.Quote quote => quote.Text.ToString(),
            ChatBlock.Code code => code.Text,
            ChatBlock.Context context => context.Text.ToString(),
            _ => "",
        };

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

    private static JsonNode WithoutValues(JsonNode control)
    {
        var copy = control.DeepClone();
        foreach (var option in copy["options"] as JsonArray ?? [])
        {
            option!.AsObject().Remove("value");
        }

        return copy;
    }

    /// <summary>Marks and what stands for them are left out on both sides; words, digits and punctuation stay.</summary>
    private static string Bare(string text) =>
        string.Concat(
            text.Where(unit => !char.IsWhiteSpace(unit) && !"\\*_~`#<>-\u200b".Contains(unit, StringComparison.Ordinal))
        );

    [GeneratedRegex(
        @"(?<!\\)\[(?<label>(?:\\.|[^\]\\])*)\]\(<[^>]*>\)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Link();
}
