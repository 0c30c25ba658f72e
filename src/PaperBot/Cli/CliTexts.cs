using PaperBot.Papers;

namespace PaperBot.Cli;

/// <summary>What several commands say.</summary>
internal static class CliTexts
{
    public static TextForPeople NotStored(WeekId week) => new($"{week} はストアにありません。", $"{week} is not in the store.");

    /// <param name="reason">The database's own words.</param>
    public static TextForPeople StoreTrouble(string reason) =>
        new(
            $"ストアを使えません: {reason}。設定 Store:Provider と Store:ConnectionString を確かめてください。",
            $"The store cannot be used: {reason}. Check the settings Store:Provider and Store:ConnectionString."
        );
}
