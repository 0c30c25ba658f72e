using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>A person's own pages: the start page and what they saved. Pure.</summary>
internal static class SavedMessages
{
    private const int MostPapers = 20;

    /// <summary>The start page: search, the newest week, what the person saved, how to ask.</summary>
    /// <param name="saved">The one saved last first.</param>
    public static ChatMessage Home(Language language, ReadingLinks links, StoredWeek? newest, IReadOnlyList<IndexedPaper> saved)
    {
        var help = WeekMessages.Help(language, links, null);
        return new ChatMessage(
            help.Fallback,
            [
                new ChatBlock.Actions([PaperSelect.Search(language)]),
                .. newest is null ? [] : WeekMessages.Week(newest, language, links).Blocks,
                .. List(saved, language).Blocks,
                new ChatBlock.Divider(),
                .. help.Blocks,
            ]
        );
    }

    /// <summary>The papers that a person saved.</summary>
    public static ChatMessage List(IReadOnlyList<IndexedPaper> saved, Language language)
    {
        var texts = AskingTexts.For(language);
        var blocks = new List<ChatBlock> { new ChatBlock.Heading(texts.SavedTitle) };
        if (saved.Count == 0)
        {
            blocks.Add(new ChatBlock.Context(texts.NothingSaved));
            return new ChatMessage(texts.SavedTitle, blocks);
        }

        var shown = saved.Take(MostPapers).ToList();
        blocks.Add(new ChatBlock.Items([.. shown.Select(paper => MessageParts.PaperLine(paper.Stored, language))]));
        if (saved.Count > shown.Count)
        {
            blocks.Add(new ChatBlock.Context(texts.MorePapers(saved.Count - shown.Count)));
        }

        blocks.Add(new ChatBlock.Actions([PaperSelect.Of(PaperSelectKind.Saved, shown.Select(paper => paper.Paper), language)]));
        return new ChatMessage(texts.SavedTitle, blocks);
    }

    /// <summary>The card again, once the person keeps its paper or no longer does.</summary>
    public static ChatMessage Card(IndexedPaper paper, Language language, ReadingLinks links, bool isSaved)
    {
        var texts = AskingTexts.For(language);
        var said = isSaved ? texts.NowSaved : texts.NowForgotten;
        return new ChatMessage(
            said,
            [new ChatBlock.Context(said), .. AnswerMessages.Card(paper, [], language, links, isSaved).Blocks]
        );
    }
}
