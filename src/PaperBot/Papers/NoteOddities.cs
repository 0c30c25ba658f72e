using System.Text;
using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>
/// Finds what is odd about the texts of a note without looking at the papers: what form, repetition and wording give away. The thresholds
/// were measured on a published note of 119 Q&amp;As; <see cref="NoteFlags"/> says what each flag means.
/// </summary>
public static partial class NoteOddities
{
    private const double SameText = 0.62;
    private const double SameParagraph = 0.6;
    private const int ShortestRepeated = 40;
    private const int ShortestUncited = 60;

    /// <summary>A range of so many pages is no place to look something up.</summary>
    public const int WidePages = 4;
    private const int PapersOfTemplate = 3;

    /// <summary>In the order of the note; each oddity stands at its Q&amp;A, or at its paper.</summary>
    public static IReadOnlyList<NoteOddity> Find(WeeklyNote note)
    {
        var templates = Templates(note);
        var found = new List<NoteOddity>();
        if (VisibleText.Names(note.Theme + note.Introduction) is { Length: > 0 } inTheme)
        {
            found.Add(new NoteOddity(NoteFlags.ControlCharacters, Detail: inTheme));
        }

        for (var paper = 0; paper < note.Papers.Count; paper++)
        {
            var (known, written) = (note.Papers[paper].Paper, note.Papers[paper].Note);
            var names = VisibleText.Names(string.Concat([known.Title, .. known.Authors, written?.Summary]));
            if (names.Length > 0)
            {
                found.Add(new NoteOddity(NoteFlags.ControlCharacters, paper, Detail: names));
            }

            if (written is { } paperNote)
            {
                found.AddRange(
                    FindInPaper(note.Papers[paper].Paper, paperNote, templates).Select(oddity => oddity with { Paper = paper })
                );
            }
        }

        return found;
    }

    /// <summary>The note with the flags of its Q&amp;As added to them.</summary>
    public static WeeklyNote Flag(WeeklyNote note, IEnumerable<NoteOddity> oddities)
    {
        var flags = oddities
            .Where(oddity => oddity.Answer is not null)
            .ToLookup(oddity => (oddity.Paper, oddity.Answer), oddity => oddity.Flag);
        return note with
        {
            Papers =
            [
                .. note.Papers.Select((paper, i) => paper with { Note = paper.Note is { } written ? Flag(written, i) : null }),
            ],
        };

        PaperNote Flag(PaperNote written, int paper) =>
            written with
            {
                QuestionAnswers =
                [
                    .. written.QuestionAnswers.Select(
                        (answer, i) => answer with { Flags = [.. answer.Flags.Union(flags[(paper, i)], StringComparer.Ordinal)] }
                    ),
                ],
            };
    }

    /// <summary>Lists of pages of several parts that come back under several papers: filled in by a template, not looked up.</summary>
    private static HashSet<string> Templates(WeeklyNote note) =>
        note
            .Papers.SelectMany(
                (paper, i) =>
                    (paper.Note?.QuestionAnswers ?? [])
                        .SelectMany(answer => answer.Citations)
                        .Where(citation => citation.Pages.Count > 1)
                        .Select(citation => (Paper: i, Pages: Pages(citation)))
            )
            .Distinct()
            .GroupBy(use => use.Pages, StringComparer.Ordinal)
            .Where(uses => uses.Count() >= PapersOfTemplate)
            .Select(uses => uses.Key)
            .ToHashSet(StringComparer.Ordinal);

    private static string Pages(Citation citation) => string.Join(',', citation.Pages);

