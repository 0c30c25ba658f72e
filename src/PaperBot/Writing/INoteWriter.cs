using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>Writes notes. What it returns is as the pages' check left it: answers that failed are held, never left out in silence.</summary>
public interface INoteWriter
{
    /// <summary>Who writes and by which prompts: another identity writes another note.</summary>
    string Identity { get; }

    /// <summary>One paper's note in each language.</summary>
    Task<WritingOutcome> WriteAsync(WeekId week, PagedPaper paper, CancellationToken cancellationToken);

    /// <summary>The week's theme, one line a language, from its papers' summaries.</summary>
    Task<ThemeOutcome> WriteThemeAsync(WeekId week, IReadOnlyList<ThemePaper> papers, CancellationToken cancellationToken);

    /// <summary>About what writing about a paper will use; nothing is asked.</summary>
    /// <param name="paper">Null where its pages are not known yet: a paper of usual length is taken.</param>
    WritingEstimate Estimate(PagedPaper? paper);
}

/// <summary>What came of writing about one paper.</summary>
public abstract record WritingOutcome
{
    private WritingOutcome() { }

    /// <param name="Notes">One a language.</param>
    /// <param name="Hidden">What in the paper addressed models or reviewers, and was left out.</param>
    public sealed record Written(IReadOnlyList<PaperNote> Notes, IReadOnlyList<HiddenText> Hidden) : WritingOutcome;

    /// <param name="Trouble">What the model's server had; null where it answered and the answer was of no use.</param>
    public sealed record Failed(TextForPeople Reason, ModelTrouble? Trouble) : WritingOutcome
    {
        /// <summary>The next paper would fail for the same reason: the key, the budget.</summary>
        public bool StopsAll => Trouble is ModelTrouble.KeyRefused or ModelTrouble.BudgetSpent;
    }
}

/// <summary>What a paper's pages say of what is written about it; made by whoever can check.</summary>
/// <param name="Locate">The page that a quote stands on: the cited one, or the only other one; null where it stands on none or on several.</param>
/// <param name="Judge">The verdict on an answer, and why, in English.</param>
public sealed record PageJudge(Func<CitedQuote, int?> Locate, Func<QuestionAnswer, (Verdict Verdict, string Reason)> Judge);

/// <summary>Prepares a paper's pages for the many questions that a writer has of them.</summary>
public delegate PageJudge JudgeByPages(IReadOnlyList<PageText> pages);

/// <summary>A paper as the theme's writer is told of it.</summary>
public sealed record ThemePaper(string Title, IReadOnlyDictionary<Language, string> Summaries);

public abstract record ThemeOutcome
{
    private ThemeOutcome() { }

    public sealed record Written(IReadOnlyDictionary<Language, string> Themes) : ThemeOutcome;

    public sealed record Failed(TextForPeople Reason) : ThemeOutcome;
}

/// <summary>What writing is expected to use.</summary>
/// <param name="Calls">Calls to the model.</param>
/// <param name="Use">Tokens, with a prompt cache.</param>
/// <param name="Dollars">US dollars by the prices in the settings.</param>
public sealed record WritingEstimate(int Calls, TokenUse Use, decimal Dollars)
{
    public static WritingEstimate None { get; } = new(0, TokenUse.None, 0);

    public static WritingEstimate operator +(WritingEstimate left, WritingEstimate right) =>
        new(left.Calls + right.Calls, left.Use + right.Use, left.Dollars + right.Dollars);
}
