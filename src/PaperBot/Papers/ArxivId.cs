using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>
/// An arXiv identifier with or without a version: <c>2305.18290</c>, <c>0704.0001v2</c>, <c>hep-th/9901001v1</c>
/// (https://info.arxiv.org/help/arxiv_identifier.html).
/// </summary>
public sealed partial record ArxivId
{
    private ArxivId(string id, int? version) => (Id, Version) = (id, version);

    /// <summary>Without a version; what papers are keyed by.</summary>
    public string Id { get; }

    /// <summary>1 or more; null where none was given.</summary>
    public int? Version { get; }

    public ArxivId WithoutVersion => Version is null ? this : new(Id, null);

    public ArxivId WithVersion(int version) =>
        new(Id, version > 0 ? version : throw new ArgumentOutOfRangeException(nameof(version)));

    public Uri AbstractPage => new($"https://arxiv.org/abs/{this}");

    public Uri Pdf => new($"https://arxiv.org/pdf/{this}");

    /// <summary>
    /// Reads a bare id, <c>arXiv:</c> and an id, or an address on arxiv.org and its mirrors (<c>/abs/</c>, <c>/pdf/</c> with or without <c>.pdf</c>,
    /// <c>/html/</c>), on alphaxiv.org or huggingface.co/papers, with a query or a fragment behind it.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ArxivId? id)
    {
        id = null;
        var value = text?.Trim() ?? "";
        if (value.Length is 0 or > 300)
        {
            return false;
        }

        var match = Address().Match(value);
        if (!match.Success)
        {
            match = Bare().Match(value);
        }

        if (!match.Success)
        {
            return false;
        }

        var name = match.Groups["id"].Value.ToLowerInvariant();
        if (char.IsAsciiDigit(name[0]) ? !IsNewStyle(name) : !IsOldStyle(name))
        {
            return false;
        }

        int? version = null;
        if (match.Groups["v"].Success)
        {
            if (
                !int.TryParse(match.Groups["v"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number < 1
            )
            {
                return false;
            }

            version = number;
        }

        id = new ArxivId(name, version);
        return true;
    }

    /// <exception cref="FormatException">The text is no arXiv id.</exception>
    public static ArxivId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException($"'{text}' is no arXiv id; write 2305.18290, 2305.18290v2 or an address on arxiv.org.");

    public override string ToString() =>
        Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"{Id}v{version}") : Id;

    // YYMM.NNNN until 2014, YYMM.NNNNN since 2015.
    private static bool IsNewStyle(string id) =>
        id[2] is '0' or '1' && Month(id.AsSpan(2, 2)) && id.Length == (string.CompareOrdinal(id, "1501") < 0 ? 9 : 10);

    private static bool IsOldStyle(string id) => Month(id.AsSpan(id.IndexOf('/', StringComparison.Ordinal) + 3, 2));

    private static bool Month(ReadOnlySpan<char> digits) => int.Parse(digits, CultureInfo.InvariantCulture) is >= 1 and <= 12;

    private const string Name = @"(?<id>\d{4}\.\d{4,5}|[a-z][a-z-]*(?:\.[a-z]{2})?/\d{7})(?:v(?<v>\d{1,3}))?";

    [GeneratedRegex(
        @"^(?:arxiv:\s*)?" + Name + "$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Bare();

    [GeneratedRegex(
        @"^(?:https?://)?(?:(?:www\.|export\.|browse\.)?arxiv\.org/+(?:abs|pdf|html|format|ps|e-print)|(?:www\.)?alphaxiv\.org/(?:abs|overview)|huggingface\.co/papers)/+"
            + Name
            + @"(?:\.pdf)?/?(?:[?#].*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Address();
}
