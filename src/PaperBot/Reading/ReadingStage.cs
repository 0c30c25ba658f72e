using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Reading;

/// <summary>Finds a paper's PDF, at its version where it names one.</summary>
public delegate Task<FoundPdf> FindPdf(Paper paper, CancellationToken cancellationToken);

/// <summary>What came of looking for a PDF.</summary>
public abstract record FoundPdf
{
    private FoundPdf() { }

    /// <param name="Hash">SHA-256, lower-case hexadecimal.</param>
    /// <param name="Version">Null where the file does not say.</param>
    public sealed record There(FileInfo File, string Hash, ArxivId? Version) : FoundPdf;

    public sealed record NotThere(TextForPeople Reason) : FoundPdf;
}

/// <summary>
/// The third stage of a week: a paper's PDF as text by page, read in a process of its own and kept with the PDF's hash. A paper whose PDF
/// cannot be had or read stays without text, with the reason.
/// </summary>
public sealed class ReadingStage(Store store, PdfChild child)
{
    /// <summary>Of the reader: what another one read is read again.</summary>
    public const string Reader = "1";

    /// <param name="again">Read even what was read already.</param>
    /// <returns>What is known now, without the pages, and whether that is new.</returns>
    public async Task<(PaperPages Pages, bool Changed)> ReadAsync(
        Paper paper,
        FindPdf find,
        bool again,
        CancellationToken cancellationToken
    )
    {
        var known = await store.ReadAsync(session => PageStore.FindHeadAsync(session, paper.Id), cancellationToken);
        if (
            !again
            && known is { State: PagesState.Read, Reader: Reader }
            && known.Version is not null
            && known.Version == paper.Arxiv
        )
        {
            return (known, false);
        }

        switch (await find(paper, cancellationToken))
        {
            case FoundPdf.There there when !again && known?.Hash == there.Hash && known is { Reader: Reader }:
                return (known, false);
            case FoundPdf.There there:
                return await KeepAsync(await ReadAsync(paper, there, cancellationToken), known, cancellationToken);
            // A text that was read stays, unless it is the text of another version.
            case FoundPdf.NotThere when known is { State: PagesState.Read } && known.Wanted == paper.Arxiv:
                return (known, false);
            case FoundPdf.NotThere missing:
                var nothing = new PaperPages
                {
                    Paper = paper.Id,
                    State = PagesState.Missing,
                    Wanted = paper.Arxiv,
                    Problem = missing.Reason,
                };
                return await KeepAsync(nothing, known, cancellationToken);
            default:
                throw new InvalidOperationException("A PDF is there or not.");
        }
    }

    private async Task<PaperPages> ReadAsync(Paper paper, FoundPdf.There pdf, CancellationToken cancellationToken)
    {
        var pages = new PaperPages
        {
            Paper = paper.Id,
            State = PagesState.Read,
            Wanted = paper.Arxiv,
            Version = pdf.Version,
            Hash = pdf.Hash,
            Reader = Reader,
        };
        return await child.ReadAsync(pdf.File, cancellationToken) switch
        {
            PdfReading.Read read when !TitleMatch.Fits(paper.Title, read.Pages) => pages with
            {
                State = PagesState.Refused,
                Problem = ReadingTexts.OtherPaper,
            },
            PdfReading.Read read => pages with { Hash = read.Hash, Pages = read.Pages, Unreadable = read.Unreadable },
            PdfReading.Refused refused => pages with { State = PagesState.Refused, Problem = ReadingTexts.Refused(refused) },
            _ => throw new InvalidOperationException("A PDF is read or refused."),
        };
    }

    private async Task<(PaperPages, bool)> KeepAsync(PaperPages pages, PaperPages? known, CancellationToken cancellationToken)
    {
        var isSame =
            known is not null
            && (known.State, known.Hash, known.Reader, known.Wanted, known.Version, known.Problem)
                == (pages.State, pages.Hash, pages.Reader, pages.Wanted, pages.Version, pages.Problem);
        if (!isSame)
        {
            await store.WriteAsync(session => PageStore.SaveAsync(session, pages), cancellationToken);
        }

        return (pages with { Pages = [] }, !isSame);
    }
}
