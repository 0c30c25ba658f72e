namespace PaperBot.Settings;

/// <summary>Where things stand that no setting names a place for: <c>$XDG_DATA_HOME/paperbot</c>, else <c>~/.local/share/paperbot</c>.</summary>
public static class DataFolder
{
    /// <summary>Full path of a file or folder in it; nothing is made here, since a setting may name another place.</summary>
    public static string File(string name) =>
        Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.DoNotVerify
            ),
            "paperbot",
            name
        );
}
