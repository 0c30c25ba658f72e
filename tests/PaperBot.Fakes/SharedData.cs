namespace PaperBot.Fakes;

/// <summary>
/// Real data that stands beside a checkout and is never part of it: week lists, a weekly note, PDFs. Only classes whose names end in
/// <c>SharedDataTests</c> use it, so that a machine without it can leave them out by name.
/// </summary>
public static class SharedData
{
    /// <exception cref="DirectoryNotFoundException">There is none beside this checkout.</exception>
    public static string Folder { get; } =
        Find(AppContext.BaseDirectory)
        ?? throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds shared/design.md. Leave out the classes that end in SharedDataTests."
        );

    /// <summary>Full path of a file or folder of the shared data: <c>PathOf("data", "notes", "2023-05-29.txt")</c>.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    private static string? Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var shared = Path.Combine(folder.FullName, "shared");
            if (File.Exists(Path.Combine(shared, "design.md")))
            {
                return shared;
            }
        }

        return null;
    }
}
