using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PaperBot.Chat;

namespace PaperBot.Discord.Rendering;

/// <summary>
/// Discord's dialect of Markdown. Everything that comes in is data: what leaves here draws as the same words, mentions nobody
/// and opens no formatting of its own.
/// </summary>
internal static class DiscordMarkdown
{
    /// <summary>
    /// What mentions somebody or draws as something else than its letters: users, roles, channels, commands, emoji, times, guild
    /// pages. The server looks for some of them without regard to escapes.
    /// </summary>
    private static readonly Regex Token = new(
        @"@(everyone|here)|<((@[!&]?|#)[0-9]+|/[^:<>]+:[0-9]+|a?:\w+:[0-9]+|t:-?[0-9]+(:\w)?|id:\w+|sound:[0-9:]+)>",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture,
        Regex.InfiniteMatchTimeout
    );

    /// <summary>What <see cref="Clean"/> has to look at more closely. Almost no text holds any of it, and lengths are asked for very often.</summary>
    private static readonly SearchValues<char> Unusual = SearchValues.Create([
        .. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(IsUnusual),
    ]);

    /// <summary>Everything that <see cref="NeedsEscape"/> may say yes to.</summary>
    private static readonly SearchValues<char> Marks = SearchValues.Create("\\*_~|`[]<>#-+.):");

    private const char ZeroWidthSpace = '\u200b';

    /// <summary>Longest address that Discord accepts in a button; longer ones are not drawn as links anywhere.</summary>
    public const int MaxAddress = 512;

    public static string Write(RichText text)
    {
        var output = new StringBuilder();
        var afterMark = false;
        foreach (var part in Joined(text.Parts))
        {
            var drawn = part switch
            {
                Inline.Text { Marks: TextMarks.None } plain => Escape(plain.Value),
                Inline.Text marked => Mark(marked),
                Inline.Code code => InlineCode(code.Value),
                Inline.Link link => Link(link),
                _ => throw new ArgumentException($"There is no drawing for {part.GetType().Name}.", nameof(text)),
            };
            var opensMark = part is not Inline.Text { Marks: TextMarks.None };

            // Two marked runs side by side would read as one longer row of asterisks or backticks.
            if (afterMark && opensMark && drawn.Length > 0)
            {
                output.Append(ZeroWidthSpace);
            }

            output.Append(drawn);
            afterMark = drawn.Length > 0 ? opensMark : afterMark;
        }

        // Parts that draw as nothing may have brought their neighbours together.
        return BreakTokens(output.ToString());
    }

    /// <summary>Text whose every character stands for itself.</summary>
    public static string Escape(string text)
    {
        var clean = BreakTokens(Clean(text));
        if (clean.AsSpan().IndexOfAny(Marks) < 0)
        {
            return clean;
        }

        var output = new StringBuilder(clean.Length + 16);
        var lineStart = true;
        for (var i = 0; i < clean.Length; i++)
        {
            var c = clean[i];
            if (NeedsEscape(clean, i, lineStart))
            {
                output.Append('\\');
            }

            output.Append(c);
            lineStart = c == '\n' || (lineStart && (char.IsWhiteSpace(c) || IsListNumber(clean, i)));
        }

        return output.ToString();
    }

    /// <summary>For fields that render no Markdown (thread names, footers, labels): the words, with mention tokens broken.</summary>
    public static string Plain(string text) => BreakTokens(Clean(text));

    public static string CodeBlock(string code) =>
        "```\n" + BreakTokens(Clean(code)).Replace("```", "``\u200b`", StringComparison.Ordinal) + "\n```";

