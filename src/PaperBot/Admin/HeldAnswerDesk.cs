using System.Globalization;
using PaperBot.Asking;
using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Runs;

namespace PaperBot.Admin;

/// <summary>
/// Where admins look at answers that are held back: what each claims beside what the paper's pages say, and the buttons that decide.
/// <code>
/// admin:held:FROM                       the held answers from the FROM-th on
/// admin:answer-pass:KEY:LANG:N:HASH     it is right as it stands (-page: with other pages, -edit: in other words, -drop: shown to nobody)
/// </code>
/// HASH names the text that the admin saw.
/// </summary>
public sealed class HeldAnswerDesk(HeldAnswers held, PaperIndex index)
{
    private const string ListAction = "admin:held:";
    private const string RuleAction = "admin:answer-";
    private const int AtOnce = 3;
    private const int MostCitations = 3;
    private const int MostFields = 4;
    private const int LongestForm = 3000;
    private const int LongestAnswer = 700;
    private const int LongestPage = 400;

    private sealed record Target(RulingAction Action, PaperKey Paper, Language Language, int Index, string Key);

    public static bool Owns(string id) =>
        id.StartsWith(ListAction, StringComparison.Ordinal) || id.StartsWith(RuleAction, StringComparison.Ordinal);

    /// <summary>The held answers, a few at once; empty where there is none.</summary>
    internal async Task<IReadOnlyList<ChatBlock>> ListAsync(int from, Language language, CancellationToken cancellationToken)
    {
        var (answers, all) = await held.ListAsync(from, AtOnce, cancellationToken);
        if (answers.Count == 0)
        {
            return [];
        }

        var texts = HeldTexts.For(language);
        var blocks = new List<ChatBlock>
        {
            new ChatBlock.Paragraph(
                RichText.Of(new Inline.Text(texts.Title(from + 1, from + answers.Count, all), TextMarks.Bold))
            ),
        };
        foreach (var answer in answers)
        {
            blocks.Add(new ChatBlock.Divider());
            blocks.AddRange(Show(answer, language, texts));
        }

        if (from + answers.Count < all)
        {
            blocks.Add(
                new ChatBlock.Actions([
                    new ChatControl.Button(
                        ListAction + (from + answers.Count).ToString(CultureInfo.InvariantCulture),
                        texts.Next
                    ),
                ])
            );
        }

        return blocks;
    }

