using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>Which list of papers a select stands for; several may stand in one message.</summary>
internal enum PaperSelectKind
{
    Week,
    Saved,

    /// <summary>Fills while a person types; its values are ids of <see cref="PaperAction"/>, as those of the command's own suggestions.</summary>
    Search,
}

/// <summary>The selects that open one of several papers; but for the search, a value is the paper's key.</summary>
internal static class PaperSelect
{
    private const int LabelLength = 75;

    public static string Id(PaperSelectKind kind, Language language) =>
        kind switch
        {
            PaperSelectKind.Week => $"papers:{language.Code()}",
            PaperSelectKind.Saved => $"papers:saved:{language.Code()}",
            _ => $"papers:find:{language.Code()}",
        };

    public static ChatControl.Select Of(PaperSelectKind kind, IEnumerable<Paper> papers, Language language) =>
        new(
            Id(kind, language),
            AskingTexts.For(language).ChoosePaper,
            [.. papers.Select(paper => new ChatOption(TextCut.Shorten(paper.Title, LabelLength), PaperKey.Of(paper.Id).Value))]
        );

    public static ChatControl.SearchSelect Search(Language language) =>
        new(Id(PaperSelectKind.Search, language), AskingTexts.For(language).SearchPaper);

    public static bool TryParse(string id, out PaperSelectKind kind)
    {
        foreach (var candidate in Enum.GetValues<PaperSelectKind>())
        {
            if (id == Id(candidate, Language.Japanese) || id == Id(candidate, Language.English))
            {
                kind = candidate;
                return true;
            }
        }

        kind = default;
        return false;
    }
}
