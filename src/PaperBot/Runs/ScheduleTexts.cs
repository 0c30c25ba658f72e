using PaperBot.Papers;

namespace PaperBot.Runs;

internal static class ScheduleTexts
{
    public static TextForPeople Late(WeekId week) =>
        new(
            $"{week} のリストがまだ公開されていません。公開され次第、投稿します。",
            $"The list of {week} is late. It is posted as soon as it is out."
        );

    public static TextForPeople TooOld(TimeSpan catchUp) =>
        new(
            $"{catchUp.TotalDays:0} 日より前の週のため投稿しません",
            $"older than {catchUp.TotalDays:0} days, so it is not posted"
        );

    public static TextForPeople Came(WeekId week) =>
        new($"遅れていた {week} のリストが公開されました。", $"The list of {week}, which was late, has come.");
}
