using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace PaperBot.Papers;

/// <summary>
/// HTML. Written as an interpolated string, in which every value is escaped unless it is <see cref="Html"/> itself, so that forgetting to
/// escape takes more than forgetting.
/// </summary>
public readonly record struct Html
{
    private readonly string? _text;

    private Html(string text) => _text = text;

    public static Html None { get; } = new("");

    public bool IsEmpty => string.IsNullOrEmpty(_text);

    /// <summary><c>Html.Of($"&lt;p&gt;{title}&lt;/p&gt;")</c></summary>
    public static Html Of(HtmlWriter html) => new(html.Take());

    /// <summary>Text that is HTML already, made by <see cref="BlocksHtml"/>.</summary>
    internal static Html Made(string html) => new(html);

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part._text)));

    public override string ToString() => _text ?? "";
}

/// <summary>Writes the interpolated strings of <see cref="Html.Of"/>.</summary>
[InterpolatedStringHandler]
public readonly ref struct HtmlWriter
{
    private readonly StringBuilder _text;

    /// <param name="holes">How many values stand in it.</param>
    public HtmlWriter(int literalLength, int holes) => _text = new StringBuilder(literalLength + (holes * 32));

    public void AppendLiteral(string html) => _text.Append(html);

    public void AppendFormatted(string? text) => _text.Append(BlocksHtml.Escape(text ?? ""));

    public void AppendFormatted(int number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

    public void AppendFormatted(WeekId week) => _text.Append(BlocksHtml.Escape(week.ToString()));

    public void AppendFormatted(Html html) => _text.Append(html.ToString());

    public void AppendFormatted(IEnumerable<Html> parts) => _text.Append(Html.Join(parts).ToString());

    /// <summary>A web address; any other would be a way in.</summary>
    public void AppendFormatted(Uri address) =>
        _text.Append(address.Scheme is "http" or "https" ? BlocksHtml.Escape(address.AbsoluteUri) : "#");

    internal string Take() => _text.ToString();
}
