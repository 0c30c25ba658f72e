using System.Globalization;

namespace PaperBot.Weeks;

/// <summary>How the lists are laid out over files, as the first page of the list host shows it.</summary>
public abstract record ListLayout
{
    private ListLayout() { }

    /// <summary>The page itself holds the weeks, as until April 2026.</summary>
    public sealed record OneFile(WeekListReading Reading) : ListLayout;

    /// <summary>The page is an index of year files, as since April 2026.</summary>
    /// <param name="Files">Paths below the page's folder, newest year first.</param>
    public sealed record YearFiles(IReadOnlyList<string> Files) : ListLayout;

    /// <summary>Neither.</summary>
    public sealed record Unknown : ListLayout;

    public static ListLayout Of(string page)
    {
        var reading = WeekListParser.Parse(page);
        if (reading.Weeks.Count > 0)
        {
            return new OneFile(reading);
        }

        var files = YearLinks(page);
        return files.Count > 0 ? new YearFiles(files) : new Unknown();
    }

    /// <summary>The year of a file named after one; null for any other.</summary>
    public static int? YearOf(string path) =>
        Path.GetFileNameWithoutExtension(path) is { Length: 4 } name
        && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            ? year
            : null;

    /// <summary>Links such as <c>](years/2026.md#…)</c>, each file once. Only paths below the page's own folder count.</summary>
    private static List<string> YearLinks(string page)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        var rest = page.AsSpan();
        for (var at = rest.IndexOf("]("); at >= 0; at = rest.IndexOf("]("))
        {
            rest = rest[(at + 2)..];
            var end = rest.IndexOfAny(")#? ");
            if (end <= 0)
            {
                continue;
            }

            var path = rest[..end];
            if (path.StartsWith("./", StringComparison.Ordinal))
            {
                path = path[2..];
            }

            if (
                path.EndsWith(".md", StringComparison.OrdinalIgnoreCase)
                && !path.Contains("..", StringComparison.Ordinal)
                && !path.Contains(':')
                && !path.StartsWith('/')
                && YearOf(path.ToString()) is not null
            )
            {
                files.Add(path.ToString());
            }
        }

        return [.. files.OrderByDescending(YearOf).ThenBy(file => file, StringComparer.Ordinal)];
    }
}
