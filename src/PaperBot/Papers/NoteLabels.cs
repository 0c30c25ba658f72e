using System.Globalization;
using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>The words of the weekly note's form in one language. Of several spellings the first is the one that is written.</summary>
internal sealed partial record NoteLabels
{
    public required Language Language { get; init; }

    public required string[] Heading { get; init; }

    public required string[] Theme { get; init; }

    /// <summary>A heading of the Markdown form only.</summary>
    public required string[] Introduction { get; init; }

    /// <summary>The line above the list, with the number of papers as the group <c>count</c>; on a half-width line.</summary>
    public required Regex ListHeading { get; init; }

    /// <summary>The same line with a number of papers in it.</summary>
    public required Func<int, string> List { get; init; }

    public required string[] Authors { get; init; }

    public required string[] Published { get; init; }

    public required string[] Updated { get; init; }

    public required string[] Address { get; init; }

    public required string[] Categories { get; init; }

    public required string[] Aliases { get; init; }

    public required string[] Abstract { get; init; }

    public required string[] Summary { get; init; }

    public string[] ArxivId { get; } = ["arXiv"];

    public string[] PaperId { get; } = ["ID"];

    public string[] Questions { get; } = ["Q&A"];

    public string Question { get; } = "Q";

    public string Answer { get; } = "A";

    /// <summary>The heading of the Markdown form for a paper that nobody has written about in this language.</summary>
    public required string NoNote { get; init; }

    public static NoteLabels Japanese { get; } =
        new()
        {
            Language = Language.Japanese,
            Heading = ["最新論文ノート"],
            Theme = ["今回のテーマ"],
            Introduction = ["はじめに"],
            ListHeading = JapaneseListHeading(),
            List = count => string.Create(CultureInfo.InvariantCulture, $"紹介する論文は以下の{count}本となります"),
            Authors = ["著者"],
            Published = ["発行日"],
            Updated = ["最終更新日"],
            Address = ["URL"],
            Categories = ["カテゴリ", "カテゴリー"],
            Aliases = ["別名"],
            Abstract = ["アブストラクト"],
            Summary = ["概要"],
            NoNote = "この論文のノートはまだありません。",
        };

    public static NoteLabels English { get; } =
        new()
        {
            Language = Language.English,
            Heading = ["Latest paper notes", "Latest paper note"],
            Theme = ["This week's theme", "This week’s theme"],
            Introduction = ["Introduction"],
            ListHeading = EnglishListHeading(),
            List = count => string.Create(CultureInfo.InvariantCulture, $"This issue covers the following {count} papers"),
            Authors = ["Authors", "Author"],
            Published = ["Published"],
            Updated = ["Last updated"],
            Address = ["URL"],
            Categories = ["Categories", "Category"],
            Aliases = ["Also known as"],
            Abstract = ["Abstract"],
            Summary = ["Summary"],
            NoNote = "There is no note for this paper yet.",
        };

    public static IReadOnlyList<NoteLabels> All { get; } = [Japanese, English];

    public static NoteLabels Of(Language language) => language == Language.Japanese ? Japanese : English;

    /// <summary>
    /// Whether the text from <paramref name="at"/> begins with one of the spellings and a colon, of whatever width and case;
    /// <paramref name="value"/> is where the text behind the colon begins.
    /// </summary>
    public static bool Stands(string text, int at, IReadOnlyList<string> spellings, out int value)
    {
        value = 0;
        at = SkipBlanks(text, at);
        foreach (var spelling in spellings)
        {
            if (!StandsWord(text, at, spelling))
            {
                continue;
            }

            var colon = SkipBlanks(text, at + spelling.Length);
            if (colon < text.Length && CharacterWidth.Narrow(text[colon]) == ':')
            {
                value = colon + 1;
                return true;
            }
        }

        return false;
    }

    public static bool Stands(string text, string spelling, out int value) => Stands(text, 0, [spelling], out value);

    private static bool StandsWord(string text, int at, string word)
    {
        if (at + word.Length > text.Length)
        {
            return false;
        }

        for (var i = 0; i < word.Length; i++)
        {
            if (char.ToUpperInvariant(CharacterWidth.Narrow(text[at + i])) != char.ToUpperInvariant(word[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    [GeneratedRegex(@"^\s*紹介する論文は[^0-9]*(?<count>[0-9]{1,4})\s*本", RegexOptions.NonBacktracking)]
    private static partial Regex JapaneseListHeading();

    [GeneratedRegex(
        @"^\s*This (?:issue|note|week) covers the following (?<count>[0-9]{1,4}) papers?",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex EnglishListHeading();
}
