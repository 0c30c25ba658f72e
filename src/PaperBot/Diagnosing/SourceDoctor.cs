using PaperBot.Arxiv;
using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Weeks;

namespace PaperBot.Diagnosing;

/// <summary>Whether the hosts that weeks and papers come from answer with what PaperBot can read.</summary>
public sealed class SourceDoctor(
    WeeksSettings weeks,
    ArxivSettings arxiv,
    WeekListClient lists,
    ArxivClient papers,
    TimeProvider time
)
{
    public async Task<IReadOnlyList<Finding>> ListsAsync(
        DiagnosisTexts texts,
        Language language,
        CancellationToken cancellationToken
    )
    {
        switch (await lists.ReadAsync(weeks.BaseUrl, null, time.GetUtcNow().Year, static _ => null, cancellationToken))
        {
            case ListRead.Read(var files):
                var newest = files.SelectMany(file => file.Reading?.Weeks ?? []).Max(week => (WeekId?)week.Week);
                var moved = files.Select(file => file.MovedTo).FirstOrDefault(to => to is not null);
                return
                [
                    new Finding(FindingLevel.Well, texts.Lists, texts.ListsWell(weeks.BaseUrl, newest)),
                    .. moved is null
                        ? []
                        : new[]
                        {
                            new Finding(
                                FindingLevel.Warning,
                                texts.Lists,
                                WeekTexts.Moved(weeks.BaseUrl, moved).In(language),
                                texts.ListsMovedRemedy
                            ),
                        },
                ];
            case ListRead.UnknownLayout(var reason):
                return [new Finding(FindingLevel.Wrong, texts.Lists, reason.In(language), texts.ListsRemedy)];
            case ListRead.Unavailable(var reason):
                return [new Finding(FindingLevel.Wrong, texts.Lists, reason.In(language), texts.NoAnswerRemedy)];
            case var other:
                throw new InvalidOperationException($"{other} is no outcome of a look at the list host.");
        }
    }

    /// <param name="inTurn">Waits for the turn that all nodes share in the store; false where there is no such store yet.</param>
    public async Task<IReadOnlyList<Finding>> ArxivAsync(
        bool inTurn,
        DiagnosisTexts texts,
        Language language,
        CancellationToken cancellationToken
    ) =>
        await papers.ProbeAsync(inTurn, cancellationToken) is { } trouble
            ? [new Finding(FindingLevel.Wrong, texts.Arxiv, trouble.In(language), texts.NoAnswerRemedy)]
            : [new Finding(FindingLevel.Well, texts.Arxiv, texts.ArxivWell(arxiv.ApiBase))];
}
