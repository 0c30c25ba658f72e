using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>Where a platform no longer lets a post be edited, what it should say now is posted in its thread.</summary>
internal static class Correction
{
    /// <summary>The post under which a reply to this one goes; null where there is no thread, as under the header of a text channel on Discord.</summary>
    public static async Task<string?> FindParentAsync(StoreSession session, Delivery delivery)
    {
        if (delivery.Kind == PostKind.Reply)
        {
            return delivery.Parent;
        }

        var threads = Enum.Parse<ThreadModel>(
            await session.ScalarAsync<string>("select threads from digest where digest = @Digest", new { delivery.Digest })
        );
        return threads != ThreadModel.FromMessage
            ? delivery.Post
            : await session.FindAsync<string>(
                "select delivery from delivery where parent = @Post and kind = 'Thread' and op = 'create' and state = 'SENT'",
                new { delivery.Post }
            );
    }

    public static async Task PlanAsync(StoreSession session, Delivery edit, string parent, IChatPlatform platform, long now)
    {
        var language = Languages.FromCode(
            await session.ScalarAsync<string>("select language from digest where digest = @Digest", new { edit.Digest })
        );
        var message = PublishingTexts.For(language).Correction(ChatMessageJson.Read(edit.Message!));
        var key = $"{edit.Key}|reply";
        await new NewDelivery
        {
            Key = key,
            Digest = edit.Digest,
            Channel = edit.Channel,
            Part = PartOf(edit),
            Kind = PostKind.Reply,
            Post = key,
            Parent = parent,
            Turn = edit.Turn,
            Seq = edit.Seq,
            Payload = platform.Render(message, PostKind.Reply, key),
        }.InsertAsync(session, now);
    }

    /// <summary>Parts that no composer plans and that no plan therefore misses.</summary>
    public static bool IsCorrection(string part) => part.Contains("/fix", StringComparison.Ordinal);

    private static string PartOf(Delivery edit) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{edit.Part}/fix{edit.Change}");
}
