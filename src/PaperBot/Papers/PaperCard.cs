using PaperBot.Chat;

namespace PaperBot.Papers;

/// <summary>How a paper and its answers are shown, in a digest and in the answer to a command alike.</summary>
public static class PaperCard
{
    private const int NamedAuthors = 5;
    private const int LongestClaim = 300;
    private const int LongestEvidence = 400;
    private const int MostMissing = 8;

    /// <summary>Where a title leads: arXiv's page of the paper, or the paper itself; null where nothing is known.</summary>
    public static Uri? Address(Paper paper) => paper.Arxiv?.AbstractPage ?? paper.Link;

    /// <summary>The title as one line; what the paper is keyed by where it has none.</summary>
    public static string TitleText(Paper paper) =>
        string.IsNullOrWhiteSpace(paper.Title) ? paper.Id.Value : TextCut.Shorten(paper.Title, int.MaxValue);

    /// <summary>The title, leading to the paper.</summary>
    public static RichText Title(Paper paper, TextMarks marks = TextMarks.Bold) =>
        Address(paper) is { } address
            ? RichText.Of(new Inline.Link(address, TitleText(paper)) { Marks = marks })
            : RichText.Of(new Inline.Text(TitleText(paper), marks));

    /// <summary>The authors, those after the fifth as a number or <c>et al.</c>; empty where none is known.</summary>
    public static string Authors(Paper paper, Language language)
    {
        var texts = PaperTexts.For(language);
        var named = string.Join(texts.AuthorSeparator, paper.Authors.Take(NamedAuthors));
        return paper.Authors.Count > NamedAuthors ? named + texts.MoreAuthors(paper.Authors.Count - NamedAuthors) : named;
    }

    /// <summary><c>2023年6月1日</c> or <c>1 June 2023</c>; with the last version's day where it is another.</summary>
    public static string Dates(Paper paper, Language language)
    {
        var texts = PaperTexts.For(language);
        return (paper.Published, paper.Updated) switch
        {
            ({ } first, { } last) when first != last => texts.Versions(texts.Day(first), texts.Day(last)),
            ({ } first, _) => texts.Day(first),
            (null, { } last) => texts.Day(last),
            _ => "",
        };
    }

    /// <summary>Who publishes a paper that is not on arXiv; empty where nothing links to it.</summary>
    private static string Host(Paper paper) =>
        paper.Link is not { } link ? ""
        : link.Host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? link.Host[4..]
        : link.Host;

    /// <summary>Title, authors, dates and categories.</summary>
    public static IReadOnlyList<ChatBlock> Head(Paper paper, Language language)
    {
        var texts = PaperTexts.For(language);
        var blocks = new List<ChatBlock> { new ChatBlock.Paragraph(Title(paper)) };
        string[] facts =
        [
            Authors(paper, language),
            Join(
                Dates(paper, language),
                string.Join(", ", paper.Categories),
                paper.Arxiv is null ? texts.NotOnArxiv : "",
                paper.Arxiv is null ? Host(paper) : "",
                paper.Withdrawn ? texts.Withdrawn : ""
            ),
        ];
        if (string.Join('\n', facts.Where(fact => fact.Length > 0)) is { Length: > 0 } lines)
        {
            blocks.Add(new ChatBlock.Context(lines));
        }

        return blocks;
    }

    /// <summary>The first sentences of a summary's, an abstract's or an answer's first paragraph; empty where there is none.</summary>
    public static IReadOnlyList<ChatBlock> FirstSentences(string markdown, int count = 1) =>
        [
            .. NoteText
                .Blocks(markdown)
                .OfType<ChatBlock.Paragraph>()
                .Take(1)
                .Select(first => new ChatBlock.Paragraph(Sentences.First(first.Text, count))),
        ];

    /// <summary>How many Q&amp;As a note has for readers, and what the check said of them.</summary>
    public static string Counts(PaperNote note, Language language)
    {
        var texts = PaperTexts.For(language);
        var answers = note.QuestionAnswers;
        return Join(
            texts.Answers(answers.Count(answer => !answer.IsHeld)),
            texts.Verdicts(
                Count(Verdict.Verified),
                Count(Verdict.Weak),
                Count(Verdict.Unchecked),
                answers.Count(answer => answer.IsHeld)
            )
        );

        int Count(Verdict verdict) => answers.Count(answer => !answer.IsHeld && answer.Verdict == verdict);
    }

    /// <summary>Why nothing of a note could be checked, where that has one reason, to be said once; null otherwise.</summary>
    public static string? CommonReason(PaperNote note) =>
        note.QuestionAnswers.Count > 0
        && note.QuestionAnswers.All(answer => answer.Verdict == Verdict.Unchecked)
        && note.QuestionAnswers.Select(answer => answer.VerdictReason).Distinct(StringComparer.Ordinal).ToList()
            is [{ Length: > 0 } common]
            ? TextForPeople.FromStored(common).In(note.Language)
            : null;

    /// <summary>A button that opens the paper itself; null where there is nothing to open.</summary>
    public static ChatControl.LinkButton? OpenButton(Paper paper, Language language)
    {
        var texts = PaperTexts.For(language);
        var pdf = paper.Arxiv?.Pdf ?? (paper.PageLink(1) is null ? null : paper.Link);
        return (pdf ?? paper.Link) is { } target
            ? new ChatControl.LinkButton(target, pdf is null ? texts.PageButton : texts.PdfButton)
            : null;
    }

