using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using PaperBot.Chat;

namespace PaperBot.Papers;

/// <summary>Neutral blocks as HTML. Every text is escaped; only http and https addresses become links.</summary>
public static class BlocksHtml
{
    // Japanese stays readable in the source.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    // Embeddings, overrides and isolates; control characters but tab and line break.
    private static readonly SearchValues<char> Unwanted = SearchValues.Create([
        .. "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069",
        .. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r')),
    ]);

    /// <summary>For text and for attributes in double quotes. What turns the direction of the text around it, and control characters, go.</summary>
    public static string Escape(string text) => Encoder.Encode(text.AsSpan().ContainsAny(Unwanted) ? Without(text) : text);

    private static string Without(string text) => string.Concat(text.Where(character => !Unwanted.Contains(character)));

    /// <summary>Buttons and selects, which only a chat has, are left out.</summary>
    public static string Write(IEnumerable<ChatBlock> blocks)
    {
        var html = new StringBuilder();
        foreach (var block in blocks)
        {
            html.Append(
                block switch
                {
                    ChatBlock.Heading heading => $"<h3>{Escape(heading.Text)}</h3>\n",
                    ChatBlock.Paragraph paragraph => $"<p>{Line(paragraph.Text)}</p>\n",
                    ChatBlock.Items items => Items(items),
                    ChatBlock.Quote quote => $"<blockquote><p>{Line(quote.Text)}</p></blockquote>\n",
                    ChatBlock.Code code => $"<pre><code>{Escape(code.Text)}</code></pre>\n",
                    ChatBlock.Context context => $"<p class=\"mark\">{Line(context.Text)}</p>\n",
                    ChatBlock.Divider => "<hr>\n",
                    _ => "",
                }
            );
        }

        return html.ToString();
    }

    /// <summary>What stands on one line, or in one paragraph.</summary>
    public static string Line(RichText text) => string.Concat(text.Parts.Select(Part));

    private static string Items(ChatBlock.Items items)
    {
        var lines = string.Concat(items.Lines.Select(line => $"<li>{Line(line)}</li>\n"));
        var start = items.First == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" start=\"{items.First}\"");
        return items.Numbered ? $"<ol{start}>\n{lines}</ol>\n" : $"<ul>\n{lines}</ul>\n";
    }

    private static string Part(Inline part) =>
        part switch
        {
            Inline.Code code => $"<code>{Escape(code.Value)}</code>",
            Inline.Link { Target.Scheme: "https" or "http" } link =>
                $"<a href=\"{Escape(link.Target.AbsoluteUri)}\">{Marked(link.Label, link.Marks)}</a>",
            Inline.Link link => Marked(link.Label, link.Marks),
            Inline.Text text => Marked(text.Value, text.Marks),
            _ => throw new ArgumentOutOfRangeException(nameof(part)),
        };

    private static string Marked(string words, TextMarks marks)
    {
        var html = Escape(words);
        html = marks.HasFlag(TextMarks.Strike) ? $"<s>{html}</s>" : html;
        html = marks.HasFlag(TextMarks.Italic) ? $"<em>{html}</em>" : html;
        return marks.HasFlag(TextMarks.Bold) ? $"<strong>{html}</strong>" : html;
    }
}
