using PaperBot.Chat;

namespace PaperBot.Slack.Rendering;

/// <summary>
/// Block Kit's limits, in UTF-16 units, which are never fewer than the characters that Slack counts. Where the real limit is
/// tighter than the documented one (a section refuses near 2,958, all text of a message near 12,000), the value here keeps clear of it.
/// </summary>
internal static class SlackLimits
{
    public const int Fallback = 3_500;
    public const int MessageBlocks = 50;
    public const int ViewBlocks = 100;
    public const int BlockText = 2_900;
    public const int HeaderText = 150;
    public const int MessageText = 9_000;

    /// <summary>Text and labels of controls together.</summary>
    public const int MessageTotal = 10_500;
    public const int ActionElements = 25;
    public const int ButtonLabel = 75;
    public const int Options = 100;
    public const int OptionText = 75;
    public const int OptionValue = 75;
    public const int Placeholder = 150;
    public const int ActionId = 255;
    public const int Address = 3_000;
    public const int AlternativeText = 2_000;
    public const int ConfirmTitle = 100;
    public const int ConfirmText = 300;
    public const int ConfirmAnswer = 30;
    public const int ViewTitle = 24;
    public const int InputLabel = 2_000;
    public const int InputLength = 3_000;
    public const int PrivateMetadata = 3_000;

    public static MessageLimits Message { get; } =
        new()
        {
            MessageLength = MessageText,
            Blocks = MessageBlocks,
            BlockLength = BlockText,
            HeadingLength = HeaderText,
            ButtonLabelLength = ButtonLabel,
            SelectOptions = Options,
            OptionLength = OptionText,
            Controls = ActionElements,
            Weigh = SlackText.Weigh,
        };
}
