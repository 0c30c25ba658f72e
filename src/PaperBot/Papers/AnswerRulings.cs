using System.Security.Cryptography;
using System.Text;
using PaperBot.Storage;

namespace PaperBot.Papers;

/// <summary>
/// What people said about answers. A ruling holds for an answer as it came, so that the same note imported or written again does not undo
/// it, and no check overrules it.
/// </summary>
public static class AnswerRulings
{
    private sealed record Row(string Origin, string Result, string Action, string Answer, string Actor);

    /// <summary>An answer's question and text in short: the same again, the same key.</summary>
    public static string KeyOf(QuestionAnswer answer) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(answer.Question + "\0" + answer.Answer)).AsSpan(0, 8));

    /// <summary>The note with what people said about its answers.</summary>
    public static async Task<PaperNote> ApplyAsync(StoreSession session, PaperNote note)
    {
        var rulings = (await LoadAsync(session, note.Paper, note.Language)).ToDictionary(
            row => row.Origin,
            StringComparer.Ordinal
        );
        return rulings.Count == 0
            ? note
            : note with
            {
                QuestionAnswers =
                [
                    .. note.QuestionAnswers.Select(answer =>
                        rulings.TryGetValue(KeyOf(answer), out var ruling)
                            ? Apply(answer, Enum.Parse<RulingAction>(ruling.Action), ruling.Answer, ruling.Actor)
                            : answer
                    ),
                ],
            };
    }

    /// <summary>Keeps a ruling about a live answer and lets it take effect, audited, in the caller's transaction.</summary>
    /// <param name="key">Of the answer that the person saw.</param>
    public static async Task<RulingOutcome> RuleAsync(
        StoreSession session,
        PaperId paper,
        Language language,
        int index,
        string key,
        AnswerRuling ruling,
        string actor
    )
    {
        var note = (await PaperStore.LoadNotesAsync(session, paper)).FirstOrDefault(note => note.Language == language);
        if (note is null || index >= note.QuestionAnswers.Count || KeyOf(note.QuestionAnswers[index]) != key)
        {
            return RulingOutcome.Stale;
        }

        var before = note.QuestionAnswers[index];
        var text = ruling.Action is RulingAction.Page or RulingAction.Edit ? ruling.Answer : before.Answer;
        var after = Apply(before, ruling.Action, text, actor);
        var origin = (await LoadAsync(session, paper, language)).FirstOrDefault(row => row.Result == key)?.Origin ?? key;
        await session.ExecuteAsync(
            """
            insert into answer_ruling(paper, language, origin, result, action, answer, actor, at)
            values(@paper, @language, @origin, @result, @action, @answer, @actor, @now)
            on conflict(paper, language, origin) do update set result = excluded.result, action = excluded.action, answer = excluded.answer,
              actor = excluded.actor, at = excluded.at
            """,
            new
            {
                paper = paper.Value,
                language = language.Code(),
                origin,
                result = KeyOf(after),
                action = ruling.Action.ToString(),
                answer = after.Answer,
                actor,
                now = await session.NowAsync(),
            }
        );
        var ruled = note with { QuestionAnswers = [.. note.QuestionAnswers.Select((answer, i) => i == index ? after : answer)] };
        await (
            after.Answer == before.Answer
                ? PaperStore.SaveChecksAsync(session, note, ruled.QuestionAnswers)
                : SaveRevisionAsync(session, ruled)
        );
        await Audit.AppendAsync(
            session,
            new AuditEntry(
                actor,
                $"answer.{ruling.Action.ToString().ToLowerInvariant()}",
                $"{paper} {language.Code()} Q{index + 1}",
                key,
                KeyOf(after),
                after.Verdict.ToString()
            )
        );
        return RulingOutcome.Done;
    }

    private static async Task<bool> SaveRevisionAsync(StoreSession session, PaperNote note) =>
        (await PaperStore.SaveNoteAsync(session, note)).Changed;

    private static Task<IReadOnlyList<Row>> LoadAsync(StoreSession session, PaperId paper, Language language) =>
        session.QueryAsync<Row>(
            """
            select origin as Origin, result as Result, action as Action, answer as Answer, actor as Actor from answer_ruling
            where paper = @paper and language = @language order by at
            """,
            new { paper = paper.Value, language = language.Code() }
        );

    /// <param name="text">The answer as it shall stand.</param>
    private static QuestionAnswer Apply(QuestionAnswer answer, RulingAction action, string text, string actor)
    {
        var dropped = action == RulingAction.Drop;
        var isSame = text == answer.Answer;
        return answer with
        {
            Answer = text,
            Citations = isSame ? answer.Citations : CitationReader.Read(text),
            Checks = isSame ? answer.Checks : [],
            // What was found about another text says nothing about this one.
            Flags = isSame ? answer.Flags : [],
            Quotes = isSame ? answer.Quotes : [],
            Verdict = dropped ? Verdict.Failed : Verdict.Verified,
            VerdictReason = Reason(action).ToStored(),
            IsHeld = dropped,
            JudgedBy = actor,
        };
    }

    private static TextForPeople Reason(RulingAction action) =>
        action switch
        {
            RulingAction.Pass => new("管理者が確認しました", "an admin passed it"),
            RulingAction.Page => new("管理者がページ番号を直しました", "an admin corrected its pages"),
            RulingAction.Edit => new("管理者が回答を直しました", "an admin edited it"),
            _ => new("管理者が取り下げました", "an admin dropped it"),
        };
}

/// <summary>What a person decides about an answer.</summary>
/// <param name="Answer">The whole text as it shall be; of no account where the text stays.</param>
public sealed record AnswerRuling(RulingAction Action, string Answer = "");

public enum RulingAction
{
    /// <summary>It is right as it stands.</summary>
    Pass,

    /// <summary>It is right with other pages.</summary>
    Page,

    /// <summary>It is right in other words.</summary>
    Edit,

    /// <summary>It is shown to nobody.</summary>
    Drop,
}

public enum RulingOutcome
{
    Done,

    /// <summary>The answer has changed since it was shown.</summary>
    Stale,
}
