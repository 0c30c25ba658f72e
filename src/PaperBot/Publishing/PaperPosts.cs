using System.Globalization;
using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Publishing;

/// <summary>The posts of one paper: its starter in the channel, and in the thread its summary and its questions and answers.</summary>
internal static class PaperPosts
{
    private const int SentencesOfAbstract = 2;
    private const int LongestFallback = 150;

    // What every platform takes as the target of a button.
    private const int LongestAddress = 500;

    public static IEnumerable<DigestPost> Compose(
        StoredPaper stored,
        string part,
        Language language,
        ThreadModel threads,
        MessageLimits limits,
        ReadingLinks links
    )
    {
        var title = TextCut.Shorten(PaperCard.TitleText(stored.Paper), limits.ThreadTitleLength);
        yield return new DigestPost(
            part,
            PostKind.Starter,
            null,
            Starter(stored, language, limits, links) with
            {
                ThreadTitle = title,
            }
        )
        {
            Replaced = stored.Replaces is not null,
        };
        var thread = part;
        if (threads == ThreadModel.FromMessage)
        {
            thread = $"{part}/thread";
            yield return new DigestPost(thread, PostKind.Thread, part, new ChatMessage(title, []) { ThreadTitle = title });
        }

        foreach (var post in Thread(stored, language, limits, links))
        {
            yield return new DigestPost($"{part}/{post.Name}", PostKind.Reply, thread, post.Message);
        }
    }

    private static ChatMessage Starter(StoredPaper stored, Language language, MessageLimits limits, ReadingLinks links)
    {
        var paper = stored.Paper;
        var note = stored.Notes.GetValueOrDefault(language);
        var lead = note is null
            ? PaperCard.FirstSentences(paper.Abstract, SentencesOfAbstract)
            : PaperCard.FirstSentences(note.Summary);
        List<ChatBlock> blocks = [.. PaperCard.Head(paper, language), .. Remarks(stored, language), .. lead];
        var controls = Controls(stored, note, language, limits, links);
        if (controls.Count > 0)
        {
            blocks.Add(new ChatBlock.Actions(controls));
        }

        var share = new TextBounds(Math.Min(limits.BlockLength, limits.MessageLength / 4), limits.MessageBytes / 4, limits.Weigh);
        return new ChatMessage(
            TextCut.Shorten(PaperCard.TitleText(paper), LongestFallback),
            MessagePacking.Split([.. blocks.Select(block => MessagePacking.Shorten(block, share))], limits)
        );
    }

