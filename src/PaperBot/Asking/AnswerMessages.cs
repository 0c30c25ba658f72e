using System.Globalization;
using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>What the index found, as messages. Pure.</summary>
internal static class AnswerMessages
{
    private const int OtherMatches = 2;
    private const int QuestionsPerPage = 8;
    private const int MostWeeks = 20;
    private const int MostPapers = 20;
    private const int LabelLength = 70;
    private const int OptionLength = 75;

    /// <param name="isSaved">Whether the one who asks keeps the paper that is shown.</param>
    public static ChatMessage Of(AskOutcome outcome, Language language, ChatControl? tellMe = null, bool isSaved = false) =>
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
                language
            ),
            AskOutcome.Closest closest => Closest(closest, language),
            AskOutcome.None none => None(none, language, tellMe, isSaved),
            AskOutcome.PaperCard card => Card(card.Paper!, card.Others, language, isSaved),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome that nobody told the messages of."),
        };

    /// <summary>A stored answer for the one who asked, with what can be done about it.</summary>
    public static ChatMessage Answer(IndexedAnswer answer, IReadOnlyList<IndexedAnswer> others, Language language)
    {
        var texts = AskingTexts.For(language);
        var key = PaperKey.Of(answer.Paper.Id);
        var blocks = new List<ChatBlock>(AnswerBlocks(answer, language));
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
    public static ChatMessage Shared(IndexedAnswer answer, Language language)
    {
        var key = PaperKey.Of(answer.Paper.Id);
        return new ChatMessage(
            AskingTexts.For(language).SharedBy(NoteText.Plain(answer.QuestionAnswer.Question)),
            [
                .. AnswerBlocks(answer, language),
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

    public static ChatMessage Week(StoredWeek week, Language language)
    {
        var texts = AskingTexts.For(language);
        var title = texts.WeekTitle(week.Label);
        var blocks = new List<ChatBlock> { new ChatBlock.Heading(title) };
        if ((week.Themes.GetValueOrDefault(language) ?? week.Themes.Values.FirstOrDefault()) is { Theme.Length: > 0 } theme)
        {
            blocks.Add(new ChatBlock.Paragraph(NoteText.Line(theme.Theme)));
        }

        blocks.Add(new ChatBlock.Items([.. week.Papers.Select(paper => PaperLine(paper, language))], true));
        blocks.Add(
            new ChatBlock.Actions([
                PaperSelect.Of(PaperSelectKind.Week, week.Papers.Take(MostPapers).Select(paper => paper.Paper), language),
            ])
        );
        return new ChatMessage(title, blocks);
    }

    public static ChatMessage Weeks(IReadOnlyList<StoredWeekLine> weeks, Language language)
    {
        var texts = AskingTexts.For(language);
        if (weeks.Count == 0)
        {
            return Say(texts.NothingStoredYet);
        }

        var blocks = new List<ChatBlock>
        {
            new ChatBlock.Heading(texts.WeeksTitle),
            new ChatBlock.Items([.. weeks.Take(MostWeeks).Select(week => WeekLine(week, texts))]),
        };
        if (weeks.Count > MostWeeks)
        {
            blocks.Add(new ChatBlock.Context(texts.MoreWeeks(weeks.Count - MostWeeks)));
        }

        return new ChatMessage(texts.WeeksTitle, blocks);
    }

    public static ChatMessage Authors(string name, IReadOnlyList<IndexedPaper> papers, Language language)
    {
        var texts = AskingTexts.For(language);
        if (papers.Count == 0)
        {
            return Say(texts.NobodyCalled(name));
        }

        return new ChatMessage(
            texts.PapersBy(name),
            [
                new ChatBlock.Heading(texts.PapersBy(name)),
                new ChatBlock.Items([.. papers.Take(MostPapers).Select(paper => PaperLine(paper.Stored, language))]),
                new ChatBlock.Actions([.. papers.Take(5).Select(paper => PaperButton(paper, language))]),
            ]
        );
    }

    public static ChatMessage Comparison(
        IndexedPaper left,
        IndexedPaper right,
        IReadOnlyList<AnswerPair> pairs,
        Language language
    )
    {
        var texts = AskingTexts.For(language);
        var blocks = new List<ChatBlock>
        {
            new ChatBlock.Heading(texts.CompareTitle),
            new ChatBlock.Items([PaperLine(left.Stored, language), PaperLine(right.Stored, language)]),
        };
        if (pairs.Count == 0)
        {
            blocks.Add(new ChatBlock.Paragraph(texts.NothingInCommon));
        }

        foreach (var pair in pairs)
        {
            blocks.Add(new ChatBlock.Divider());
            foreach (var answer in new[] { pair.Left, pair.Right })
            {
                blocks.Add(new ChatBlock.Context(Cut(ShortName(answer.Paper), LabelLength)));
                blocks.Add(new ChatBlock.Paragraph(PaperCard.Question(answer.QuestionAnswer, language)));
                blocks.AddRange(PaperCard.FirstSentences(answer.QuestionAnswer.Answer));
            }

            blocks.Add(
                new ChatBlock.Actions([
                    .. new[] { pair.Left, pair.Right }.Select(answer => new ChatControl.Button(
                        OpenId(answer),
                        Cut($"{texts.ReadFully}: {ShortName(answer.Paper)}", LabelLength)
                    )),
                ])
            );
        }

        blocks.Add(new ChatBlock.Actions([PaperButton(left, language), PaperButton(right, language)]));
        return new ChatMessage(texts.CompareTitle, blocks);
    }

    public static ChatMessage Help(Language language, StoredWeek? newest)
    {
        var texts = AskingTexts.For(language);
        var blocks = new List<ChatBlock>();
        if (newest is not null)
        {
            blocks.AddRange(Week(newest, language).Blocks);
            blocks.Add(new ChatBlock.Divider());
        }

        blocks.Add(new ChatBlock.Heading(texts.HelpTitle));
        blocks.Add(new ChatBlock.Paragraph(texts.HelpIntroduction));
        blocks.Add(
            new ChatBlock.Items([
                .. texts.HelpLines.Select(line => RichText.Of(new Inline.Code(line.Typed), new Inline.Text("  " + line.Does))),
            ])
        );
        blocks.Add(new ChatBlock.Context(texts.HelpEnd));
        return new ChatMessage(texts.HelpTitle, blocks);
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

    public static ChatMessage Say(string text) => new(text, [new ChatBlock.Paragraph(text)]);

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

    private static ChatMessage None(AskOutcome.None none, Language language, ChatControl? tellMe, bool isSaved)
    {
        var texts = AskingTexts.For(language);
        if (none.Paper is not { } paper)
        {
            return WithControl(Say(texts.NothingStored), tellMe);
        }

        var text = texts.NothingStoredAbout(paper.Paper.Title);
        var card = Card(paper, [], language, isSaved);
        return WithControl(
            new ChatMessage(text, [new ChatBlock.Paragraph(text), new ChatBlock.Divider(), .. card.Blocks]),
            tellMe
        );
    }

    private static ChatMessage WithControl(ChatMessage message, ChatControl? control) =>
        control is null ? message : message with { Blocks = [.. message.Blocks, new ChatBlock.Actions([control])] };

    private static List<ChatBlock> AnswerBlocks(IndexedAnswer answer, Language language)
    {
        var blocks = new List<ChatBlock> { new ChatBlock.Context(PaperCard.Title(answer.Paper.Paper, TextMarks.None)) };
        blocks.AddRange(PaperCard.QuestionAndAnswer(answer.QuestionAnswer, answer.Paper.Paper, language));
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

    /// <summary>A paper's Q&amp;As in the language, or in the one it has.</summary>
    private static List<IndexedAnswer> InLanguage(IndexedPaper paper, Language language)
    {
        var wanted = paper.Answers.Where(answer => answer.Language == language).ToList();
        return wanted.Count > 0 ? wanted : [.. paper.Answers];
    }

    private static ChatControl.Button OpenButton(IndexedAnswer answer) =>
        new(OpenId(answer), Cut(NoteText.Plain(answer.QuestionAnswer.Question), LabelLength));

    private static ChatControl.Button PaperButton(IndexedPaper paper, Language language) =>
        new(new PaperAction.Show(PaperKey.Of(paper.Id), language).Id, Cut(paper.Paper.Title, LabelLength));

    private static string OpenId(IndexedAnswer answer) =>
        new PaperAction.Answer(PaperKey.Of(answer.Paper.Id), answer.Language, answer.Index).Id;

    private static ChatOption Option(IndexedAnswer answer) =>
        new(
            Cut(Invariant($"{answer.Index + 1}. {NoteText.Plain(answer.QuestionAnswer.Question)}"), OptionLength),
            answer.Index.ToString(CultureInfo.InvariantCulture)
        );

    public static RichText PaperLine(StoredPaper paper, Language language)
    {
        var day = paper.Paper.Published is { } published ? $"  {PaperTexts.For(language).Day(published)}" : "";
        return new RichText([.. PaperCard.Title(paper.Paper, TextMarks.None).Parts, new Inline.Text(day)]);
    }

    private static RichText WeekLine(StoredWeekLine week, AskingTexts texts) =>
        RichText.Of(
            new Inline.Text(
                Invariant(
                    $"{week.Label.Start:yyyy-MM-dd} ~ {week.Label.End:yyyy-MM-dd}  {week.Week}  {texts.Papers(week.Papers)}"
                )
            ),
            new Inline.Text(week.HasNotes ? "" : $"  ({texts.NotWrittenYet})", TextMarks.Italic)
        );

    /// <summary>A title's part before its colon, which is how people call it.</summary>
    private static string ShortName(IndexedPaper paper)
    {
        var title = paper.Paper.Title;
        var colon = title.IndexOf(':', StringComparison.Ordinal);
        return Cut(colon is > 0 and < 40 ? title[..colon] : title, 40);
    }

    /// <summary>Cut at a character as people see them, with a mark.</summary>
    private static string Cut(string text, int length)
    {
        var line = text.ReplaceLineEndings(" ");
        if (line.Length <= length)
        {
            return line;
        }

        var end = 0;
        while (end < line.Length)
        {
            var next = StringInfo.GetNextTextElementLength(line, end);
            if (end + next > length - 1)
            {
                break;
            }

            end += next;
        }

        return line[..end] + "…";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A stored week in one line.</summary>
internal sealed record StoredWeekLine(WeekId Week, WeekLabel Label, int Papers, bool HasNotes);

/// <summary>Stored answers of two papers to the same question.</summary>
internal sealed record AnswerPair(IndexedAnswer Left, IndexedAnswer Right);
