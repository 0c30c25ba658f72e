using System.Globalization;
using PaperBot.Papers;

namespace PaperBot.Arxiv;

/// <summary>
/// An operator's folder of PDFs by arXiv id: <c>2305.18290v3.pdf</c>, <c>2305.18290.pdf</c>, <c>hep-th_9901001v1.pdf</c>
/// (or the slash as a folder).
/// </summary>
internal static class PdfFolder
{
    /// <summary>
    /// The file of that version; else the one that names no version; never one of another version, whose pages are others.
    /// Where no version is asked for, the newest.
    /// </summary>
    public static (FileInfo File, ArxivId Paper)? Find(string folder, ArxivId paper)
    {
        if (paper.Version is not null)
        {
            return Existing(folder, paper) ?? Existing(folder, paper.WithoutVersion);
        }

        return Newest(folder, paper) ?? Existing(folder, paper);
    }

    private static (FileInfo, ArxivId)? Existing(string folder, ArxivId paper)
    {
        foreach (var name in Names(paper))
        {
            var file = new FileInfo(Path.Combine(folder, name + ".pdf"));
            if (file.Exists)
            {
                return (file, paper);
            }
        }

        return null;
    }

    private static (FileInfo, ArxivId)? Newest(string folder, ArxivId paper)
    {
        var versions = new List<int>();
        foreach (var name in Names(paper))
        {
            var place = new DirectoryInfo(Path.GetDirectoryName(Path.Combine(folder, name))!);
            var prefix = Path.GetFileName(name) + "v";
            if (place.Exists)
            {
                versions.AddRange(
                    place
                        .EnumerateFiles(prefix + "*.pdf")
                        .Select(file => Path.GetFileNameWithoutExtension(file.Name)[prefix.Length..])
                        .Select(digits =>
                            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
                        )
                        .Where(number => number > 0)
                );
            }
        }

        return versions.Count == 0 ? null : Existing(folder, paper.WithVersion(versions.Max()));
    }

    private static string[] Names(ArxivId paper)
    {
        var name = paper.ToString();
        return name.Contains('/', StringComparison.Ordinal)
            ? [name.Replace('/', '_'), name.Replace('/', Path.DirectorySeparatorChar)]
            : [name];
    }
}
