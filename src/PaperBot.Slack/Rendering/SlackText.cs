using System.Globalization;
using System.Text;

namespace PaperBot.Slack.Rendering;

/// <summary>Text from outside, made harmless and measured as Slack measures it.</summary>
internal static class SlackText
{
    /// <summary>Stands inside a broken mention: a reader does not see it, Slack does not resolve what it splits.</summary>
    public const char Break = '\u200b';

    private const string Ellipsis = "…";

    private static readonly string[] Broadcasts = ["everyone", "channel", "here", "group"];

    /// <summary>
    /// The same words without control characters, halves of surrogate pairs and direction overrides, and with every mention
    /// token split. Doing it twice changes nothing.
    /// </summary>
    public static string Calm(string text)
    {
        var clean = Clean(text);
        if (!clean.AsSpan().ContainsAny('<', '@'))
        {
            return clean;
        }

        var calm = new StringBuilder(clean.Length + 8);
        for (var i = 0; i < clean.Length; i++)
        {
            calm.Append(clean[i]);
            var rest = clean.AsSpan(i + 1);
            if ((clean[i] == '<' && StartsMention(rest)) || (clean[i] == '@' && StartsBroadcast(rest)))
            {
                calm.Append(Break);
            }
        }

        return calm.ToString();
    }

    /// <summary>The three characters that Slack gives a meaning, as its documentation asks for them; no other entity exists.</summary>
    public static string Escape(string text) =>
        text.AsSpan().ContainsAny('&', '<', '>')
            ? text.Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal)
            : text;

    /// <summary>The reverse of <see cref="Escape"/>, in one pass.</summary>
    public static string Unescape(string text) =>
        text.Contains('&', StringComparison.Ordinal)
            ? text.Replace("&lt;", "<", StringComparison.Ordinal)
                .Replace("&gt;", ">", StringComparison.Ordinal)
                .Replace("&amp;", "&", StringComparison.Ordinal)
            : text;

    /// <summary>UTF-16 units of a text once it is calm and escaped: never less than what Slack counts, whichever unit it counts in.</summary>
    public static int Weigh(string text) => WeighCalm(Calm(text));

    /// <summary>The calm text, cut between text elements and ended with an ellipsis where it weighs more than the limit.</summary>
    public static string Fit(string text, int limit)
    {
        if (limit < Ellipsis.Length)
        {
            return "";
        }

        var calm = Calm(text);
        if (WeighCalm(calm) <= limit)
        {
            return calm;
        }

        var weight = Ellipsis.Length;
        var end = 0;
        while (end < calm.Length)
        {
            var length = StringInfo.GetNextTextElementLength(calm, end);
            weight += WeighCalm(calm.AsSpan(end, length));
            if (weight > limit)
            {
                break;
            }

            end += length;
        }

        return string.Concat(calm.AsSpan(0, end).TrimEnd(), Ellipsis);
    }

    public static int WeighCalm(ReadOnlySpan<char> calm)
    {
        var weight = calm.Length;
        foreach (var unit in calm)
        {
            weight += unit switch
            {
                '&' => 4,
                '<' or '>' => 3,
                _ => 0,
            };
        }

        return weight;
    }

    private static string Clean(string text)
    {
        if (!NeedsCleaning(text))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            if (char.IsHighSurrogate(unit) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(unit).Append(text[++i]);
            }
            else if (unit == '\r')
            {
                clean.Append('\n');
                i += i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
            }
            else if (unit is '\u2028' or '\u2029')
            {
                clean.Append('\n');
            }
            else if (char.IsSurrogate(unit))
            {
                clean.Append('\ufffd');
            }
            else if (!IsUnwanted(unit))
            {
                clean.Append(unit);
            }
        }

        return clean.ToString();
    }

    private static bool NeedsCleaning(string text)
    {
        foreach (var unit in text)
        {
            if (char.IsSurrogate(unit) || unit is '\u2028' or '\u2029' || IsUnwanted(unit))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Controls other than tab and line feed, and the characters that turn the reading direction of what follows.</summary>
    private static bool IsUnwanted(char unit) =>
        (char.IsControl(unit) && unit is not ('\n' or '\t'))
        || unit is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static bool StartsMention(ReadOnlySpan<char> rest) => rest is ['@' or '#' or '!', ..];

    private static bool StartsBroadcast(ReadOnlySpan<char> rest)
    {
        foreach (var name in Broadcasts)
        {
            if (rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
