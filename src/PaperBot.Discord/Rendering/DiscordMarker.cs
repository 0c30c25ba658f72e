using System.Buffers;
using PaperBot.Chat;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Rendering;

/// <summary>
/// Where <see cref="DeliveryMarker"/> stands in a Discord message: in the <c>custom_id</c> of its first control, else in the address
/// of an embed without a title, which draws nowhere. History returns both to the bot that wrote them, without a privileged intent.
/// </summary>
internal static class DiscordMarker
{
    private static readonly SearchValues<char> Base32 = SearchValues.Create("abcdefghijklmnopqrstuvwxyz234567");

    private const string AddressStart = "https://discord.com/#";

    public static string Address(string marker) => AddressStart + marker;

    public static bool IsMarker(string text) =>
        text.Length == 28 && text.StartsWith("pb1:", StringComparison.Ordinal) && text.AsSpan(4).IndexOfAnyExcept(Base32) < 0;

    /// <summary>The marker of a message that was read back; null for a message that carries none.</summary>
    public static string? Find(DiscordMessage message)
    {
        foreach (var row in message.Components ?? [])
        {
            foreach (var control in row.Components ?? [])
            {
                if (CustomId.MarkerIn(control.CustomId) is { } marker)
                {
                    return marker;
                }
            }
        }

        foreach (var embed in message.Embeds ?? [])
        {
            if (
                embed.Url is { } url
                && url.StartsWith(AddressStart, StringComparison.Ordinal)
                && IsMarker(url[AddressStart.Length..])
            )
            {
                return url[AddressStart.Length..];
            }
        }

        return null;
    }
}