    /// <summary>
    /// One spelling of line breaks; no control, no direction override, no half of a surrogate pair and no code point that is
    /// not a character. Discord strips some of these itself, which would move a break out of a token.
    /// </summary>
    public static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAny(Unusual) < 0)
        {
            return text;
        }

        var output = new StringBuilder(text.Length);
        foreach (var rune in text.Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
        {
            if (rune.Value is '\r' or 0x2028 or 0x2029)
            {
                output.Append('\n');
            }
            else if (rune.Value is '\n' or '\t' || !IsUnseen(rune))
            {
                output.Append(rune);
            }
        }

        return output.ToString();
    }

    /// <summary>Whether an address may be drawn as a link: http or https, nobody's name in it, not too long.</summary>
    public static bool TryAddress(Uri target, out string address)
    {
        address = "";
        if (!target.IsAbsoluteUri || target.Scheme is not ("http" or "https") || target.UserInfo.Length > 0)
        {
            return false;
        }

        address = target
            .AbsoluteUri.Replace("@", "%40", StringComparison.Ordinal)
            .Replace("(", "%28", StringComparison.Ordinal)
            .Replace(")", "%29", StringComparison.Ordinal)
            .Replace("<", "%3C", StringComparison.Ordinal)
            .Replace(">", "%3E", StringComparison.Ordinal);
        return address.Length <= MaxAddress;
    }

    private static bool NeedsEscape(string text, int at, bool lineStart) =>
        text[at] switch
        {
            '\\' or '*' or '_' or '~' or '|' or '`' or '[' or ']' or '<' => true,
            '>' or '#' or '-' or '+' => lineStart && (at == 0 || !char.IsAsciiDigit(text[at - 1])),
            '.' or ')' => lineStart && at > 0 && char.IsAsciiDigit(text[at - 1]),
            // A bare address would become a link, and outside an embed a preview.
            ':' => string.CompareOrdinal(text, at, "://", 0, 3) == 0,
            _ => false,
        };

    private static bool IsListNumber(string text, int at) => char.IsAsciiDigit(text[at]);

    private static string BreakTokens(string text) =>
        text.AsSpan().IndexOfAny('@', '<') < 0
            ? text
            : Token.Replace(text, token => token.Value[0] + "\u200b" + token.Value[1..]);

    private static string Mark(Inline.Text text)
    {
        // A mark binds only where no space stands on its inner side.
        var words = Clean(text.Value);
        var inner = words.Trim();
        if (inner.Length == 0)
        {
            return words;
        }

        var start = words.IndexOf(inner, StringComparison.Ordinal);
        var mark =
            (text.Marks.HasFlag(TextMarks.Strike) ? "~~" : "")
            + (text.Marks.HasFlag(TextMarks.Bold) ? "**" : "")
            + (text.Marks.HasFlag(TextMarks.Italic) ? "*" : "");
        return words[..start] + mark + Escape(inner) + Reversed(mark) + words[(start + inner.Length)..];

        static string Reversed(string mark)
        {
            var letters = mark.ToCharArray();
            Array.Reverse(letters);
            return new string(letters);
        }
    }

    private static string InlineCode(string code)
    {
        var text = BreakTokens(Clean(code)).Replace('\n', ' ');
        if (string.IsNullOrWhiteSpace(text))
        {
            return text;
        }

        // Two backticks fence text that holds single ones; a pair inside is broken, and none may touch the fence.
        if (!text.Contains('`', StringComparison.Ordinal))
        {
            return "`" + text + "`";
        }

        var broken = text.Replace("`", "`" + ZeroWidthSpace, StringComparison.Ordinal);
        return "``" + (broken[0] == '`' ? ZeroWidthSpace.ToString() : "") + broken + "``";
    }

    private static string Link(Inline.Link link)
    {
        var label = Escape(link.Label).Replace('\n', ' ').Trim();
        if (!TryAddress(link.Target, out var address))
        {
            return label;
        }

        // Discord does not draw a masked link whose label is an address; the address alone says the same.
        return label.Length == 0 || Uri.TryCreate(link.Label.Trim(), UriKind.Absolute, out var shown) && shown == link.Target
            ? $"<{address}>"
            : $"[{label}](<{address}>)";
    }

    /// <summary>Neighbours with the same marks as one, so that nothing can be put together across their border.</summary>
    private static IEnumerable<Inline> Joined(IReadOnlyList<Inline> parts)
    {
        Inline.Text? pending = null;
        foreach (var part in parts)
        {
            if (part is Inline.Text text)
            {
                if (text.Value.Length == 0)
                {
                    continue;
                }

                if (pending is not null && pending.Marks == text.Marks)
                {
                    pending = pending with { Value = pending.Value + text.Value };
                    continue;
                }
            }

            if (pending is not null)
            {
                yield return pending;
            }

            pending = part as Inline.Text;
            if (pending is null)
            {
                yield return part;
            }
        }

        if (pending is not null)
        {
            yield return pending;
        }
    }

    private static bool IsUnusual(char c) =>
        c is not ('\n' or '\t') && (c is '\u2028' or '\u2029' || char.IsSurrogate(c) || IsUnseen(new Rune(c)));

    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        || (rune.Value & 0xFFFE) == 0xFFFE
        || rune.Value is >= 0xFDD0 and <= 0xFDEF or >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0xFEFF;
}
