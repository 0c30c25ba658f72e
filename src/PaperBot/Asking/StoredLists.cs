using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>Pages of what is stored, as they are asked for by name. Pure.</summary>
internal static class StoredLists
{
    /// <param name="weeks">Newest first.</param>
    /// <param name="id">Null asks for the newest.</param>
    public static ChatMessage Week(IReadOnlyList<StoredWeek> weeks, WeekId? id, Language language, ReadingLinks links)
    {
        var texts = AskingTexts.For(language);
        var week = weeks.FirstOrDefault(stored => id is null || stored.Week == id);
        return week is not null ? WeekMessages.Week(week, language, links)
            : id is { } missing ? MessageParts.Say(texts.WeekNotStored(missing))
            : MessageParts.Say(texts.NothingStoredYet);
    }

    public static ChatMessage Weeks(IReadOnlyList<StoredWeek> weeks, Language language) =>
        WeekMessages.Weeks(
            [
                .. weeks.Select(week => new StoredWeekLine(
                    week.Week,
                    week.Label,
                    week.Papers.Count,
                    week.Papers.Any(paper => paper.Notes.Count > 0)
                )),
            ],
            language
        );

    public static ChatMessage Compare(AskIndex index, AskInput.Compare compare, Language language)
    {
        var texts = AskingTexts.For(language);
        if (compare.Right.Length == 0)
        {
            return MessageParts.Say(texts.CompareUsage);
        }

        var left = index.FindPapers(compare.Left).Select(found => found.Paper).FirstOrDefault();
        var right = index.FindPapers(compare.Right).Select(found => found.Paper).FirstOrDefault(paper => paper != left);
        if (left is null || right is null)
        {
            return MessageParts.Say(texts.NoPaperCalled(left is null ? compare.Left : compare.Right));
        }

        return ComparisonMessage.Of(left, right, index.Pair(left, right, language), language);
    }
}
