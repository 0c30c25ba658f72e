using PaperBot.Chat;
using PaperBot.Papers;
using static PaperBot.Asking.MessageParts;

namespace PaperBot.Asking;

/// <summary>Two papers' stored answers side by side, as a message. Pure.</summary>
internal static class ComparisonMessage
{
    public static ChatMessage Of(IndexedPaper left, IndexedPaper right, IReadOnlyList<AnswerPair> pairs, Language language)
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
}

/// <summary>Stored answers of two papers to the same question.</summary>
internal sealed record AnswerPair(IndexedAnswer Left, IndexedAnswer Right);
