namespace PaperBot.Fakes;

/// <summary>The checkout that the tests were built in, for tests of what stands in it beside the code.</summary>
public static class Repository
{
    public static string Folder { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Full path of a file by its path from the top: <c>config/paperbot.service</c>.</summary>
    public static string File(string path) => Path.Combine(Folder, path);

    private static string Find(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "PaperBot.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds PaperBot.sln.");
    }
}
