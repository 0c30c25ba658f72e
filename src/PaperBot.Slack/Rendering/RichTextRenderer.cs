using System.Text.Json.Nodes;
using PaperBot.Chat;

namespace PaperBot.Slack.Rendering;

/// <summary>
/// Marked text as Slack's <c>rich_text</c> elements, which carry formatting as data: nothing in the words themselves is parsed, so
/// asterisks, angle brackets and colons stay what they are, beside kana and kanji too.
/// </summary>
internal static class RichTextRenderer
{
    /// <summary>The elements of one line; empty where it has no words.</summary>
    /// <param name="room">UTF-16 units that the words may weigh; what does not fit is cut with an ellipsis.</param>
    public static JsonArray Elements(RichText text, int room)
    {
        var elements = new JsonArray();
        foreach (var part in Join(text.Parts))
        {
            var words = SlackText.Fit(part.Words, room);
            if (words.Length > 0)
            {
                elements.Add((JsonNode)Element(part, words));
            }

            room -= SlackText.Weigh(part.Words);
            if (room < 0)
            {
                break;
            }
        }

        return elements;
    }

    /// <summary>The address as Slack may open it; null for one that is not http(s) or too long.</summary>
    public static string? Address(Uri target) =>
        target is { IsAbsoluteUri: true, Scheme: "http" or "https" }
        && target.AbsoluteUri is { Length: <= SlackLimits.Address } address
            ? address
            : null;

    private static JsonObject Element(Inline part, string words)
    {
        var element = new JsonObject();
        if (part is Inline.Link link && Address(link.Target) is { } address)
        {
            element["type"] = "link";
            element["url"] = address;
        }
        else
        {
            element["type"] = "text";
        }

        element["text"] = words;
        if (Style(part) is { Count: > 0 } style)
        {
            element["style"] = style;
        }

        return element;
    }

    private static JsonObject Style(Inline part)
    {
        var style = new JsonObject();
        var marks = part switch
        {
            Inline.Text text => text.Marks,
            Inline.Link link => link.Marks,
            _ => TextMarks.None,
        };
        Set("bold", marks.HasFlag(TextMarks.Bold));
        Set("italic", marks.HasFlag(TextMarks.Italic));
        Set("strike", marks.HasFlag(TextMarks.Strike));
        Set("code", part is Inline.Code);
        return style;

        void Set(string name, bool on)
        {
            if (on)
            {
                style[name] = true;
            }
        }
    }

    /// <summary>Neighbours with the same marks become one, so that a mention cannot be put together from two halves.</summary>
    private static List<Inline> Join(IReadOnlyList<Inline> parts)
    {
        var joined = new List<Inline>(parts.Count);
        foreach (var part in parts)
        {
            if (part is Inline.Text next && joined is [.., Inline.Text last] && last.Marks == next.Marks)
            {
                joined[^1] = last with { Value = last.Value + next.Value };
            }
            else
            {
                joined.Add(part);
            }
        }

        return joined;
    }
}