    /// <summary>A question in bold.</summary>
    public static RichText Question(QuestionAnswer answer, Language language, int? number = null)
    {
        var question = NoteText.Line(answer.Question, TextMarks.Bold);
        return number is { } place
            ? question.WithBefore(PaperTexts.For(language).QuestionNumber(place), TextMarks.Bold)
            : question;
    }

    /// <summary>The answer, its citations leading to their pages, and the verdict's line.</summary>
    /// <param name="page">Where it stands on the reading pages; null where there are none.</param>
    public static IReadOnlyList<ChatBlock> Answer(QuestionAnswer answer, Paper paper, Language language, Uri? page = null)
    {
        var mark = new Inline.Text(Mark(answer, language));
        return
        [
            .. NoteText.Blocks(answer.Answer, paper, answer.Citations),
            new ChatBlock.Context(
                page is null
                    ? RichText.Of(mark)
                    : RichText.Of(
                        mark,
                        new Inline.Text(PaperTexts.Separator),
                        new Inline.Link(page, PaperTexts.For(language).ReadButton)
                    )
            ),
        ];
    }

    /// <summary>Question, answer and verdict.</summary>
    /// <param name="number">The question's number, where it is shown as one of several.</param>
    /// <param name="page">Where it stands on the reading pages; null where there are none.</param>
    public static IReadOnlyList<ChatBlock> QuestionAndAnswer(
        QuestionAnswer answer,
        Paper paper,
        Language language,
        int? number = null,
        Uri? page = null
    ) => [new ChatBlock.Paragraph(Question(answer, language, number)), .. Answer(answer, paper, language, page)];

    /// <summary>What the check said, and what a reader should know besides.</summary>
    /// <exception cref="ArgumentException">The answer is held back: nobody reads it.</exception>
    public static string Mark(QuestionAnswer answer, Language language)
    {
        if (answer.IsHeld)
        {
            throw new ArgumentException("An answer that is held back is never shown.", nameof(answer));
        }

        var texts = PaperTexts.For(language);
        return Join([
            texts.Verdict(answer.Verdict),
            answer.JudgedBy is null ? "" : texts.ByPerson,
            .. answer.Flags.Select(texts.FlagHint).OfType<string>().Distinct(StringComparer.Ordinal),
        ]);
    }

    /// <summary>
    /// What the check of each citation found, with the paper's own words and a link to their page, so that a reader can judge.
    /// </summary>
    public static IReadOnlyList<ChatBlock> Evidence(QuestionAnswer answer, Paper paper, Language language)
    {
        var texts = PaperTexts.For(language);
        var blocks = new List<ChatBlock>
        {
            new ChatBlock.Heading(texts.EvidenceTitle),
            new ChatBlock.Paragraph(Question(answer, language)),
        };
        foreach (var (check, citation) in answer.Checks.Zip(answer.Citations))
        {
            blocks.Add(new ChatBlock.Divider());
            blocks.AddRange(Evidence(check, citation, paper, language));
        }

        blocks.Add(new ChatBlock.Context(texts.EvidenceNote));
        return blocks;
    }

    /// <summary>One citation's claim beside what the pages say.</summary>
    public static IEnumerable<ChatBlock> Evidence(CitationCheck check, Citation citation, Paper paper, Language language)
    {
        var texts = PaperTexts.For(language);
        yield return new ChatBlock.Paragraph(
            RichText.Of(
                new Inline.Text($"{citation.Text} {texts.Verdict(check.Verdict)}", TextMarks.Bold),
                new Inline.Text(PaperTexts.Separator + CheckTexts.Of(check.Finding).In(language))
            )
        );
        yield return new ChatBlock.Context(TextCut.Shorten(NoteText.Plain(check.Claim), LongestClaim));
        if (check is { Page: { } page, Evidence: { } words })
        {
            yield return new ChatBlock.Paragraph(Quoted(texts.OnPage(page), words, page, paper));
        }

        if (check is { BetterPage: { } better, BetterEvidence: { } betterWords })
        {
            yield return new ChatBlock.Paragraph(Quoted(texts.OnBetterPage(better), betterWords, better, paper));
        }

        if (check.Verdict is Verdict.Weak or Verdict.Failed && check.Missing.Count > 0)
        {
            yield return new ChatBlock.Context(texts.NotOnPages(string.Join(", ", check.Missing.Take(MostMissing))));
        }
    }

    private static RichText Quoted(string label, string words, int page, Paper paper)
    {
        var lead = paper.PageLink(page) is { } link
            ? (Inline)new Inline.Link(link, label.Trim().TrimEnd(':'))
            : new Inline.Text(label.Trim().TrimEnd(':'));
        return RichText.Of(lead, new Inline.Text(" “" + TextCut.Shorten(words, LongestEvidence) + "”"));
    }

    private static string Join(params IEnumerable<string> facts) =>
        string.Join(PaperTexts.Separator, facts.Where(fact => fact.Length > 0));
}
