using System.Text.Json.Nodes;
using CsCheck;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Slack;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Slack.Rendering;
using PaperBot.Slack.Tests.Rendering;

namespace PaperBot.Slack.Tests;

/// <summary>Whole digests of weeks that nobody would write, before the stand-in's validator.</summary>
public sealed class GeneratedDigestTests
{
    [Fact]
    public void No_post_of_any_weeks_digest_is_refused_and_none_mentions_anyone() =>
        GeneratedWeek
            .Of(Adversary.Text)
            .Sample(
                week =>
                {
                    var digest = DigestComposer.Compose(
                        week,
                        Language.Japanese,
                        ThreadModel.Implicit,
                        SlackLimits.Message,
                        DigestProfile.Everything
                    );
                    foreach (var post in digest.Posts)
                    {
                        var body = JsonNode.Parse(SlackRenderer.Post(post.Message, post.Part))!.AsObject();
                        var blocks = body["blocks"]!.AsArray();
                        BlockKitValidator.CheckMessage(blocks).Should().BeEmpty(post.Part);
                        BlockKitValidator.IsTooLong(blocks).Should().BeFalse(post.Part);
                        BlockKitValidator.MentionsIn(body).Should().BeEmpty(post.Part);
                    }
                },
                iter: ByHand.Count(1_000, 100_000)
            );
}