    private static IEnumerable<NoteOddity> FindInPaper(Paper paper, PaperNote note, HashSet<string> templates)
    {
        foreach (var oddity in FindInSummary(note))
        {
            yield return oddity;
        }

        var answers = note.QuestionAnswers.Select((answer, i) => new Reading(i, answer)).ToList();
        var drifted = SubjectDrift.Find(paper, note);
        foreach (var answer in answers)
        {
            foreach (var (flag, detail) in FindInAnswer(answer, note.Language, templates).Concat(FindRepeated(answer, answers)))
            {
                yield return new NoteOddity(flag, Answer: answer.Index, Detail: detail);
            }

            if (drifted.TryGetValue(answer.Index, out var subject))
            {
                yield return new NoteOddity(NoteFlags.SubjectDrift, Answer: answer.Index, Detail: subject);
            }
        }

        if (note.Language == Language.Japanese && JapaneseStyle.FindMixed(note) is { } mixed)
        {
            yield return new NoteOddity(NoteFlags.MixedStyle, Detail: mixed);
        }
    }

    private static IEnumerable<NoteOddity> FindInSummary(PaperNote note)
    {
        if (note.Summary.Length == 0)
        {
            yield break;
        }

        if (!NoteEnding.IsClosed(note.Summary))
        {
            yield return new NoteOddity(NoteFlags.CutOff, Detail: Tail(note.Summary));
        }

        if (WrittenLanguage.IsNot(note.Language, note.Summary))
        {
            yield return new NoteOddity(NoteFlags.WrongLanguage, Detail: NormalText.Excerpt(note.Summary));
        }
    }

    private static IEnumerable<(string Flag, string Detail)> FindInAnswer(
        Reading reading,
        Language language,
        HashSet<string> templates
    )
    {
        var answer = reading.Answer;
        foreach (var flag in answer.Citations.SelectMany(citation => citation.Flags).Distinct(StringComparer.Ordinal))
        {
            yield return (flag, Texts(answer.Citations.Where(citation => citation.Flags.Contains(flag, StringComparer.Ordinal))));
        }

        if (VisibleText.Names(answer.Question + answer.Answer) is { Length: > 0 } acting)
        {
            yield return (NoteFlags.ControlCharacters, acting);
        }

        if (answer.Citations.Count == 0)
        {
            yield return (NoteFlags.NoCitation, "");
        }

        if (answer.Citations.Where(citation => templates.Contains(Pages(citation))).ToList() is [_, ..] leaked)
        {
            yield return (NoteFlags.LeakedTemplate, Texts(leaked));
        }

        if (answer.Citations.Where(citation => citation.Pages.Any(range => range.Count >= WidePages)).ToList() is [_, ..] wide)
        {
            yield return (NoteFlags.WideRange, Texts(wide));
        }

        if (answer.Citations.Count > 0 && reading.FindUncited() is { } uncited)
        {
            yield return (NoteFlags.UncitedParagraph, NormalText.Excerpt(uncited.Text));
        }

        if (!NoteEnding.IsClosed(answer.Answer))
        {
            yield return (NoteFlags.CutOff, Tail(answer.Answer));
        }

        if (language == Language.Japanese && StrayWord().Match(answer.Answer) is { Success: true } stray)
        {
            yield return (NoteFlags.StrayEnglish, stray.Groups["word"].Value);
        }

        if (WrittenLanguage.IsNot(language, answer.Question) || WrittenLanguage.IsNot(language, answer.Answer))
        {
            yield return (NoteFlags.WrongLanguage, "");
        }
    }

    private static IEnumerable<(string Flag, string Detail)> FindRepeated(Reading reading, List<Reading> all)
    {
        var earlier = all.Take(reading.Index).ToList();
        if (earlier.Find(other => other.Key.Length > 0 && other.Key == reading.Key) is { } same)
        {
            yield return (NoteFlags.DuplicateQuestion, Number(same));
        }
        else if (earlier.Find(other => other.Question.Dice(reading.Question) >= SameText) is { } near)
        {
            yield return (NoteFlags.NearDuplicateQuestion, Number(near));
        }

        if (earlier.Find(other => other.Text.Dice(reading.Text) >= SameText) is { } answered)
        {
            yield return (NoteFlags.NearDuplicateAnswer, Number(answered));
        }

        var paragraphs = reading.Paragraphs.Where(paragraph => paragraph.Uncited.Length > ShortestRepeated).ToList();
        if (
            paragraphs
                .Where((paragraph, i) => paragraphs.Take(i).Any(other => other.Pairs.Dice(paragraph.Pairs) >= SameParagraph))
                .FirstOrDefault() is
            { } repeated
        )
        {
            yield return (NoteFlags.RepeatsItself, NormalText.Excerpt(repeated.Text));
        }

        static string Number(Reading earlier) => $"Q{earlier.Index + 1}";
    }

