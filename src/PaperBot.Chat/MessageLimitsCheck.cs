using System.Globalization;

namespace PaperBot.Chat;

/// <summary>Says what a platform would refuse about a message. Whoever composes keeps to the limits; tests and adapters look here whether they did.</summary>
public static class MessageLimitsCheck
{
    private const int LongestId = 90;
    private const int LongestValue = 75;
    private const int LongestPlaceholder = 150;

    /// <summary>One sentence for everything that is too much; empty for a message that fits.</summary>
    public static IReadOnlyList<string> Violations(ChatMessage message, MessageLimits limits)
    {
        var found = new List<string>();
        Least(message.Fallback.Trim().Length, 1, "the fallback's length");
        Most(message.Blocks.Count, limits.Blocks, "blocks");
        Most(message.ThreadTitle?.Length ?? 0, limits.ThreadTitleLength, "the thread title's length");
        var total = message.Blocks.Aggregate(
            default(MessageWeight),
            (sum, block) => sum + MessageWeight.InMessage(block, limits.Weigh)
        );
        Most(total.Length, limits.MessageLength, "the message's length");
        Most(total.Bytes, limits.MessageBytes, "the message's bytes");
        foreach (var block in message.Blocks)
        {
            CheckBlock(block);
        }

        var ids = message
            .Blocks.OfType<ChatBlock.Actions>()
            .SelectMany(actions => actions.Controls)
            .Select(IdOf)
            .OfType<string>()
            .ToList();
        Most(ids.Count - ids.Distinct(StringComparer.Ordinal).Count(), 0, "repeated control ids");
        return found;

        void CheckBlock(ChatBlock block)
        {
            switch (block)
            {
                case ChatBlock.Heading heading:
                    Most(limits.Weigh(heading.Text), limits.HeadingLength, "a heading's length");
                    Least(heading.Text.Trim().Length, 1, "a heading's length");
                    break;
                case ChatBlock.Actions actions:
                    Most(actions.Controls.Count, limits.Controls, "controls in a row");
                    Least(actions.Controls.Count, 1, "controls in a row");
                    actions.Controls.ToList().ForEach(CheckControl);
                    break;
                case ChatBlock.Divider or ChatBlock.Image:
                    break;
                default:
                    var weight = MessageWeight.Of(block, limits.Weigh);
                    Most(weight.Length, limits.BlockLength, "a block's length");
                    Least(weight.Length, 1, "a block's length");
                    break;
            }
        }

        void CheckControl(ChatControl control)
        {
            Most(IdOf(control)?.Length ?? 0, LongestId, "a control id's length");
            switch (control)
            {
                case ChatControl.Button button:
                    Label(button.Label, limits.ButtonLabelLength, "a button's label");
                    break;
                case ChatControl.LinkButton button:
                    Label(button.Label, limits.ButtonLabelLength, "a button's label");
                    break;
                case ChatControl.Select select:
                    Label(select.Placeholder, LongestPlaceholder, "a placeholder");
                    Most(select.Options.Count, limits.SelectOptions, "options");
                    Least(select.Options.Count, 1, "options");
                    foreach (var option in select.Options)
                    {
                        Label(option.Label, limits.OptionLength, "an option's label");
                        Most(option.Description?.Length ?? 0, limits.OptionLength, "an option's description");
                        Most(option.Value.Length, LongestValue, "an option's value");
                    }

                    break;
                case ChatControl.SearchSelect select:
                    Label(select.Placeholder, LongestPlaceholder, "a placeholder");
                    break;
            }
        }

        void Label(string text, int longest, string what)
        {
            Most(limits.Weigh(text), longest, what + "'s length");
            Least(text.Trim().Length, 1, what + "'s length");
        }

        void Most(int value, int most, string what)
        {
            if (value > most)
            {
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {value}, at most {most}"));
            }
        }

        void Least(int value, int least, string what)
        {
            if (value < least)
            {
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {value}, at least {least}"));
            }
        }
    }

    private static string? IdOf(ChatControl control) =>
        control switch
        {
            ChatControl.Button button => button.Id,
            ChatControl.Select select => select.Id,
            ChatControl.SearchSelect select => select.Id,
            _ => null,
        };
}
