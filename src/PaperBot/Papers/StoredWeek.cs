namespace PaperBot.Papers;

/// <summary>A week as the store has it: its papers in posting order, each with the notes that exist.</summary>
public sealed record StoredWeek
{
    public required WeekLabel Label { get; init; }

    public required WeekId Week { get; init; }

    /// <summary>By language; a language without a note has none.</summary>
    public required IReadOnlyDictionary<Language, WeekTheme> Themes { get; init; }

    /// <summary>Newest published first, ties by rank.</summary>
    public required IReadOnlyList<StoredPaper> Papers { get; init; }
}

public sealed record WeekTheme(string Theme, string Introduction);

/// <summary>A paper in its week.</summary>
/// <param name="Rank">Its place in the list, 1 to 10.</param>
/// <param name="ListName">What the list calls it; empty where the week came from a note alone.</param>
/// <param name="Held">Why an admin must look at it before it is posted; null where nothing is wrong.</param>
public sealed record StoredPaper(
    Paper Paper,
    int Rank,
    string ListName,
    string? Held,
    IReadOnlyDictionary<Language, PaperNote> Notes
)
{
    /// <summary>Its number among the posts of the week, which stays; null until the week is posted. See <see cref="WeekSlots"/>.</summary>
    public int? Slot { get; init; }

    /// <summary>The title of the paper that stood at this number until the list was corrected; null where none did.</summary>
    public string? Replaces { get; init; }

    /// <summary>The newest earlier week in which it stood; null where it is new.</summary>
    public WeekId? Earlier { get; init; }
}

/// <summary>One line of the list of known weeks.</summary>
public sealed record WeekSummary(WeekId Week, WeekLabel Label, int Papers, IReadOnlyList<Language> Noted);

/// <summary>A paper's place in a week.</summary>
/// <param name="RowHash">Changes when the list's row changes; empty where the place came from a note alone.</param>
public sealed record PaperPlace(PaperId Paper, int Rank, string ListName, string RowHash, string? Held)
{
    /// <summary>See <see cref="StoredPaper.Slot"/>.</summary>
    public int? Slot { get; init; }
}
