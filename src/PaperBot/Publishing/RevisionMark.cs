using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Publishing;

/// <summary>The line under a post that says it was changed after it was posted.</summary>
internal static class RevisionMark
{
    /// <param name="number">How often its content changed; 0 for a post as it was first.</param>
    public static ChatMessage On(ChatMessage message, Language language, long number) =>
        number == 0
            ? message
            : message with
            {
                Blocks = [.. message.Blocks, new ChatBlock.Context(PublishingTexts.For(language).Revised(number))],
            };
}
