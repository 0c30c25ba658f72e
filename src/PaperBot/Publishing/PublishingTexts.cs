using System.Globalization;
using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Publishing;

/// <summary>What the outbox itself says to people in a channel.</summary>
internal sealed record PublishingTexts
{
    public required Func<long, string> Revised { get; init; }

    public required string CorrectionHeading { get; init; }

    public required string Withdrawn { get; init; }

    private static readonly PublishingTexts Japanese = new()
    {
        Revised = number => string.Create(CultureInfo.InvariantCulture, $"（改訂 {number} 回目：投稿後に内容を更新しました）"),
        CorrectionHeading = "訂正：元の投稿は編集できないため、更新後の内容をここに掲載します。",
        Withdrawn = "この投稿は取り下げられました。",
    };

    private static readonly PublishingTexts English = new()
    {
        Revised = number => string.Create(CultureInfo.InvariantCulture, $"(Revision {number}: updated after posting)"),
        CorrectionHeading = "Correction: the original post can no longer be edited, so its updated content stands here.",
        Withdrawn = "This post has been withdrawn.",
    };

    public static PublishingTexts For(Language language) => language == Language.Japanese ? Japanese : English;

    public ChatMessage Correction(ChatMessage updated) =>
        new(CorrectionHeading, [new ChatBlock.Context(CorrectionHeading), .. updated.Blocks]);

    public ChatMessage WithdrawnPost() => new(Withdrawn, [new ChatBlock.Paragraph(Withdrawn)]);
}
