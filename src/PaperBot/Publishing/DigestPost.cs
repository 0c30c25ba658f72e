using PaperBot.Chat;

namespace PaperBot.Publishing;

/// <summary>One post of a digest as it is meant, in the digest's order.</summary>
/// <param name="Part"><c>header</c>, <c>p01</c>, <c>p01/thread</c>, <c>p01/summary</c>, <c>p01/qa1</c> …</param>
/// <param name="Parent">The part it hangs under; null in the channel itself.</param>
public sealed record DigestPost(string Part, PostKind Kind, string? Parent, ChatMessage Message);
