namespace PaperBot.Weeks;

/// <summary>
/// What is odd about a list, a row or a link of it: every name stands for one irregularity that was met in the lists of 2023 to 2026 or
/// that a damaged file shows. A row without flags was read without guessing. What is only spelling (blanks, separators, a doubled dash,
/// four stars, padded tables, escapes) is read and not flagged.
/// </summary>
public static class ListFlags
{
    /// <summary>The paper stands under "Paper 1", and there may be a second one in the row.</summary>
    public const string LabelledPaper1 = "labelled-paper-1";

    /// <summary>No link is called "Paper"; the one called "System Card" is taken.</summary>
    public const string LabelledSystemCard = "labelled-system-card";

    /// <summary>No link is called "Paper"; the one called "Technical Report" is taken.</summary>
    public const string LabelledTechnicalReport = "labelled-technical-report";

    /// <summary>No link is called "Paper"; the one called "Report" is taken.</summary>
    public const string LabelledReport = "labelled-report";

    /// <summary>No link is called "Paper"; the one called "Book" is taken.</summary>
    public const string LabelledBook = "labelled-book";

    /// <summary>No link is called "Paper"; the one called "Project" is taken.</summary>
    public const string LabelledProject = "labelled-project";

    /// <summary>No link is called "Paper"; the one called "Blog" is taken.</summary>
    public const string LabelledBlog = "labelled-blog";

    /// <summary>An address without a label is taken for the paper.</summary>
    public const string Unlabelled = "unlabelled-link";

    /// <summary>The row links more than one paper; the first is taken.</summary>
    public const string SeveralPapers = "several-papers";

    /// <summary>The paper's link stands in the description, not among the links.</summary>
    public const string LinkInDescription = "link-in-description";

    /// <summary>The row links no paper at all, at most a post about it.</summary>
    public const string NoPaperLink = "no-paper-link";

    /// <summary>What is linked as the paper is a post on a social network.</summary>
    public const string PaperIsPost = "paper-is-post";

    /// <summary>What is linked as the post is a paper on arXiv.</summary>
    public const string PostIsPaper = "post-is-paper";

    /// <summary>The arXiv id was read from another host's address.</summary>
    public const string MirrorLink = "mirror-link";

    /// <summary>Two rows of one week carry the same arXiv id: at least one link is wrong.</summary>
    public const string SharedId = "shared-id";

    /// <summary>The same paper stood in an earlier week of the lists that were read.</summary>
    public const string SeenBefore = "seen-before";

    /// <summary>The bold text runs on into the description; the name is cut at the first words that look like a sentence.</summary>
    public const string NameRunsOn = "name-runs-on";

    /// <summary>The name is not set in bold; it ends at two blanks or at a dash.</summary>
    public const string NameNotBold = "name-not-bold";

    /// <summary>There is no name, only a sentence, which stands as the title.</summary>
    public const string NameIsSentence = "name-is-sentence";

    /// <summary>An unescaped pipe stands in the text, so where the cell ends is a guess.</summary>
    public const string PipeInText = "pipe-in-text";

    /// <summary>A bracket too many beside a link.</summary>
    public const string StrayBracket = "stray-bracket";

    /// <summary>A label with nothing behind it: <c>[Tweet]()</c>. The link is left out.</summary>
    public const string EmptyLink = "empty-link";

    /// <summary>A link that is no web address; it is left out.</summary>
    public const string BadLink = "bad-link";

    /// <summary>A link that does not end; it is left out, and the row may be cut.</summary>
    public const string CutLink = "cut-link";

    /// <summary>The row has no cell with links.</summary>
    public const string NoLinkCell = "no-link-cell";

    /// <summary>The ranks skip a number. On a row: the one before the gap, whose end may belong to a lost row. On a week: it happened.</summary>
    public const string RankGap = "rank-gap";

    /// <summary>A rank comes twice, or the ranks do not rise.</summary>
    public const string RankOrder = "rank-order";

    /// <summary>Fewer than ten papers.</summary>
    public const string FewerThanTen = "fewer-than-ten";

    /// <summary>More than ten papers.</summary>
    public const string MoreThanTen = "more-than-ten";

    /// <summary>Rows that are templates still to be filled in; they are no papers.</summary>
    public const string Placeholders = "placeholders";

    /// <summary>Rows under this heading could not be read and are reported with their lines.</summary>
    public const string RefusedRows = "refused-rows";

    /// <summary>Two lists claim the same week, as when the new list stands under a copy of the old heading.</summary>
    public const string WeekTwice = "week-twice";

    /// <summary>The week before this one is missing in a list that goes on further back.</summary>
    public const string WeekSkipped = "week-skipped";

    /// <summary>Neither heading nor file names a year; 2023 is taken, the only year whose lists lack it.</summary>
    public const string YearAssumed = "year-assumed";

    /// <summary>The heading's year and the file's differ; the heading's is taken.</summary>
    public const string YearConflict = "year-conflict";

    /// <summary>The label spans fewer than six or more than eight days.</summary>
    public const string OddLabel = "odd-label";
}
