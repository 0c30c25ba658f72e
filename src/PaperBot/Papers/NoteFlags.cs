namespace PaperBot.Papers;

/// <summary>
/// The names of what can be odd about a weekly note, a paper's note, a Q&amp;A or a citation, as they stand in the store, in JSON and in
/// reports; <see cref="Describe"/> says each in words. Nothing that has a flag is repaired or left out because of it.
/// </summary>
public static class NoteFlags
{
    // Citations (and the Q&A they stand in)

    /// <summary>A page that is no page: a section number as in <c>(p.3.6)</c>, zero, or more than four digits.</summary>
    public const string MalformedPage = "malformed-page";

    /// <summary>A range that runs backwards, <c>(p.8-4)</c>; it is read as 4 to 8.</summary>
    public const string ReversedRange = "reversed-range";

    /// <summary>A range whose end is shortened, <c>(p.38-9)</c>; it is read as 38 to 39.</summary>
    public const string AbbreviatedRange = "abbreviated-range";

    /// <summary>A part of the citation is neither a page nor a known kind of reference.</summary>
    public const string UnreadPart = "unread-part";

    // Citations, known only where the paper's pages are

    /// <summary>A page behind the paper's last one.</summary>
    public const string PageOutOfRange = "page-out-of-range";

    /// <summary>The figure or table that a citation names has its caption on another page.</summary>
    public const string ReferenceElsewhere = "reference-elsewhere";

    // Q&As

    /// <summary>The answer cites no page.</summary>
    public const string NoCitation = "no-citation";

    /// <summary>The same list of several parts, such as <c>(p.1,5,30)</c>, stands under three or more papers of the week.</summary>
    public const string LeakedTemplate = "leaked-template";

    /// <summary>An earlier answer of the paper says nearly the same.</summary>
    public const string NearDuplicateAnswer = "near-duplicate-answer";

    /// <summary>An earlier question of the paper asks nearly the same.</summary>
    public const string NearDuplicateQuestion = "near-duplicate-question";

    /// <summary>An earlier question of the paper is the same but for width, case, blanks and punctuation.</summary>
    public const string DuplicateQuestion = "duplicate-question";

    /// <summary>Two paragraphs of the answer say nearly the same.</summary>
    public const string RepeatsItself = "repeats-itself";

    /// <summary>A range of four pages or more.</summary>
    public const string WideRange = "wide-range";

    /// <summary>A longer paragraph without a citation beside cited ones.</summary>
    public const string UncitedParagraph = "uncited-paragraph";

    /// <summary>The text ends without a closing mark, or the file ends within it.</summary>
    public const string CutOff = "cut-off";

    /// <summary>An English linking word within Japanese, as in <c>Overall、</c>.</summary>
    public const string StrayEnglish = "stray-english";

    /// <summary>The text is not in the note's language.</summary>
    public const string WrongLanguage = "wrong-language";

    /// <summary>The answer gives as the paper's own a model or method that neither title nor summary knows.</summary>
    public const string SubjectDrift = "subject-drift";

    /// <summary>The answer, as a model wrote it, tells readers or other models what to do. It is held, whatever its pages say.</summary>
    public const string TellsReader = "tells-reader";

    // Papers

    /// <summary>Some texts are in the です・ます style and some in the だ・である style.</summary>
    public const string MixedStyle = "mixed-style";

    /// <summary>The title in the list is spelled differently from the one above the paper's section, which is the one that is kept.</summary>
    public const string TitleDiffers = "title-differs";

    /// <summary>The date in the list is not the one in the paper's section, which is the one that is kept.</summary>
    public const string DateDiffers = "date-differs";

    /// <summary>The paper was updated before it was published.</summary>
    public const string DatesReversed = "dates-reversed";

    /// <summary>A text holds control characters, or ones that turn the direction of writing; they are kept, and shown as <c>\u001B</c> on a terminal.</summary>
    public const string ControlCharacters = "control-characters";

    // Notes

    /// <summary>The announced number of papers is not the number that is listed.</summary>
    public const string CountDiffers = "count-differs";

    /// <summary>The list is not numbered 1, 2, 3, …</summary>
    public const string NumberingDiffers = "numbering-differs";

    /// <summary>The sections stand in another order than the list, which is the one that is kept.</summary>
    public const string OrderDiffers = "order-differs";

    /// <summary>Text that belongs to no part of a note; it is reported and not stored.</summary>
    public const string UnreadText = "unread-text";

    /// <summary>The flags that a citation by itself can have.</summary>
    public static IReadOnlyList<string> OfCitations { get; } = [MalformedPage, ReversedRange, AbbreviatedRange, UnreadPart];

    /// <summary>The flags that only a check against the paper's pages gives.</summary>
    public static IReadOnlyList<string> OfPages { get; } = [PageOutOfRange, ReferenceElsewhere];

    /// <summary>
    /// The flags of a Q&amp;A that its form alone gives, whatever it says: the structural layer of the checks. Other Q&amp;A flags
    /// (<see cref="WrongLanguage"/>, <see cref="SubjectDrift"/>) read the words.
    /// </summary>
    public static IReadOnlyList<string> Structural { get; } =
    [
        NoCitation,
        LeakedTemplate,
        NearDuplicateAnswer,
        NearDuplicateQuestion,
        DuplicateQuestion,
        RepeatsItself,
        WideRange,
        UncitedParagraph,
        CutOff,
        StrayEnglish,
        .. OfCitations,
    ];

    /// <summary>Every flag there is.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Structural,
        .. OfPages,
        WrongLanguage,
        SubjectDrift,
        TellsReader,
        MixedStyle,
        TitleDiffers,
        DateDiffers,
        DatesReversed,
        ControlCharacters,
        CountDiffers,
        NumberingDiffers,
        OrderDiffers,
        UnreadText,
    ];

    /// <summary>A flag in words, for people; a flag that is none of these says itself.</summary>
    public static string Describe(string flag, Language language) => NoteTexts.Of(language).Flag(flag);
}
