using System.Globalization;

namespace PaperBot.Discord.Wire;

/// <summary>Discord's ids: unsigned 64 bits that begin with the milliseconds since 2015. They travel as strings.</summary>
internal static class Snowflake
{
    private const long Epoch = 1420070400000;

    public static bool TryParse(string? text, out ulong id) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id > 0;

    public static bool IsValid(string? text) => TryParse(text, out _);

    public static DateTimeOffset TimeOf(ulong id) => DateTimeOffset.FromUnixTimeMilliseconds((long)(id >> 22) + Epoch);

    /// <summary>The lowest id that can come from an instant, for paging by time.</summary>
    public static string At(DateTimeOffset time)
    {
        var milliseconds = Math.Max(0, time.ToUnixTimeMilliseconds() - Epoch);
        return ((ulong)milliseconds << 22).ToString(CultureInfo.InvariantCulture);
    }
}