    private static IEnumerable<ChatBlock> Remarks(StoredPaper stored, Language language)
    {
        var texts = PaperTexts.For(language);
        if (stored.Replaces is { } title)
        {
            yield return new ChatBlock.Context(texts.Replaces(TextCut.Shorten(title, LongestFallback)));
        }

        if (stored.Earlier is { } week)
        {
            yield return new ChatBlock.Context(
                texts.SeenBefore(week.Monday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            );
        }
    }

    private static List<ChatControl> Controls(
        StoredPaper stored,
        PaperNote? note,
        Language language,
        MessageLimits limits,
        ReadingLinks links
    )
    {
        var texts = PaperTexts.For(language);
        var key = PaperKey.Of(stored.Paper.Id);
        var controls = new List<ChatControl>();
        if (note is not null && Questions(note, language, limits) is { Count: > 0 } questions)
        {
            controls.Add(
                questions.Count <= limits.SelectOptions
                    ? new ChatControl.Select(new PaperAction.Pick(key, language).Id, texts.PickPlaceholder, questions)
                    : new ChatControl.Button(new PaperAction.List(key, language).Id, texts.ListButton)
            );
        }

        if (stored.Notes.Count > 0)
        {
            controls.Add(new ChatControl.Button(new PaperAction.Ask(key, language).Id, texts.AskButton));
        }

        controls.Add(new ChatControl.Button(new PaperAction.Save(key, language, Keep: true).Id, texts.SaveButton));
        if (PaperCard.OpenButton(stored.Paper, language) is { } open && open.Target.AbsoluteUri.Length <= LongestAddress)
        {
            controls.Add(open);
        }

        if (links.Paper(stored.Paper.Id, language) is { } page)
        {
            controls.Add(new ChatControl.LinkButton(page, texts.ReadButton));
        }

        return controls;
    }

    private static List<ChatOption> Questions(PaperNote note, Language language, MessageLimits limits) =>
        [
            .. Shown(note)
                .Select(
                    (entry, i) =>
                        new ChatOption(
                            TextCut.Shorten(
                                PaperCard.Question(entry.Answer, language, i + 1).ToString(),
                                limits.OptionLength,
                                limits.Weigh
                            ),
                            entry.Index.ToString(CultureInfo.InvariantCulture)
                        )
                ),
        ];

    private static IEnumerable<(string Name, ChatMessage Message)> Thread(
        StoredPaper stored,
        Language language,
        MessageLimits limits,
        ReadingLinks links
    )
    {
        var texts = DigestTexts.For(language);
        var title = PaperCard.TitleText(stored.Paper);
        var note = stored.Notes.GetValueOrDefault(language);
        var opening = note is null ? NotWritten(stored, language) : Summary(note, texts);
        foreach (var (message, i) in MessagePacking.Pack([opening], limits).Select((message, i) => (message, i)))
        {
            // More than one only where a summary is longer than a message.
            var name = i == 0 ? "summary" : string.Create(CultureInfo.InvariantCulture, $"summary{i + 1}");
            yield return (name, Message(note is null ? title : $"{texts.Summary}: {title}", message.Blocks));
        }

        var groups = note is null
            ? []
            : Shown(note)
                .Select(
                    (entry, i) =>
                        new BlockGroup(
                            PaperCard.Question(entry.Answer, language, i + 1),
                            PaperCard.Answer(
                                entry.Answer,
                                stored.Paper,
                                language,
                                links.Answer(stored.Paper.Id, language, entry.Index)
                            )
                        )
                )
                .ToList();
        foreach (var (message, i) in MessagePacking.Pack(groups, limits).Select((message, i) => (message, i)))
        {
            yield return (
                string.Create(CultureInfo.InvariantCulture, $"qa{i + 1}"),
                Message(texts.AnswersOf(message.FirstGroup + 1, message.LastGroup + 1, title), message.Blocks)
            );
        }
    }

    private static BlockGroup Summary(PaperNote note, DigestTexts texts)
    {
        var answers = note.QuestionAnswers;
        ChatBlock[] foot = answers.Count > 0 ? [new ChatBlock.Context(PaperCard.Counts(note, note.Language))] : [];
        ChatBlock[] reason = PaperCard.CommonReason(note) is { } common ? [new ChatBlock.Context(common)] : [];
        return new BlockGroup(
            RichText.Of(new Inline.Text(texts.Summary, TextMarks.Bold)),
            [.. NoteText.Blocks(note.Summary), .. foot, .. reason]
        );
    }

    private static BlockGroup NotWritten(StoredPaper stored, Language language)
    {
        var texts = DigestTexts.For(language);
        return stored.Notes.Keys.FirstOrDefault(other => other != language, language) is var other && other != language
            ? new BlockGroup(
                null,
                [
                    new ChatBlock.Paragraph(PaperTexts.For(language).OnlyInOtherLanguage),
                    new ChatBlock.Actions([
                        new ChatControl.Button(
                            new PaperAction.List(PaperKey.Of(stored.Paper.Id), other).Id,
                            texts.OtherLanguageButton
                        ),
                    ]),
                ]
            )
            : new BlockGroup(null, [new ChatBlock.Paragraph(PaperTexts.For(language).NotWritten)]);
    }

    // Answers that are held back are left out; the others keep the index by which they are asked for.
    private static IEnumerable<(QuestionAnswer Answer, int Index)> Shown(PaperNote note) =>
        note.QuestionAnswers.Select((answer, index) => (answer, index)).Where(entry => !entry.answer.IsHeld);

    private static ChatMessage Message(string fallback, IReadOnlyList<ChatBlock> blocks) =>
        new(TextCut.Shorten(fallback, LongestFallback), blocks);
}
