using System.Globalization;
using PaperBot.Arxiv;
using PaperBot.Checking;
using PaperBot.Papers;
using PaperBot.Reading;
using PaperBot.Storage;
using PaperBot.Writing;

namespace PaperBot.Runs;

/// <summary>The stages that make a week's pages true: every paper's PDF as text, and every citation against it.</summary>
public sealed class PaperChecks(
    Store store,
    PaperStore papers,
    PdfStore pdfs,
    ReadingStage reading,
    CheckingStage checking,
    CheckQuality quality,
    CheckingSettings settings,
    ArxivSettings arxiv,
    WriterSettings writer,
    StageLog log
)
{
    /// <param name="again">Read even what was read already.</param>
    /// <param name="download">False takes only PDFs that lie here already.</param>
    public async Task<StageReport> ReadAsync(StoredWeek week, bool again, bool download, CancellationToken cancellationToken)
    {
        var failures = new List<PaperFailure>();
        var (read, unread) = (0, 0);
        var find = Finder(download && settings.Download);
        foreach (var stored in week.Papers.Where(paper => (writer.IsOn || paper.Notes.Count > 0) && paper.Held is null))
        {
            var (pages, _) = await reading.ReadAsync(stored.Paper, find, again, cancellationToken);
            var isRead = pages.State == PagesState.Read;
            read += isRead ? 1 : 0;
            unread += isRead ? 0 : 1;
            if (pages.State == PagesState.Refused)
            {
                failures.Add(new PaperFailure(stored.Paper.Id, stored.Paper.Title, pages.Problem!));
            }

            await log.WriteAsync(
                week.Week,
                Stage.Reading,
                stored.Paper.Id,
                StageLog.Fingerprint(ReadingStage.Reader, stored.Paper.Arxiv?.ToString() ?? "", pages.Hash),
                isRead ? StageState.Done
                    : pages.State == PagesState.Refused ? StageState.Failed
                    : StageState.NotReady,
                (pages.Problem ?? Read(pages)).ToStored(),
                cancellationToken
            );
        }

        return read + unread == 0
            ? Report(Stage.Reading, StageState.NotNeeded, new("照合するノートがまだありません", "no note is there yet to check"))
            : new StageReport(
                Stage.Reading,
                StageState.Done,
                new($"本文あり {read} 本、本文なし {unread} 本", $"{read} papers with their text, {unread} without"),
                failures
            );
    }

    /// <param name="again">Check even what was checked already.</param>
    public async Task<StageReport> CheckAsync(StoredWeek week, bool again, CancellationToken cancellationToken)
    {
        var before = (await log.ReadAsync(week.Week, cancellationToken))
            .Where(entry => entry is { Stage: Stage.Checking, Paper: not null })
            .ToDictionary(entry => entry.Paper!, entry => entry.Fingerprint);
        var (checkedPapers, counts) = (0, new Dictionary<Verdict, int>());
        foreach (var stored in week.Papers.Where(paper => paper.Notes.Count > 0))
        {
            var inputs = await checking.InputsAsync(stored.Paper.Id, cancellationToken);
            var fingerprint = StageLog.Fingerprint([.. inputs]);
            if (!again && before.GetValueOrDefault(stored.Paper.Id) == fingerprint)
            {
                Add(counts, stored.Notes.Values.SelectMany(note => note.QuestionAnswers).Select(answer => answer.Verdict));
                continue;
            }

            if (await checking.CheckAsync(stored.Paper.Id, cancellationToken) is not { } done)
            {
                continue;
            }

            checkedPapers++;
            Add(counts, done.Verdicts);
            await log.WriteAsync(
                week.Week,
                Stage.Checking,
                stored.Paper.Id,
                fingerprint,
                StageState.Done,
                Words(done.Verdicts.CountBy(verdict => verdict).ToDictionary()).ToStored(),
                cancellationToken
            );
        }

        await quality.SaveAsync(week.Week, cancellationToken);
        return Report(
            Stage.Checking,
            counts.Count == 0 ? StageState.NotNeeded
                : checkedPapers == 0 ? StageState.Unchanged
                : StageState.Done,
            counts.Count == 0 ? new("照合する回答がありません", "no answer to check") : Words(counts)
        );
    }

    /// <summary>Reads and checks a stored week, and posts nothing.</summary>
    public async Task<IReadOnlyList<StageReport>> RunAsync(WeekId week, bool again, CancellationToken cancellationToken)
    {
        if (await papers.FindWeekAsync(week, cancellationToken) is not { } stored)
        {
            return [];
        }

        return
        [
            await ReadAsync(stored, again, download: true, cancellationToken),
            await CheckAsync(stored, again, cancellationToken),
        ];
    }

    /// <summary>What is known of the texts of a week's papers, with their pages.</summary>
    public Task<IReadOnlyDictionary<PaperId, PaperPages>> PagesAsync(StoredWeek week, CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyDictionary<PaperId, PaperPages>>(
            async session =>
            {
                var found = new Dictionary<PaperId, PaperPages>();
                foreach (var paper in week.Papers)
                {
                    if (await PageStore.FindAsync(session, paper.Paper.Id) is { } pages)
                    {
                        found[paper.Paper.Id] = pages;
                    }
                }

                return found;
            },
            cancellationToken
        );

    /// <summary>Where arXiv is away for one paper, the others of the same run do not wait for it again.</summary>
    private FindPdf Finder(bool download)
    {
        TextForPeople? away = null;
        return async (paper, cancellationToken) =>
        {
            if (paper.Arxiv is not { } id)
            {
                return new FoundPdf.NotThere(
                    new("arXivにない論文のため、PDFを取得できません", "the paper is not on arXiv, so its PDF cannot be had")
                );
            }

            if ((!download || away is not null) && !pdfs.IsHere(id))
            {
                return new FoundPdf.NotThere(
                    away
                        ?? (
                            arxiv.PdfFolder is not null
                                // Readers see this: where the folder lies is not theirs to know.
                                ? new("PDFが設定のフォルダーにありません", "no PDF of it lies in the folder for them")
                                : new("PDFがまだ手元にありません", "its PDF is not here yet")
                        )
                );
            }

            switch (await pdfs.GetAsync(id, cancellationToken))
            {
                case PdfOutcome.Found found:
                    return new FoundPdf.There(found.File, found.Sha256, found.Paper.Version is null ? null : found.Paper);
                case PdfOutcome.Missing missing:
                    return new FoundPdf.NotThere(missing.Reason);
                case PdfOutcome.Refused refused:
                    return new FoundPdf.NotThere(refused.Reason);
                case PdfOutcome.Unavailable unavailable:
                    away = unavailable.Reason;
                    return new FoundPdf.NotThere(unavailable.Reason);
                default:
                    throw new InvalidOperationException("No such outcome of asking for a PDF.");
            }
        };
    }

    private static void Add(Dictionary<Verdict, int> counts, IEnumerable<Verdict> verdicts)
    {
        foreach (var verdict in verdicts)
        {
            counts[verdict] = counts.GetValueOrDefault(verdict) + 1;
        }
    }

    private static TextForPeople Read(PaperPages pages) =>
        new(
            $"本文を読み取りました{(pages.Version is { } version ? $" ({version})" : "")}",
            $"its text is read{(pages.Version is { } read ? $" ({read})" : "")}"
        );

    private static TextForPeople Words(IReadOnlyDictionary<Verdict, int> counts)
    {
        return new(
            Invariant(
                $"確認済み {Of(Verdict.Verified)}、一部のみ {Of(Verdict.Weak)}、不一致 {Of(Verdict.Failed)}、未確認 {Of(Verdict.Unchecked)}"
            ),
            Invariant(
                $"{Of(Verdict.Verified)} verified, {Of(Verdict.Weak)} in part, {Of(Verdict.Failed)} failed, {Of(Verdict.Unchecked)} unchecked"
            )
        );

        int Of(Verdict verdict) => counts.GetValueOrDefault(verdict);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static StageReport Report(Stage stage, StageState state, TextForPeople summary) => new(stage, state, summary, []);
}
