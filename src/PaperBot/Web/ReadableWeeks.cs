using System.Collections.Frozen;
using PaperBot.Asking;
using PaperBot.Papers;

namespace PaperBot.Web;

/// <summary>
/// What of one state of the store anybody may read: every week without the papers that an admin must look at first, every paper without
/// the answers that are held back. The same rule as in chat.
/// </summary>
internal sealed class ReadableWeeks
{
    private readonly FrozenDictionary<WeekId, int> _places;
    private readonly FrozenDictionary<PaperId, ReadablePaper> _papers;
    private readonly FrozenDictionary<PaperKey, PaperId> _keys;

    public ReadableWeeks(AskIndex index, IReadOnlyList<StoredWeek> weeks)
    {
        Index = index;
        Weeks =
        [
            .. weeks
                .Where(week => week.Papers.Count > 0)
                .Select(week => new ReadableWeek(
                    week with
                    {
                        Papers = [.. week.Papers.Where(paper => paper.Held is null)],
                    },
                    week.Papers.Count(paper => paper.Held is not null)
                )),
        ];
        _places = Weeks.Index().ToFrozenDictionary(pair => pair.Item.Week.Week, pair => pair.Index);
        _papers = Weeks
            .SelectMany(week => week.Week.Papers.Select(paper => (paper, week.Week)))
            .GroupBy(place => place.paper.Paper.Id)
            .ToFrozenDictionary(
                places => places.Key,
                places => new ReadablePaper(places.First().paper, [.. places.Select(place => place.Week)])
            );
        _keys = _papers.Keys.ToFrozenDictionary(PaperKey.Of);
    }

    public AskIndex Index { get; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ReadableWeek> Weeks { get; }

    public ReadableWeek? Find(WeekId week) => _places.TryGetValue(week, out var place) ? Weeks[place] : null;

    public ReadablePaper? Find(PaperId paper) => _papers.GetValueOrDefault(paper);

    /// <summary>By an arXiv id with or without a version, or by a key.</summary>
    public ReadablePaper? FindPaper(string name) =>
        ArxivId.TryParse(name, out var arxiv) ? Find(PaperId.Of(arxiv))
        : PaperKey.TryParse(name, out var key) && _keys.TryGetValue(key, out var id) ? Find(id)
        : null;

    /// <summary>The weeks before and after, in time.</summary>
    public (StoredWeek? Earlier, StoredWeek? Later) Beside(WeekId week)
    {
        var place = _places[week];
        return (place + 1 < Weeks.Count ? Weeks[place + 1].Week : null, place > 0 ? Weeks[place - 1].Week : null);
    }

    /// <summary>A paper's answers in a language, those of the note and those that people wrote beside it.</summary>
    public IReadOnlyList<IndexedAnswer> Answers(PaperId paper, Language language) =>
        [.. Index.Find(paper)?.Answers.Where(answer => answer.Language == language) ?? []];
}

/// <param name="HeldPapers">How many more an admin must look at first.</param>
internal sealed record ReadableWeek(StoredWeek Week, int HeldPapers);

/// <param name="Weeks">Those that it stands in, newest first.</param>
internal sealed record ReadablePaper(StoredPaper Stored, IReadOnlyList<StoredWeek> Weeks)
{
    public Paper Paper => Stored.Paper;
}
