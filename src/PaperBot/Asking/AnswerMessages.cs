using System.Globalization;
using PaperBot.Chat;
using PaperBot.Papers;
using static PaperBot.Asking.MessageParts;

namespace PaperBot.Asking;

/// <summary>What the index found, as messages. Pure.</summary>
internal static class AnswerMessages
{
    private const int OtherMatches = 2;
    private const int QuestionsPerPage = 8;

    /// <param name="isSaved">Whether the one who asks keeps the paper that is shown.</param>
    public static ChatMessage Of(
        AskOutcome outcome,
        Language language,
        ReadingLinks links,
        ChatControl? tellMe = null,
        bool isSaved = false
    ) =>
        outcome switch
        {
            AskOutcome.Answer answer => Answer(
                answer.Ranked[0].Answer,
                [
                    .. answer
                        .Ranked.Skip(1)
                        .Where(other => other.Score >= 0.6 * answer.Ranked[0].Score)
                        .Take(OtherMatches)
                        .Select(other => other.Answer),
                ],
                language,
                links
            ),
            AskOutcome.Closest closest => WithControl(Closest(closest, language), tellMe),
            AskOutcome.None none => None(none, language, links, tellMe, isSaved),
            AskOutcome.PaperCard card => Card(card.Paper!, card.Others, language, links, isSaved),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome that nobody told the messages of."),
        };

    /// <summary>A stored answer for the one who asked, with what can be done about it.</summary>
    public static ChatMessage Answer(
        IndexedAnswer answer,
        IReadOnlyList<IndexedAnswer> others,
        Language language,
        ReadingLinks links
    )
    {
        var texts = AskingTexts.For(language);
        var key = PaperKey.Of(answer.Paper.Id);
        var blocks = new List<ChatBlock>(AnswerBlocks(answer, language, links));
        if (others.Count > 0)
        {
            blocks.Add(new ChatBlock.Context(texts.OtherMatches));
            blocks.Add(new ChatBlock.Actions([.. others.Select(OpenButton)]));
        }

        blocks.Add(
            new ChatBlock.Actions([
                new ChatControl.Button(new PaperAction.Rate(key, answer.Language, answer.Index, true).Id, texts.Helpful),
                new ChatControl.Button(new PaperAction.Rate(key, answer.Language, answer.Index, false).Id, texts.NotHelpful),
                new ChatControl.Button(new PaperAction.Share(key, answer.Language, answer.Index).Id, texts.Share),
                .. EvidenceButton(answer, key, language),
                new ChatControl.Button(new PaperAction.List(key, answer.Language).Id, PaperTexts.For(language).ListButton),
                new ChatControl.Button(new PaperAction.Ask(key, language).Id, PaperTexts.For(language).AskButton),
            ])
        );
        return new ChatMessage(NoteText.Plain(answer.QuestionAnswer.Question), blocks);
    }

    /// <summary>What the check of the answer's pages found.</summary>
    public static ChatMessage Evidence(IndexedAnswer answer, Language language) =>
        new(PaperTexts.For(language).EvidenceTitle, PaperCard.Evidence(answer.QuestionAnswer, answer.Paper.Paper, language));

    /// <summary>The same answer for everyone in a channel.</summary>
    public static ChatMessage Shared(IndexedAnswer answer, Language language, ReadingLinks links)
    {
        var key = PaperKey.Of(answer.Paper.Id);
        return new ChatMessage(
            AskingTexts.For(language).SharedBy(NoteText.Plain(answer.QuestionAnswer.Question)),
            [
                .. AnswerBlocks(answer, language, links),
                new ChatBlock.Actions([
                    .. EvidenceButton(answer, key, language),
                    new ChatControl.Button(new PaperAction.List(key, answer.Language).Id, PaperTexts.For(language).ListButton),
                    new ChatControl.Button(new PaperAction.Ask(key, language).Id, PaperTexts.For(language).AskButton),
                ]),
            ]
        );
    }

    private static IEnumerable<ChatControl> EvidenceButton(IndexedAnswer answer, PaperKey key, Language language) =>
        answer.QuestionAnswer.Checks.Count == 0
            ? []
            :
            [
                new ChatControl.Button(
                    new PaperAction.Evidence(key, answer.Language, answer.Index).Id,
                    PaperTexts.For(language).EvidenceButton
                ),
            ];

