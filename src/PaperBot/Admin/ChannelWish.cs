using System.Globalization;
using System.Text.RegularExpressions;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Settings;

namespace PaperBot.Admin;

/// <summary>
/// What an admin wishes of a channel's digests, as typed behind <c>subscribe</c>: <c>ja papers=5 want="rl, agents" mute=survey authors=… categories=cs.CL
/// cron="0 0 9 ? * TUE" zone=Europe/Berlin</c>. What is not named stays as it is; an empty value takes a wish back.
/// </summary>
public sealed partial record ChannelWish
{
    /// <summary>Wishes nothing in particular.</summary>
    public static ChannelWish None { get; } = new();

    private readonly IReadOnlyList<Func<ChannelSettings, ChannelSettings>> _changes = [];

    public Language? Language { get; private init; }

    public bool IsNone => _changes.Count == 0 && Language is null;

    public ChannelSettings ApplyTo(ChannelSettings settings) =>
        _changes.Aggregate(settings with { Language = Language ?? settings.Language }, (so, change) => change(so));

    /// <param name="wrong">The word that cannot be understood, where the answer is null.</param>
    public static ChannelWish? TryParse(string text, out string wrong)
    {
        Language? language = null;
        var changes = new List<Func<ChannelSettings, ChannelSettings>>();
        foreach (Match word in Words().Matches(text))
        {
            wrong = word.Value;
            if (!word.Groups["key"].Success)
            {
                if (Languages.Find(word.Value) is not { } spoken)
                {
                    return null;
                }

                language = spoken;
            }
            else if (Change(word.Groups["key"].Value.ToLowerInvariant(), Unquoted(word.Groups["value"].Value)) is { } change)
            {
                changes.Add(change);
            }
            else
            {
                return null;
            }
        }

        wrong = "";
        return new ChannelWish(changes) { Language = language };
    }

    private ChannelWish() { }

    private ChannelWish(IReadOnlyList<Func<ChannelSettings, ChannelSettings>> changes) => _changes = changes;

    private static Func<ChannelSettings, ChannelSettings>? Change(string key, string value)
    {
        string[] list = [.. value.Split([',', '、'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        switch (key)
        {
            case "papers"
                when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most is >= 1 and <= 50:
                return settings => settings with { MaxPapers = most };
            case "want":
                return settings => settings with { Include = list };
            case "mute":
                return settings => settings with { Exclude = list };
            case "authors":
                return settings => settings with { Authors = list };
            case "categories":
                return settings => settings with { Categories = list };
            case "cron" when value.Length == 0 || CronText.EverComes(value):
                return settings => settings with { Schedule = value.Length > 0 ? value : null };
            case "zone" when value.Length == 0 || TimeZoneInfo.TryFindSystemTimeZoneById(value, out _):
                return settings => settings with { TimeZone = value.Length > 0 ? value : null };
            default:
                return null;
        }
    }

    private static string Unquoted(string value) => value.Trim('"', '\'', '“', '”', '「', '」').Trim();

    // A value that holds blanks stands in quotes, whichever ones a phone's keyboard makes of them.
    [GeneratedRegex(
        """(?:(?<key>[A-Za-z]+)=(?<value>"[^"]*"|“[^”]*”|「[^」]*」|'[^']*'|\S*))|\S+""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Words();
}
