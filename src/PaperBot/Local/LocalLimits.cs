using PaperBot.Chat;

namespace PaperBot.Local;

/// <summary>The workspace holds messages to Slack's limits, so that what reads well here fits there.</summary>
internal static class LocalLimits
{
    public static MessageLimits Messages { get; } =
        new()
        {
            MessageLength = 10_000,
            Blocks = 50,
            BlockLength = 2_900,
            HeadingLength = 150,
            ButtonLabelLength = 75,
            SelectOptions = 100,
            OptionLength = 75,
            Controls = 25,
            Drawings = true,
        };

    /// <returns>The first limit that the message breaks; null where it keeps them all.</returns>
    public static string? FindExcess(ChatMessage message)
    {
        if (message.Blocks.Count > Messages.Blocks)
        {
            return $"{message.Blocks.Count} blocks, {Messages.Blocks} are allowed";
        }

        foreach (var block in message.Blocks)
        {
            if (FindExcess(block) is { } excess)
            {
                return excess;
            }
        }

        var length = message.Blocks.Sum(Length);
        return length > Messages.MessageLength ? $"{length} characters, {Messages.MessageLength} are allowed" : null;
    }

    private static string? FindExcess(ChatBlock block) =>
        block switch
        {
            ChatBlock.Heading heading when heading.Text.Length > Messages.HeadingLength =>
                $"a heading of {heading.Text.Length} characters, {Messages.HeadingLength} are allowed",
            ChatBlock.Actions actions when actions.Controls.Count > Messages.Controls =>
                $"{actions.Controls.Count} controls in a row, {Messages.Controls} are allowed",
            ChatBlock.Actions actions => actions.Controls.Select(FindExcess).FirstOrDefault(excess => excess is not null),
            _ when Length(block) > Messages.BlockLength =>
                $"a block of {Length(block)} characters, {Messages.BlockLength} are allowed",
            _ => null,
        };

    private static string? FindExcess(ChatControl control) =>
        control switch
        {
            ChatControl.Button button when button.Label.Length > Messages.ButtonLabelLength =>
                $"the button label '{button.Label}'",
            ChatControl.LinkButton button when button.Label.Length > Messages.ButtonLabelLength =>
                $"the button label '{button.Label}'",
            ChatControl.Select select when select.Options.Count > Messages.SelectOptions =>
                $"{select.Options.Count} options, {Messages.SelectOptions} are allowed",
            ChatControl.Select select
                when select.Options.FirstOrDefault(option => option.Label.Length > Messages.OptionLength) is { } option =>
                $"the option '{option.Label}'",
            _ => null,
        };

    private static int Length(ChatBlock block) =>
        block switch
        {
            ChatBlock.Heading heading => heading.Text.Length,
            ChatBlock.Paragraph paragraph => Length(paragraph.Text),
            ChatBlock.Items items => items.Lines.Sum(Length),
            ChatBlock.Quote quote => Length(quote.Text),
            ChatBlock.Code code => code.Text.Length,
            ChatBlock.Context context => Length(context.Text),
            _ => 0,
        };

    private static int Length(RichText text) => text.Parts.Sum(part => part.Words.Length);
}
