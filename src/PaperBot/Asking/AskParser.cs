using System.Text;
using System.Text.RegularExpressions;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>What a person typed behind <c>/paper</c>, as far as its form says it. Whether a text names a paper or asks something is told by the index.</summary>
public abstract record AskInput
{
    private AskInput() { }

    /// <summary>Nothing: the newest week and how to ask.</summary>
    public sealed record Empty : AskInput;

    public sealed record Help : AskInput;

    /// <param name="Id">Null asks for the newest.</param>
    public sealed record Week(WeekId? Id) : AskInput;

    /// <summary>A word for a week was typed with something behind it that is none.</summary>
    public sealed record UnknownWeek(string Text) : AskInput;

    /// <summary>The known weeks.</summary>
    public sealed record Weeks : AskInput;

    /// <summary>The papers that the person saved.</summary>
    public sealed record Saved : AskInput;

    /// <summary>What is kept of the person is to go.</summary>
    public sealed record ForgetMe : AskInput;

    /// <param name="Name">Empty where only the word was typed.</param>
    public sealed record Authors(string Name) : AskInput;

    /// <param name="Left">The two halves where a word between them parted the text; else everything, and <paramref name="Right"/> is empty.</param>
    public sealed record Compare(string Left, string Right) : AskInput;

    /// <summary>A paper, a question, or both.</summary>
    public sealed record Question(string Text) : AskInput;
}

/// <summary>Reads what people type, on every platform in the same way.</summary>
public static partial class AskParser
{
    private static readonly string[] HelpWords = ["help", "?", "？", "-h", "--help", "usage", "ヘルプ", "使い方", "使いかた"];
    private static readonly string[] ListWords = ["list", "weeks", "一覧", "リスト", "週一覧", "週の一覧"];
    private static readonly string[] WeekWords = ["week", "週"];
    private static readonly string[] NewestWords = ["latest", "newest", "今週", "最新", "最新の週", "今週の論文", "最新の論文"];
    private static readonly string[] SavedWords = ["saved", "bookmarks", "保存済み", "保存した論文"];
    private static readonly string[] ForgetWords = ["forgetme", "忘れて", "私のデータを消して", "データ削除"];
    private static readonly string[] AuthorWords = ["authors", "author", "著者"];
    private static readonly string[] CompareWords = ["compare", "比較", "くらべて", "比べて"];
    private static readonly string[] Between = [" vs. ", " vs ", " versus ", " and ", " with ", " と ", "、", ",", "と"];

    public static AskInput Parse(string text)
    {
        // One folded width or one invisible letter more, and what was no mention has become one.
        var typed = Mention().Replace(SearchText.Normalize(WithoutEscapes(text)), " ").Trim();
        if (typed.Length == 0)
        {
            return new AskInput.Empty();
        }

        var (word, rest) = FirstWord(typed);
        if (rest.Length == 0 && Is(word, HelpWords))
        {
            return new AskInput.Help();
        }

        if (rest.Length == 0 && Is(word, ListWords))
        {
            return new AskInput.Weeks();
        }

        if (rest.Length == 0 && Is(word, SavedWords))
        {
            return new AskInput.Saved();
        }

        if ((rest.Length == 0 && Is(word, ForgetWords)) || Is(typed, ["forget me"]))
        {
            return new AskInput.ForgetMe();
        }

        if (rest.Length == 0 && Is(word, NewestWords))
        {
            return new AskInput.Week(null);
        }

        if (Is(word, WeekWords))
        {
            return ParseWeek(rest) is { } asked ? asked : new AskInput.UnknownWeek(rest);
        }

        if (rest.Length == 0 && LooksLikeWeek(word) && WeekId.TryParse(word, out var week))
        {
            return new AskInput.Week(week);
        }

        if (Is(word, AuthorWords))
        {
            return new AskInput.Authors(rest);
        }

        return Is(word, CompareWords) ? ParseCompare(rest) : new AskInput.Question(Unquoted(typed));
    }

