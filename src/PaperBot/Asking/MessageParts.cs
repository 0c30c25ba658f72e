using System.Globalization;
using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>What the messages of this folder are made of.</summary>
internal static class MessageParts
{
    public const int LabelLength = 70;
    public const int OptionLength = 75;

    public static ChatMessage Say(string text) => new(text, [new ChatBlock.Paragraph(text)]);

    public static ChatControl.Button PaperButton(IndexedPaper paper, Language language) =>
        new(new PaperAction.Show(PaperKey.Of(paper.Id), language).Id, Cut(paper.Paper.Title, LabelLength));

    public static string OpenId(IndexedAnswer answer) =>
        new PaperAction.Answer(PaperKey.Of(answer.Paper.Id), answer.Language, answer.Index).Id;

    public static RichText PaperLine(StoredPaper paper, Language language)
    {
        var day = paper.Paper.Published is { } published ? $"  {PaperTexts.For(language).Day(published)}" : "";
        return new RichText([.. PaperCard.Title(paper.Paper, TextMarks.None).Parts, new Inline.Text(day)]);
    }

    /// <summary>A title's part before its colon, which is how people call it.</summary>
    public static string ShortName(IndexedPaper paper)
    {
        var title = paper.Paper.Title;
        var colon = title.IndexOf(':', StringComparison.Ordinal);
        return Cut(colon is > 0 and < 40 ? title[..colon] : title, 40);
    }

    /// <summary>Cut at a character as people see them, with a mark.</summary>
    public static string Cut(string text, int length)
    {
        var line = text.ReplaceLineEndings(" ");
        if (line.Length <= length)
        {
            return line;
        }

        var end = 0;
        while (end < line.Length)
        {
            var next = StringInfo.GetNextTextElementLength(line, end);
            if (end + next > length - 1)
            {
                break;
            }

            end += next;
        }

        return line[..end] + "…";
    }

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