    public static ChatMessage Card(
        IndexedPaper paper,
        IReadOnlyList<IndexedPaper> others,
        Language language,
        ReadingLinks links,
        bool isSaved = false
    )
    {
        var texts = AskingTexts.For(language);
        var key = PaperKey.Of(paper.Id);
        var blocks = new List<ChatBlock>(PaperCard.Head(paper.Paper, language));
        if ((paper.Stored.Notes.GetValueOrDefault(language) ?? paper.Stored.Notes.Values.FirstOrDefault()) is { } note)
        {
            blocks.AddRange(PaperCard.FirstSentences(note.Summary));
        }

        var questions = InLanguage(paper, language);
        var controls = new List<ChatControl>();
        if (questions.Count > 0)
        {
            controls.Add(
                new ChatControl.Select(
                    new PaperAction.Pick(key, questions[0].Language).Id,
                    PaperTexts.For(language).PickPlaceholder,
                    [.. questions.Take(25).Select(Option)]
                )
            );
            controls.Add(
                new ChatControl.Button(new PaperAction.List(key, questions[0].Language).Id, PaperTexts.For(language).ListButton)
            );
            controls.Add(new ChatControl.Button(new PaperAction.Ask(key, language).Id, PaperTexts.For(language).AskButton));
        }
        else
        {
            blocks.Add(new ChatBlock.Context(texts.NoQuestions));
        }

        controls.Add(
            new ChatControl.Button(
                new PaperAction.Save(key, language, Keep: !isSaved).Id,
                isSaved ? texts.Forget : PaperTexts.For(language).SaveButton
            )
        );
        if ((paper.Paper.Arxiv?.Pdf ?? paper.Paper.Link) is { } pdf)
        {
            controls.Add(new ChatControl.LinkButton(pdf, PaperTexts.For(language).PdfButton));
        }

        if (Page(paper, links.Paper(paper.Id, language)) is { } page)
        {
            controls.Add(new ChatControl.LinkButton(page, PaperTexts.For(language).ReadButton));
        }

        blocks.Add(new ChatBlock.Actions(controls));
        if (others.Count > 0)
        {
            blocks.Add(new ChatBlock.Context(texts.OtherPapers));
            blocks.Add(new ChatBlock.Actions([.. others.Select(other => PaperButton(other, language))]));
        }

        return new ChatMessage(paper.Paper.Title, blocks);
    }

    public static ChatMessage Questions(IndexedPaper paper, Language language, int from, Language words)
    {
        var texts = AskingTexts.For(words);
        var questions = InLanguage(paper, language);
        if (questions.Count == 0)
        {
            return Say(texts.NoQuestions);
        }

        var first = Math.Clamp(from, 0, questions.Count - 1);
        var page = questions.Skip(first).Take(QuestionsPerPage).ToList();
        var key = PaperKey.Of(paper.Id);
        var controls = new List<ChatControl>
        {
            new ChatControl.Select(
                new PaperAction.Pick(key, questions[0].Language).Id,
                PaperTexts.For(words).PickPlaceholder,
                [.. page.Select(Option)]
            ),
        };
        if (first > 0)
        {
            controls.Add(
                new ChatControl.Button(
                    new PaperAction.List(key, questions[0].Language, Math.Max(0, first - QuestionsPerPage)).Id,
                    texts.Previous
                )
            );
        }

        if (first + page.Count < questions.Count)
        {
            controls.Add(
                new ChatControl.Button(new PaperAction.List(key, questions[0].Language, first + page.Count).Id, texts.Next)
            );
        }

        controls.Add(new ChatControl.Button(new PaperAction.Ask(key, words).Id, PaperTexts.For(words).AskButton));
        return new ChatMessage(
            paper.Paper.Title,
            [
                new ChatBlock.Paragraph(PaperCard.Title(paper.Paper)),
                new ChatBlock.Items([.. page.Select(answer => NoteText.Line(answer.QuestionAnswer.Question))], true, first + 1),
                new ChatBlock.Context(texts.QuestionsOf(first + 1, first + page.Count, questions.Count)),
                new ChatBlock.Actions(controls),
            ]
        );
    }

    public static ChatForm AskForm(IndexedPaper paper, Language language)
    {
        var texts = AskingTexts.For(language);
        return new ChatForm(
            new PaperAction.Ask(PaperKey.Of(paper.Id), language).Id,
            texts.AskFormTitle,
            texts.AskFormSubmit,
            texts.Cancel,
            [
                new FormField(
                    AskFormField,
                    Cut($"{texts.QuestionField} ({ShortName(paper)})", 45),
                    Placeholder: texts.QuestionPlaceholder,
                    MaxLength: SearchText.LongestQuestion
                ),
            ]
        );
    }

    /// <summary>The one field of <see cref="AskForm"/>.</summary>
    public const string AskFormField = "question";