    /// <summary>
    /// Takes a platform's own escapes out: mentions vanish, <c>&lt;https://…|label&gt;</c> becomes its address, entities become their character, control
    /// characters become blanks.
    /// </summary>
    public static string WithoutEscapes(string text)
    {
        // Questions are cut long before this, but nothing is scanned that nobody could have typed.
        var shown = text.Length > 4 * SearchText.LongestQuestion ? text[..(4 * SearchText.LongestQuestion)] : text;
        if (shown.AsSpan().ContainsAny('<', '&', '@'))
        {
            shown = Escape().Replace(shown, static match => match.Groups["address"].Value + " ");
            shown = Mention().Replace(shown, " ");
            shown = shown
                .Replace("&lt;", "<", StringComparison.Ordinal)
                .Replace("&gt;", ">", StringComparison.Ordinal)
                .Replace("&amp;", "&", StringComparison.Ordinal);
        }

        if (!shown.Any(char.IsControl))
        {
            return shown;
        }

        var clean = new StringBuilder(shown.Length);
        foreach (var letter in shown)
        {
            clean.Append(char.IsControl(letter) ? ' ' : letter);
        }

        return clean.ToString();
    }

    /// <summary>Takes arXiv ids and addresses of papers out of a text.</summary>
    public static IReadOnlyList<PaperId> TakeIds(ref string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('0', '9') && !text.Contains("http", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var found = new List<PaperId>();
        text = Token().Replace(text, match => TakeId(match.Value, found) ? " " : match.Value);
        return found;
    }

    private static bool TakeId(string token, List<PaperId> found)
    {
        var trimmed = token.Trim('.', ',', ':', '?', '-');
        if (trimmed.Equals("arxiv", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        // A bare number is an id only in arXiv's own form; PaperId reads that and web addresses, and nothing else.
        var isId = PaperId.TryParse(trimmed, out var id);
        if (isId)
        {
            found.Add(id!);
        }

        return isId;
    }

    private static AskInput.Week? ParseWeek(string rest)
    {
        if (rest.Length == 0 || Is(rest, NewestWords))
        {
            return new AskInput.Week(null);
        }

        var first = rest.Trim('【', '】', '[', ']', ' ').Split(['~', '〜', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (first.Length > 0 && WeekId.TryParse(first[0], out var start))
        {
            // A label's two dates: the week that holds most of its days.
            return
                first.Length > 1
                && WeekId.TryParse(first[^1], out _)
                && DateOnly.TryParse(first[0], System.Globalization.CultureInfo.InvariantCulture, out var from)
                && DateOnly.TryParse(first[^1], System.Globalization.CultureInfo.InvariantCulture, out var to)
                && to >= from
                && to.DayNumber - from.DayNumber < 14
                ? new AskInput.Week(WeekId.OfLabel(from, to))
                : new AskInput.Week(start);
        }

        return null;
    }

    private static AskInput.Compare ParseCompare(string rest)
    {
        foreach (var between in Between)
        {
            var at = rest.IndexOf(between, StringComparison.OrdinalIgnoreCase);
            if (at > 0 && at + between.Length < rest.Length)
            {
                return new AskInput.Compare(rest[..at].Trim(), rest[(at + between.Length)..].Trim());
            }
        }

        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 2 ? new AskInput.Compare(words[0], words[1]) : new AskInput.Compare(rest, "");
    }

    private static (string Word, string Behind) FirstWord(string typed)
    {
        var blank = typed.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0 ? (typed, "") : (typed[..blank], typed[(blank + 1)..].Trim());
    }

    private static bool Is(string word, string[] words) => words.Contains(word.Trim(), StringComparer.OrdinalIgnoreCase);

    // 2305.18290 is an arXiv id and 20230529 might be anything: a week alone is written with its mark or with dashes.
    private static bool LooksLikeWeek(string word) => word.AsSpan().ContainsAny("-/Ww") && char.IsAsciiDigit(word[0]);

    private static string Unquoted(string typed) =>
        typed.Length > 2 && (typed[0], typed[^1]) is ('"', '"') or ('\'', '\'') or ('`', '`') or ('「', '」') or ('『', '』')
            ? typed[1..^1].Trim()
            : typed;

    [GeneratedRegex(
        @"<(?:[@#!][^<>]{0,200}|(?<address>https?://[^<>|\s]{1,2000})(?:\|[^<>]{0,500})?|a?:\w{1,64}:\d{1,30})>",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Escape();

    [GeneratedRegex(
        @"@(?:everyone|here|channel)|<[@!#]",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex Mention();

    /// <summary>What an address or an id is written with.</summary>
    [GeneratedRegex(@"[A-Za-z0-9:/._?=&%#~+-]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
