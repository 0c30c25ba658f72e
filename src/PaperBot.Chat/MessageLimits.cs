namespace PaperBot.Chat;

/// <summary>
/// What one message may hold on a platform. Lengths are UTF-16 units of the text as it is sent: <see cref="Weigh"/> says how
/// long a text becomes when the platform's escapes are in it.
/// </summary>
public sealed record MessageLimits
{
    /// <summary>Text of all blocks of a message together.</summary>
    public required int MessageLength { get; init; }

    /// <summary>UTF-8 bytes of all text of a message together.</summary>
    public int MessageBytes { get; init; } = int.MaxValue;

    public required int Blocks { get; init; }

    /// <summary>Text of one paragraph, list, quote or code block.</summary>
    public required int BlockLength { get; init; }

    public required int HeadingLength { get; init; }

    public required int ButtonLabelLength { get; init; }

    public required int SelectOptions { get; init; }

    public required int OptionLength { get; init; }

    /// <summary>Controls in one <see cref="ChatBlock.Actions"/>.</summary>
    public required int Controls { get; init; }

    /// <summary>The name of a thread; platforms without names ignore it.</summary>
    public int ThreadTitleLength { get; init; } = 100;

    /// <summary>Whether pictures may be drawings (SVG); chats that fetch pictures themselves take pixels only.</summary>
    public bool Drawings { get; init; }

    /// <summary>UTF-16 units of a plain text once the platform has escaped it.</summary>
    public Func<string, int> Weigh { get; init; } = static text => text.Length;
}
