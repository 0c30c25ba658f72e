using System.Buffers;
using System.Text;

namespace PaperBot.Weeks;

/// <summary>
/// The links of a cell: <c>[Paper](https://…)</c> with whatever stands between them, brackets inside an address, <c>[Tweet)](…)</c>,
/// <c>[Paper].(…)</c>, empty targets, and bare addresses.
/// </summary>
internal static class LinkReader
{
    private static readonly SearchValues<char> AddressEnds = SearchValues.Create(" \t[<>|");

    public static void Read(ReadOnlySpan<char> cell, List<RawLink> links, List<string> flags)
    {
        var index = 0;
        while (index < cell.Length)
        {
            var character = cell[index];
            if (character == '[')
            {
                index += ReadLink(cell[index..], links, flags);
            }
            else if (character == 'h' && IsAddress(cell[index..]))
            {
                index += ReadBare(cell[index..], links, flags);
            }
            else
            {
                if (character is ')' or '(' or ']')
                {
                    flags.Add(ListFlags.StrayBracket);
                }

                index++;
            }
        }
    }

    /// <returns>How many characters were used.</returns>
    private static int ReadLink(ReadOnlySpan<char> text, List<RawLink> links, List<string> flags)
    {
        var close = text.IndexOf(']');
        if (close < 0)
        {
            flags.Add(ListFlags.CutLink);
            return text.Length;
        }

        var label = text[1..close].Trim();
        var trimmed = label.Trim("()[]").Trim();
        if (trimmed.Length < label.Length)
        {
            flags.Add(ListFlags.StrayBracket);
        }

        var open = close + 1;
        if (open < text.Length && text[open] == '.')
        {
            open++;
        }

        if (open >= text.Length || text[open] != '(')
        {
            flags.Add(open >= text.Length ? ListFlags.CutLink : ListFlags.StrayBracket);
            return close + 1;
        }

        var length = TargetLength(text[(open + 1)..], out var balanced);
        if (length < 0)
        {
            flags.Add(ListFlags.CutLink);
            return open + 1 + UntilBlank(text[(open + 1)..]);
        }

        if (!balanced)
        {
            flags.Add(ListFlags.StrayBracket);
        }

        Add(ListRow.Clean(trimmed), text.Slice(open + 1, length), links, flags);
        return open + length + 2;
    }

    private static int ReadBare(ReadOnlySpan<char> text, List<RawLink> links, List<string> flags)
    {
        var length = UntilBlank(text);
        Add("", text[..length].TrimEnd(",.;)"), links, flags);
        return length;
    }

    private static void Add(string label, ReadOnlySpan<char> target, List<RawLink> links, List<string> flags)
    {
        var address = Unescape(target.Trim());
        if (address.Length == 0)
        {
            flags.Add(ListFlags.EmptyLink);
        }
        else if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri!.Host.Length > 0)
        {
            links.Add(new RawLink(label, uri));
        }
        else
        {
            flags.Add(ListFlags.BadLink);
        }
    }

    /// <summary>
    /// Up to the bracket that closes the target, brackets inside it balanced; -1 where a blank, another link or the end comes first.
    /// Where an inner bracket is never closed, the last closing one ends the target and <paramref name="balanced"/> is false.
    /// </summary>
    private static int TargetLength(ReadOnlySpan<char> text, out bool balanced)
    {
        balanced = true;
        var depth = 0;
        var last = -1;
        for (var index = 0; index < text.Length; index++)
        {
            switch (text[index])
            {
                case '\\':
                    index++;
                    break;
                case '(':
                    depth++;
                    break;
                case ')' when depth == 0:
                    return index;
                case ')':
                    depth--;
                    last = index;
                    break;
                case ' ' or '\t' or '[':
                    balanced = false;
                    return last;
            }
        }

        balanced = false;
        return last;
    }

    private static int UntilBlank(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(AddressEnds);
        return end < 0 ? text.Length : end;
    }

    private static bool IsAddress(ReadOnlySpan<char> text) =>
        text.StartsWith("https://", StringComparison.Ordinal) || text.StartsWith("http://", StringComparison.Ordinal);

    private static string Unescape(ReadOnlySpan<char> text)
    {
        if (text.IndexOf('\\') < 0)
        {
            return text.ToString();
        }

        var plain = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\' && index + 1 < text.Length && ListRow.IsEscapable(text[index + 1]))
            {
                index++;
            }

            plain.Append(text[index]);
        }

        return plain.ToString();
    }
}
