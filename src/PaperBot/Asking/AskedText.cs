using System.Text;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>An outcome as plain lines for a terminal.</summary>
public static class AskedText
{
    public static string Of(AskOutcome outcome, Language language)
    {
        var texts = AskingTexts.For(language);
        var text = new StringBuilder();
        switch (outcome)
        {
            case AskOutcome.Answer:
                var answer = outcome.Ranked[0].Answer;
                text.AppendLine(answer.Paper.Paper.Title)
                    .AppendLine()
                    .AppendLine(NoteText.Plain(answer.QuestionAnswer.Question))
                    .AppendLine()
                    .AppendLine(NoteText.Plain(answer.QuestionAnswer.Answer))
                    .AppendLine()
                    .Append(PaperCard.Mark(answer.QuestionAnswer, language));
                break;
            case AskOutcome.Closest closest:
                text.Append(texts.ClosestIntroduction);
                foreach (var choice in closest.Choices)
                {
                    text.AppendLine()
                        .Append("- ")
                        .Append(NoteText.Plain(choice.Answer.QuestionAnswer.Question))
                        .Append(" (")
                        .Append(choice.Answer.Paper.Paper.Title)
                        .Append(')');
                }

                break;
            case AskOutcome.PaperCard { Paper: { } paper }:
                text.AppendLine(paper.Paper.Title).Append(PaperCard.Authors(paper.Paper, language));
                foreach (var stored in paper.Answers.Where(stored => stored.Language == paper.Answers[0].Language))
                {
                    text.AppendLine().Append("- ").Append(NoteText.Plain(stored.QuestionAnswer.Question));
                }

                break;
            default:
                text.Append(
                    outcome is AskOutcome.None { IsPaperKnown: true, Paper: { } about }
                        ? texts.NothingStoredAbout(about.Paper.Title)
                        : texts.NothingStored
                );
                break;
        }

        return text.ToString();
    }
}
