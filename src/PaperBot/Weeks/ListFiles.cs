namespace PaperBot.Weeks;

/// <summary>Lists from files on this machine.</summary>
public static class ListFiles
{
    /// <param name="path">A file, or a folder, which means its <c>*.md</c>; the folder of an index means the year files it links to.</param>
    /// <returns>The files that were looked at and what they say together.</returns>
    public static async Task<(IReadOnlyList<string> Files, WeekListReading Reading)> ReadAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        if (!Directory.Exists(path))
        {
            return ([path], await ReadFileAsync(path, cancellationToken));
        }

        var files = Directory.GetFiles(path, "*.md").Order(StringComparer.Ordinal).ToList();
        var reading = await ReadAllAsync(files, cancellationToken);
        var readme = Path.Combine(path, "README.md");
        if (
            reading.Weeks.Count == 0
            && File.Exists(readme)
            && ListLayout.Of(await File.ReadAllTextAsync(readme, cancellationToken)) is ListLayout.YearFiles years
        )
        {
            files = [.. years.Files.Select(file => Path.Combine(path, file)).Where(File.Exists)];
            reading = await ReadAllAsync(files, cancellationToken);
        }

        return (files, reading);
    }

    private static async Task<WeekListReading> ReadAllAsync(List<string> files, CancellationToken cancellationToken)
    {
        var readings = new List<WeekListReading>();
        foreach (var file in files)
        {
            readings.Add(await ReadFileAsync(file, cancellationToken));
        }

        return WeekListReading.Combine(readings);
    }

    private static async Task<WeekListReading> ReadFileAsync(string file, CancellationToken cancellationToken) =>
        WeekListParser.Parse(await File.ReadAllTextAsync(file, cancellationToken), file);
}
