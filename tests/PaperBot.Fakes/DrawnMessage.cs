using System.Globalization;
using System.Text;
using PaperBot.Chat;

namespace PaperBot.Fakes;

/// <summary>A neutral message as text for people to read in approved files.</summary>
public static class DrawnMessage
{
    public static string Draw(ChatMessage message)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"({message.Fallback})\n");
        if (message.ThreadTitle is { } title)
        {
            text.Append(CultureInfo.InvariantCulture, $"(thread: {title})\n");
        }

        foreach (var block in message.Blocks)
        {
            text.Append(Draw(block)).Append('\n');
        }

        return text.ToString();
    }

    public static string Draw(ChatBlock block) =>
        block switch
        {
            ChatBlock.Heading heading => $"# {heading.Text}",
            ChatBlock.Paragraph paragraph => Draw(paragraph.Text),
            ChatBlock.Items items => string.Join(
                '\n',
                items.Lines.Select(
                    (line, i) => (items.Numbered ? FormattableString.Invariant($"{items.First + i}. ") : "- ") + Draw(line)
                )
            ),
            ChatBlock.Quote quote => "> " + Draw(quote.Text).ReplaceLineEndings("\n> "),
            ChatBlock.Code code => $"```\n{code.Text}\n```",
            ChatBlock.Context context => "~ " + Draw(context.Text).ReplaceLineEndings("\n~ "),
            ChatBlock.Divider => "----",
            ChatBlock.Actions actions => string.Join('\n', actions.Controls.Select(Draw)),
            ChatBlock.Image image => $"[image {image.Source}: {image.AlternativeText}]",
            _ => throw new ArgumentOutOfRangeException(nameof(block)),
        };

    public static string Draw(RichText text) => string.Concat(text.Parts.Select(Draw));

    private static string Draw(Inline part) =>
        part switch
        {
            Inline.Text text => Marked(text.Value, text.Marks),
            Inline.Code code => $"`{code.Value}`",
            Inline.Link link => $"[{Marked(link.Label, link.Marks)}]({link.Target})",
            _ => throw new ArgumentOutOfRangeException(nameof(part)),
        };

    private static string Marked(string text, TextMarks marks)
    {
        text = marks.HasFlag(TextMarks.Bold) ? $"**{text}**" : text;
        text = marks.HasFlag(TextMarks.Italic) ? $"_{text}_" : text;
        return marks.HasFlag(TextMarks.Strike) ? $"~~{text}~~" : text;
    }

    private static string Draw(ChatControl control) =>
        control switch
        {
            ChatControl.Button button => $"<{button.Label}> {button.Id}",
            ChatControl.LinkButton button => $"<{button.Label}> {button.Target}",
            ChatControl.Select select => $"<{select.Placeholder} ▾> {select.Id}"
                + string.Concat(select.Options.Select(option => $"\n    {option.Value}: {option.Label}")),
            ChatControl.SearchSelect select => $"<{select.Placeholder} …▾> {select.Id}",
            _ => throw new ArgumentOutOfRangeException(nameof(control)),
        };
}
