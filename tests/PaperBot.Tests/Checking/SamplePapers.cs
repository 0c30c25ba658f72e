using PaperBot.Asking;
using PaperBot.Checking;
using PaperBot.Fakes;
using PaperBot.Reading;

namespace PaperBot.Tests.Checking;

/// <summary>The sample PDFs, read once for all tests, and the checker as the program sets it up.</summary>
internal static class SamplePapers
{
    private static readonly Dictionary<string, Lazy<PdfReading.Read>> Readings = new(StringComparer.Ordinal)
    {
        ["tacl"] = new(() => Read(SharedData.PathOf("data", "pdfs", "lost-in-the-middle-tacl2024-ccby40.pdf"))),
        ["toy-onecol"] = new(() => Read(Sample("toy-onecol.pdf"))),
        ["toy-twocol"] = new(() => Read(Sample("toy-twocol.pdf"))),
    };

    private static readonly Dictionary<string, Lazy<PageIndex>> Indexes = Readings.ToDictionary(
        paper => paper.Key,
        paper => new Lazy<PageIndex>(() => PageIndex.Of(paper.Value.Value.Pages)),
        StringComparer.Ordinal
    );

    public static Checker Checker { get; } = new(new BilingualTerms(Glossary.Shipped.Terms));

    public static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "Reading", "samples", name);

    /// <param name="paper"><c>tacl</c> (for tests with the shared data), <c>toy-onecol</c> or <c>toy-twocol</c>.</param>
    public static PageIndex Index(string paper) => Indexes[paper].Value;

    public static PdfReading.Read Reading(string paper) => Readings[paper].Value;

    private static PdfReading.Read Read(string path) => (PdfReading.Read)PdfText.Read(File.ReadAllBytes(path), new PdfLimits());
}
