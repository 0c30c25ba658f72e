namespace PaperBot.Diagnosing;

/// <summary>Whether files can be put into a folder that may not exist yet.</summary>
internal static class WritableFolder
{
    /// <returns>The folder that cannot be written to: the wanted one, or the nearest above it that exists. Null where all is well.</returns>
    public static string? FindClosed(string wanted)
    {
        var folder = new DirectoryInfo(wanted);
        while (folder is { Exists: false, Parent: { } parent })
        {
            folder = parent;
        }

        return MayWriteTo(folder.FullName) ? null : folder.FullName;
    }

    private static bool MayWriteTo(string folder)
    {
        try
        {
            using var file = new FileStream(
                Path.Combine(folder, Path.GetRandomFileName()),
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 1,
                FileOptions.DeleteOnClose
            );
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
