using System.Text;
using PaperBot.Slack.Rendering;

namespace PaperBot.Slack.Conversing;

/// <summary>What a person wrote, out of the form in which Slack passes it on.</summary>
internal static class SlackWords
{
    /// <summary>
    /// Takes the mention of us out, shows links by their label and other references by their name, and undoes the escapes. What
    /// is no reference stays as it was typed.
    /// </summary>
    /// <param name="ownUserId">Null leaves every mention in.</param>
    public static string Read(string text, string? ownUserId)
    {
        var words = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; )
        {
            var end = text[i] == '<' ? text.IndexOf('>', i) : -1;
            if (end < 0)
            {
                words.Append(text[i++]);
                continue;
            }

            words.Append(Reference(text[(i + 1)..end], ownUserId));
            i = end + 1;
        }

        return SlackText.Unescape(words.ToString()).Trim();
    }

    public static bool Mentions(string text, string userId) =>
        text.Contains($"<@{userId}>", StringComparison.Ordinal) || text.Contains($"<@{userId}|", StringComparison.Ordinal);

    private static string Reference(string reference, string? ownUserId)
    {
        var bar = reference.IndexOf('|', StringComparison.Ordinal);
        var target = bar < 0 ? reference : reference[..bar];
        var label = bar < 0 ? null : reference[(bar + 1)..];
        return target switch
        {
            ['@', .. var user] when user == ownUserId => "",
            ['@' or '#', ..] => target[0] + (label ?? target[1..]),
            ['!', .. var special] => label ?? special,
            _ => label ?? target,
        };
    }
}
