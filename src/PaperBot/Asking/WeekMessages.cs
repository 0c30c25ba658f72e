using System.Globalization;
using PaperBot.Chat;
using PaperBot.Papers;
using static PaperBot.Asking.MessageParts;

namespace PaperBot.Asking;

/// <summary>Weeks, an author's papers and the help, as messages. Pure.</summary>
internal static class WeekMessages
{
    private const int MostWeeks = 20;
    private const int MostPapers = 20;

    public static ChatMessage Week(StoredWeek week, Language language, ReadingLinks links)
    {
        var texts = AskingTexts.For(language);
        var title = texts.WeekTitle(week.Label);
        var blocks = new List<ChatBlock> { new ChatBlock.Heading(title) };
        if ((week.Themes.GetValueOrDefault(language) ?? week.Themes.Values.FirstOrDefault()) is { Theme.Length: > 0 } theme)
        {
            blocks.Add(new ChatBlock.Paragraph(NoteText.Line(theme.Theme)));
        }

        blocks.Add(new ChatBlock.Items([.. week.Papers.Select(paper => PaperLine(paper, language))], true));
        blocks.Add(
            new ChatBlock.Actions([
                PaperSelect.Of(PaperSelectKind.Week, week.Papers.Take(MostPapers).Select(paper => paper.Paper), language),
                .. links.Week(week.Week, language) is { } page
                    ? new[] { new ChatControl.LinkButton(page, PaperTexts.For(language).ReadButton) }
                    : [],
            ])
        );
        return new ChatMessage(title, blocks);
    }

    public static ChatMessage Weeks(IReadOnlyList<StoredWeekLine> weeks, Language language)
    {
        var texts = AskingTexts.For(language);
        if (weeks.Count == 0)
        {
            return Say(texts.NothingStoredYet);
        }

        var blocks = new List<ChatBlock>
        {
            new ChatBlock.Heading(texts.WeeksTitle),
            new ChatBlock.Items([.. weeks.Take(MostWeeks).Select(week => WeekLine(week, texts))]),
        };
        if (weeks.Count > MostWeeks)
        {
            blocks.Add(new ChatBlock.Context(texts.MoreWeeks(weeks.Count - MostWeeks)));
        }

        return new ChatMessage(texts.WeeksTitle, blocks);
    }

    public static ChatMessage Authors(string name, IReadOnlyList<IndexedPaper> papers, Language language)
    {
        var texts = AskingTexts.For(language);
        if (name.Length == 0)
        {
            return Say(texts.AuthorsUsage);
        }

        if (papers.Count == 0)
        {
            return Say(texts.NobodyCalled(name));
        }

        return new ChatMessage(
            texts.PapersBy(name),
            [
                new ChatBlock.Heading(texts.PapersBy(name)),
                new ChatBlock.Items([.. papers.Take(MostPapers).Select(paper => PaperLine(paper.Stored, language))]),
                new ChatBlock.Actions([.. papers.Take(5).Select(paper => PaperButton(paper, language))]),
            ]
        );
    }

    public static ChatMessage Help(Language language, ReadingLinks links, StoredWeek? newest)
    {
        var texts = AskingTexts.For(language);
        var blocks = new List<ChatBlock>();
        if (newest is not null)
        {
            blocks.AddRange(Week(newest, language, links).Blocks);
            blocks.Add(new ChatBlock.Divider());
        }

        blocks.Add(new ChatBlock.Heading(texts.HelpTitle));
        blocks.Add(new ChatBlock.Paragraph(texts.HelpIntroduction));
        blocks.Add(
            new ChatBlock.Items([
                .. texts.HelpLines.Select(line => RichText.Of(new Inline.Code(line.Typed), new Inline.Text("  " + line.Does))),
            ])
        );
        blocks.Add(new ChatBlock.Context(texts.HelpEnd));
        return new ChatMessage(texts.HelpTitle, blocks);
    }

    private static RichText WeekLine(StoredWeekLine week, AskingTexts texts) =>
        RichText.Of(
            new Inline.Text(
                Invariant(
                    $"{week.Label.Start:yyyy-MM-dd} ~ {week.Label.End:yyyy-MM-dd}  {week.Week}  {texts.Papers(week.Papers)}"
                )
            ),
            new Inline.Text(week.HasNotes ? "" : $"  ({texts.NotWrittenYet})", TextMarks.Italic)
        );
}

/// <summary>A stored week in one line.</summary>
internal sealed record StoredWeekLine(WeekId Week, WeekLabel Label, int Papers, bool HasNotes);