    /// <summary>An answer that somebody wrote to a question that this person wished to hear of.</summary>
    public static IReadOnlyList<ChatBlock> News(HumanAnswer answer, Language language)
    {
        var texts = AskingTexts.For(language);
        return
        [
            new ChatBlock.Divider(),
            new ChatBlock.Context(texts.NowAnswered),
            new ChatBlock.Paragraph(NoteText.Line(answer.Question, TextMarks.Bold)),
            .. NoteText.Blocks(answer.Answer),
            new ChatBlock.Context(texts.AnsweredByPerson),
        ];
    }

    /// <summary>A stored question for a list that fills while a person types.</summary>
    public static ChatOption Suggestion(IndexedAnswer answer) =>
        new(
            Cut(NoteText.Plain(answer.QuestionAnswer.Question), 100),
            OpenId(answer),
            Cut(answer.Paper.Paper.Title, OptionLength)
        );

    public static ChatOption Suggestion(IndexedPaper paper, Language language) =>
        new(Cut("📄 " + paper.Paper.Title, 100), new PaperAction.Show(PaperKey.Of(paper.Id), language).Id);

    private static ChatMessage Closest(AskOutcome.Closest closest, Language language)
    {
        var texts = AskingTexts.For(language);
        return new ChatMessage(
            texts.ClosestIntroduction,
            [
                new ChatBlock.Paragraph(texts.ClosestIntroduction),
                new ChatBlock.Items(
                    [
                        .. closest.Choices.Select(choice => new RichText([
                            .. NoteText.Line(choice.Answer.QuestionAnswer.Question).Parts,
                            new Inline.Text($"  ({ShortName(choice.Answer.Paper)})", TextMarks.Italic),
                        ])),
                    ],
                    true
                ),
                new ChatBlock.Actions([
                    .. closest.Choices.Select(
                        (choice, i) =>
                            new ChatControl.Button(
                                OpenId(choice.Answer),
                                Cut(Invariant($"{i + 1}. {NoteText.Plain(choice.Answer.QuestionAnswer.Question)}"), LabelLength)
                            )
                    ),
                ]),
            ]
        );
    }

    private static ChatMessage None(
        AskOutcome.None none,
        Language language,
        ReadingLinks links,
        ChatControl? tellMe,
        bool isSaved
    )
    {
        var texts = AskingTexts.For(language);
        if (none is not { IsPaperKnown: true, Paper: { } paper })
        {
            return WithControl(Say(texts.NothingStored), tellMe);
        }

        var text = texts.NothingStoredAbout(paper.Paper.Title);
        var card = Card(paper, [], language, links, isSaved);
        return WithControl(
            new ChatMessage(text, [new ChatBlock.Paragraph(text), new ChatBlock.Divider(), .. card.Blocks]),
            tellMe
        );
    }

    private static ChatMessage WithControl(ChatMessage message, ChatControl? control) =>
        control is null ? message : message with { Blocks = [.. message.Blocks, new ChatBlock.Actions([control])] };

    private static List<ChatBlock> AnswerBlocks(IndexedAnswer answer, Language language, ReadingLinks links)
    {
        var blocks = new List<ChatBlock> { new ChatBlock.Context(PaperCard.Title(answer.Paper.Paper, TextMarks.None)) };
        blocks.AddRange(
            PaperCard.QuestionAndAnswer(
                answer.QuestionAnswer,
                answer.Paper.Paper,
                language,
                page: Page(answer.Paper, links.Answer(answer.Paper.Id, answer.Language, answer.Index))
            )
        );
        if (answer.QuestionAnswer is { Verdict: Verdict.Unchecked, VerdictReason.Length: > 0 } open)
        {
            blocks.Add(new ChatBlock.Context(TextForPeople.FromStored(open.VerdictReason).In(language)));
        }

        if (answer.IsHuman)
        {
            blocks.Add(new ChatBlock.Context(AskingTexts.For(language).AnsweredByPerson));
        }

        return blocks;
    }

    /// <summary>A paper that an admin must look at first has no page.</summary>
    private static Uri? Page(IndexedPaper paper, Uri? address) => paper.Stored.Held is null ? address : null;

    /// <summary>A paper's Q&amp;As in the language, or in the one it has.</summary>
    private static List<IndexedAnswer> InLanguage(IndexedPaper paper, Language language)
    {
        var wanted = paper.Answers.Where(answer => answer.Language == language).ToList();
        return wanted.Count > 0 ? wanted : [.. paper.Answers];
    }

    private static ChatControl.Button OpenButton(IndexedAnswer answer) =>
        new(OpenId(answer), Cut(NoteText.Plain(answer.QuestionAnswer.Question), LabelLength));

    private static ChatOption Option(IndexedAnswer answer) =>
        new(
            Cut(Invariant($"{answer.Index + 1}. {NoteText.Plain(answer.QuestionAnswer.Question)}"), OptionLength),
            answer.Index.ToString(CultureInfo.InvariantCulture)
        );
}