    internal async Task<CommandReply> ActAsync(ChatRequest.Action action, Language language, CancellationToken cancellationToken)
    {
        var texts = HeldTexts.For(language);
        if (
            action.ActionId.StartsWith(ListAction, StringComparison.Ordinal)
            && int.TryParse(action.ActionId[ListAction.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
        )
        {
            var blocks = await ListAsync(from, language, cancellationToken);
            return blocks.Count == 0 ? Say(texts.Stale) : new CommandReply.Show(new ChatMessage(texts.Heading, blocks));
        }

        if (Parse(action.ActionId) is not { } target || await FindAsync(target, cancellationToken) is not { } answer)
        {
            return Say(texts.Stale);
        }

        return target.Action switch
        {
            RulingAction.Page => new CommandReply.OpenForm(PageForm(action.ActionId, answer, texts)),
            RulingAction.Edit when answer.Answer.Answer.Length > LongestForm => Say(texts.TooLong(LongestForm)),
            RulingAction.Edit => new CommandReply.OpenForm(
                new ChatForm(
                    action.ActionId,
                    texts.EditTitle,
                    texts.Save,
                    texts.Cancel,
                    [
                        new FormField(
                            "answer",
                            texts.AnswerLabel,
                            Multiline: true,
                            Value: answer.Answer.Answer,
                            MaxLength: LongestForm
                        ),
                    ]
                )
            ),
            _ => await RuleAsync(answer, new AnswerRuling(target.Action), action.Origin.Actor, language, cancellationToken),
        };
    }

    internal async Task<CommandReply> SubmitAsync(
        ChatRequest.FormSubmit form,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var texts = HeldTexts.For(language);
        if (
            Parse(form.FormId) is not { Action: RulingAction.Page or RulingAction.Edit } target
            || await FindAsync(target, cancellationToken) is not { } answer
        )
        {
            return Say(texts.Stale);
        }

        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var text =
            target.Action == RulingAction.Page
                ? WithPages(answer, form.Fields, texts, errors)
                : Edited(form.Fields.GetValueOrDefault("answer", ""), texts, errors);
        return errors.Count > 0
            ? new CommandReply.FormErrors(errors)
            : await RuleAsync(answer, new AnswerRuling(target.Action, text), form.Origin.Actor, language, cancellationToken);
    }

    private async Task<CommandReply> RuleAsync(
        HeldAnswer answer,
        AnswerRuling ruling,
        string actor,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var texts = HeldTexts.For(language);
        if (await held.RuleAsync(answer, ruling, actor, cancellationToken) is not { } results)
        {
            return Say(texts.Stale);
        }

        var lines = results.Select(result =>
            (ChatBlock)new ChatBlock.Context($"{result.Week} {PlanWords.Of(result).In(language)}")
        );
        var done = texts.Done(ruling.Action);
        return new CommandReply.Show(
            new ChatMessage(
                done,
                [
                    new ChatBlock.Paragraph(done),
                    new ChatBlock.Context(NoteText.Plain(answer.Answer.Question)),
                    .. results.Count == 0 ? [new ChatBlock.Context(texts.NotPosted)] : lines,
                ]
            )
        );
    }

    private static IEnumerable<ChatBlock> Show(HeldAnswer answer, Language language, HeldTexts texts)
    {
        var (paper, qa) = (answer.Paper, answer.Answer);
        yield return new ChatBlock.Paragraph(PaperCard.Question(qa, language, answer.Index + 1));
        yield return new ChatBlock.Context(
            string.Join(
                PaperTexts.Separator,
                PaperCard.TitleText(paper),
                answer.Language.Code(),
                PaperTexts.For(language).Verdict(qa.Verdict),
                TextForPeople.FromStored(qa.VerdictReason).In(language)
            )
        );
        yield return new ChatBlock.Paragraph(TextCut.Shorten(NoteText.Plain(qa.Answer), LongestAnswer));
        foreach (
            var (check, citation) in qa
                .Checks.Zip(qa.Citations)
                .Where(pair => pair.First.Verdict != Verdict.Verified)
                .Take(MostCitations)
        )
        {
            foreach (var block in PaperCard.Evidence(check, citation, paper, language))
            {
                yield return block;
            }

            if (check.Evidence is null && Page(answer, citation) is { } page)
            {
                yield return new ChatBlock.Context(
                    texts.PageBegins(page.Number) + TextCut.Shorten(page.Text.Replace('\n', ' '), LongestPage)
                );
            }

            if (check.Finding == CheckFinding.PageOutOfRange && answer.Pages is { Pages.Count: > 0 } pages)
            {
                yield return new ChatBlock.Context(texts.LastPage(pages.Pages.Count));
            }
        }

        var end =
            $"{PaperKey.Of(paper.Id)}:{answer.Language.Code()}:{answer.Index.ToString(CultureInfo.InvariantCulture)}:{answer.Key}";
        var actions = new List<ChatControl> { Button(RulingAction.Pass) };
        if (qa.Citations.Count > 0)
        {
            actions.Add(Button(RulingAction.Page));
        }

        actions.Add(Button(RulingAction.Edit));
        actions.Add(Button(RulingAction.Drop));
        yield return new ChatBlock.Actions(actions);

        ChatControl.Button Button(RulingAction action) =>
            new($"{RuleAction}{action.ToString().ToLowerInvariant()}:{end}", texts.Button(action));
    }

    private static PageText? Page(HeldAnswer answer, Citation citation) =>
        citation.Pages.Count == 0
            ? null
            : answer.Pages?.Pages.FirstOrDefault(page => page.Number == citation.Pages[0].First && page.Text.Length > 0);

    private static ChatForm PageForm(string id, HeldAnswer answer, HeldTexts texts) =>
        new(
            id,
            texts.PageTitle,
            texts.Save,
            texts.Cancel,
            [
                .. Correctable(answer)
                    .Select(citation => new FormField(
                        citation.Place.ToString(CultureInfo.InvariantCulture),
                        TextCut.Shorten(texts.PagesOf(citation.Citation.Text), 45),
                        Placeholder: "3, 5-6",
                        Value: citation.Check?.BetterPage is { } better
                            ? better.ToString(CultureInfo.InvariantCulture)
                            : string.Join(',', citation.Citation.Pages),
                        MaxLength: 60
                    )),
            ]
        );

    /// <summary>The citations that need other pages; all where none stands out.</summary>
    private static List<(int Place, Citation Citation, CitationCheck? Check)> Correctable(HeldAnswer answer)
    {
        var all = answer
            .Answer.Citations.Select((citation, i) => (i, citation, answer.Answer.Checks.ElementAtOrDefault(i)))
            .ToList();
        var wrong = all.Where(one => one.Item3 is null or { Verdict: not Verdict.Verified }).ToList();
        return [.. (wrong.Count > 0 ? wrong : all).Take(MostFields)];
    }

    private static string WithPages(
        HeldAnswer answer,
        IReadOnlyDictionary<string, string> fields,
        HeldTexts texts,
        Dictionary<string, string> errors
    )
    {
        var text = answer.Answer.Answer;
        // From the end, so that places before stay what they are.
        foreach (var (place, citation, _) in Correctable(answer).OrderByDescending(one => one.Citation.Start))
        {
            var field = place.ToString(CultureInfo.InvariantCulture);
            var references = string.Concat(citation.References.Select(reference => ", " + reference));
            var written = $"(p.{fields.GetValueOrDefault(field, "").Trim()}{references})";
            var read = CitationReader.Read(written);
            var last = answer.Pages?.Pages.Count ?? 0;
            if (
                read is not [{ Flags.Count: 0, Pages.Count: > 0 } one]
                || one.Text.Length != written.Length
                || (last > 0 && one.Pages.Any(range => range.Last > last))
            )
            {
                errors[field] = last > 0 ? texts.NoPages(last) : texts.NoPagesUnknown;
                continue;
            }

            text = string.Concat(text.AsSpan(0, citation.Start), written, text.AsSpan(citation.Start + citation.Text.Length));
        }

        return text;
    }

    private static string Edited(string answer, HeldTexts texts, Dictionary<string, string> errors)
    {
        var text = answer.Trim();
        if (text.Length == 0)
        {
            errors["answer"] = texts.AnswerMissing;
        }

        return text;
    }

    private async Task<HeldAnswer?> FindAsync(Target target, CancellationToken cancellationToken) =>
        index.Current.Find(target.Paper) is { } paper
        && await held.FindAsync(paper.Id, target.Language, target.Index, cancellationToken) is { } answer
        && answer.Key == target.Key
            ? answer
            : null;

    private static Target? Parse(string id)
    {
        var parts = id.StartsWith(RuleAction, StringComparison.Ordinal) ? id[RuleAction.Length..].Split(':') : [];
        return
            parts.Length == 5
            && Enum.TryParse<RulingAction>(parts[0], ignoreCase: true, out var action)
            && PaperKey.TryParse(parts[1], out var paper)
            && parts[2] is "ja" or "en"
            && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new Target(action, paper, Languages.FromCode(parts[2]), place, parts[4])
            : null;
    }

    private static CommandReply.Show Say(string text) => new(new ChatMessage(text, [new ChatBlock.Paragraph(text)]));
}
