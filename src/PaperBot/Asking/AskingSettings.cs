using PaperBot.Settings;

namespace PaperBot.Asking;

/// <summary>How questions are answered.</summary>
public sealed record AskingSettings
{
    /// <summary>Whether questions that nothing stored answers are kept for admins, without who asked. Off by default: the operator consents for the team.</summary>
    public bool KeepUnanswered { get; init; }

    public static AskingSettings Read(SettingsReader reader) =>
        new() { KeepUnanswered = reader.Flag("Asking:KeepUnanswered", false) };
}
