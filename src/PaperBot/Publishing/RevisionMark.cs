using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Publishing;

/// <summary>The line under a post that says it was changed after it was posted.</summary>
internal static class RevisionMark
{
    /// <param name="number">How often its content changed; 0 for a post as it was first.</param>
    /// <returns>The marked message; unmarked where a post is so full that the line has no room (platforms show that it was edited all the same).</returns>
    public static ChatMessage On(ChatMessage message, Language language, long number, MessageLimits limits)
    {
        if (number == 0)
        {
            return message;
        }

        IReadOnlyList<ChatBlock> marked =
        [
            .. message.Blocks,
            new ChatBlock.Context(PublishingTexts.For(language).Revised(number)),
        ];
        return MessagePacking.FitsOne(marked, limits) ? message with { Blocks = marked } : message;
    }
}