    private static string Texts(IEnumerable<Citation> citations) =>
        string.Join(' ', citations.Select(citation => citation.Text).Distinct(StringComparer.Ordinal));

    private static string Tail(string text)
    {
        var line = NormalText.Line(text.Length > 400 ? text[^400..] : text);
        var elements = new System.Globalization.StringInfo(line);
        var length = elements.LengthInTextElements;
        return length <= 30 ? line : "…" + elements.SubstringByTextElements(length - 29);
    }

    /// <summary>A Q&amp;A with what several rules need of it.</summary>
    private sealed class Reading(int index, QuestionAnswer answer)
    {
        public int Index => index;

        public QuestionAnswer Answer => answer;

        public string Key { get; } = NormalText.Key(answer.Question);

        public CharacterBigrams Question { get; } = CharacterBigrams.Of(answer.Question);

        /// <summary>Of the answer without its citations.</summary>
        public CharacterBigrams Text { get; } = CharacterBigrams.Of(Uncited(answer.Answer));

        public IReadOnlyList<Paragraph> Paragraphs { get; } =
        [
            .. ParagraphBreak()
                .Split(answer.Answer)
                .Where(text => !string.IsNullOrWhiteSpace(text))
                .Select(text => new Paragraph(text)),
        ];

        /// <summary>A longer paragraph that no citation covers; one above a list, a table or a formula covers that as well.</summary>
        public Paragraph? FindUncited() =>
            Paragraphs
                .Where(
                    (paragraph, i) =>
                        paragraph is { IsCited: false, Text.Length: > ShortestUncited }
                        && !(i > 0 && Paragraphs[i - 1].IsCited && paragraph.BelongsToTheOneBefore)
                )
                .FirstOrDefault();
    }

    private sealed class Paragraph(string text)
    {
        private CharacterBigrams? _pairs;

        public string Text => text;

        public string Uncited { get; } = NoteOddities.Uncited(text).Trim();

        public bool IsCited => Uncited.Length < text.Trim().Length;

        public bool BelongsToTheOneBefore { get; } = NoProse().IsMatch(text);

        public CharacterBigrams Pairs => _pairs ??= CharacterBigrams.Of(Uncited);
    }

    private static string Uncited(string text)
    {
        var rest = new StringBuilder(text.Length);
        var start = 0;
        foreach (var citation in CitationReader.Read(text))
        {
            rest.Append(text, start, citation.Start - start);
            start = citation.Start + citation.Text.Length;
        }

        return rest.Append(text, start, text.Length - start).ToString();
    }

    // A list item, a table row, a block of code, a displayed formula.
    [GeneratedRegex(@"^\s*(?:[-*+•・]\s*\S|[0-9]{1,3}[.)]\s*\S|\||```|\$\$|\\\[)", RegexOptions.NonBacktracking)]
    private static partial Regex NoProse();

    [GeneratedRegex(@"\n[^\S\n]*\n", RegexOptions.NonBacktracking)]
    private static partial Regex ParagraphBreak();

    [GeneratedRegex(
        @"(?:^|[\s.。．!?！？)）])(?<word>Overall|However|Therefore|Thus|Hence|Moreover|Furthermore|Additionally|In addition|In conclusion|In summary|Finally|Also|Specifically|For example|For instance|As a result|On the other hand|Similarly|Note that)\s?[、,，]",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex StrayWord();
}
