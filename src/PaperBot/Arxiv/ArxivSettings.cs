using PaperBot.Settings;

namespace PaperBot.Arxiv;

/// <summary>How arXiv is asked.</summary>
public sealed record ArxivSettings
{
    /// <summary>The query address of arXiv's API.</summary>
    public Uri ApiBase { get; init; } = new("https://export.arxiv.org/api/query");

    /// <summary>What stands before an id in the address of its PDF; automated readers are asked to use this host.</summary>
    public Uri PdfBase { get; init; } = new("https://export.arxiv.org/pdf/");

    /// <summary>A folder of PDFs that the operator has, named by arXiv id; nothing in it is ever changed. Null where there is none.</summary>
    public string? PdfFolder { get; init; }

    /// <summary>Where PDFs that were downloaded are kept.</summary>
    public string PdfCache { get; init; } = DefaultCache();

    /// <summary>Downloaded PDFs that were not used for longest go when all together are larger, in MiB. Default 2048.</summary>
    public int PdfBudget { get; init; } = 2048;

    /// <summary>The least time between two requests of all nodes together: arXiv asks for 3 seconds.</summary>
    public TimeSpan RequestInterval { get; init; } = TimeSpan.FromSeconds(3);

    public static ArxivSettings Read(SettingsReader reader)
    {
        var defaults = new ArxivSettings();
        var api = reader.Address("Arxiv:ApiBase", defaults.ApiBase);
        var pdf = reader.Address("Arxiv:PdfBase", defaults.PdfBase);
        var folder = reader.Text("Arxiv:PdfFolder", "");
        if (folder.Length > 0 && !Directory.Exists(folder))
        {
            reader.Report(
                "Arxiv:PdfFolder",
                $"names '{folder}', which is no folder",
                "a folder of PDFs such as 2305.18290v3.pdf, or nothing"
            );
        }

        var cache = reader.Text("Arxiv:PdfCache", "");
        return new ArxivSettings
        {
            ApiBase = api,
            PdfBase = pdf.AbsolutePath.EndsWith('/') ? pdf : new Uri(pdf.GetLeftPart(UriPartial.Path) + "/"),
            PdfFolder = folder.Length > 0 ? Path.GetFullPath(folder) : null,
            PdfCache = cache.Length > 0 ? Path.GetFullPath(cache) : defaults.PdfCache,
            PdfBudget = reader.Number("Arxiv:PdfBudget", defaults.PdfBudget, 100, 1_000_000),
            RequestInterval = reader.Duration(
                "Arxiv:RequestInterval",
                defaults.RequestInterval,
                SettingsReader.IsLoopback(api) && SettingsReader.IsLoopback(pdf) ? TimeSpan.Zero : defaults.RequestInterval,
                TimeSpan.FromMinutes(5)
            ),
        };
    }

    private static string DefaultCache() => DataFolder.File("pdf");
}
