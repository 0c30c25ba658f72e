using PaperBot.Asking;
using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Admin;

/// <summary>Questions that nothing stored answered: listed, answered in a form, or dismissed.</summary>
public sealed partial class AdminCommands
{
    private async Task<ChatMessage> UnansweredAsync(AdminTexts texts, CancellationToken cancellationToken)
    {
        if (!unanswered.AreKept)
        {
            return Message(texts.QuestionsNotKept, [new ChatBlock.Paragraph(texts.QuestionsNotKept)]);
        }

        var open = await unanswered.ListAsync(cancellationToken);
        if (open.Count == 0)
        {
            return Message(texts.NothingUnanswered, [new ChatBlock.Paragraph(texts.NothingUnanswered)]);
        }

        return Message(
            texts.UnansweredTitle,
            [
                new ChatBlock.Heading(texts.UnansweredTitle),
                .. open.Take(MostListed)
                    .SelectMany(question =>
                        new ChatBlock[]
                        {
                            new ChatBlock.Paragraph(question.Question),
                            new ChatBlock.Context(
                                question.Paper is { } paper
                                    ? $"{texts.Asked(question.Times)} · {paper}"
                                    : texts.Asked(question.Times)
                            ),
                            new ChatBlock.Actions([
                                new ChatControl.Button(AnswerAction + question.Id, texts.AnswerButton),
                                new ChatControl.Button(DismissAction + question.Id, texts.DismissButton),
                            ]),
                        }
                    ),
            ]
        );
    }

    private async Task<CommandReply> ActAsync(ChatRequest.Action action, AdminTexts texts, CancellationToken cancellationToken)
    {
        if (action.ActionId.StartsWith(DismissAction, StringComparison.Ordinal))
        {
            return Say(
                await unanswered.DismissAsync(action.ActionId[DismissAction.Length..], cancellationToken)
                    ? texts.Dismissed
                    : texts.AlreadyClosed
            );
        }

        if (!action.ActionId.StartsWith(AnswerAction, StringComparison.Ordinal))
        {
            return new CommandReply.Silence();
        }

        return await unanswered.FindAsync(action.ActionId[AnswerAction.Length..], cancellationToken) is { } question
            ? new CommandReply.OpenForm(
                new ChatForm(
                    AnswerAction + question.Id,
                    texts.AnswerTitle,
                    texts.Save,
                    texts.Cancel,
                    [
                        new FormField("paper", texts.PaperLabel, Value: question.Paper?.Value, MaxLength: 200),
                        new FormField(
                            "answer",
                            texts.AnswerLabel,
                            Multiline: true,
                            Placeholder: TextCut.Shorten(question.Question, 100),
                            MaxLength: 3000
                        ),
                    ]
                )
            )
            : Say(texts.AlreadyClosed);
    }

    private async Task<CommandReply> SubmitAsync(
        ChatRequest.FormSubmit form,
        Language language,
        AdminTexts texts,
        CancellationToken cancellationToken
    )
    {
        if (!form.FormId.StartsWith(AnswerAction, StringComparison.Ordinal))
        {
            return new CommandReply.Silence();
        }

        var named = form.Fields.GetValueOrDefault("paper", "").Trim();
        if (Find(named) is not { } paper)
        {
            return new CommandReply.FormErrors(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["paper"] = texts.NoSuchPaper(named) }
            );
        }

        if (await unanswered.FindAsync(form.FormId[AnswerAction.Length..], cancellationToken) is not { } question)
        {
            return Say(texts.AlreadyClosed);
        }

        var answer = new HumanAnswer(
            paper,
            question.Language,
            question.Question,
            form.Fields.GetValueOrDefault("answer", "").Trim(),
            form.Origin.Actor
        );
        return Say(await unanswered.AnswerAsync(question.Id, answer, cancellationToken) ? texts.Saved : texts.AlreadyClosed);
    }
}
