using System.Globalization;
using System.Text.RegularExpressions;

namespace PaperBot.Checking;

/// <summary>A number as it stands in a text.</summary>
/// <param name="Value">With its multiplier: 95M, 9500万 and 95 million are one value. A percent sign does not count.</param>
/// <param name="Plain">Without it: 95.</param>
/// <param name="IsTelling">Two digits or more, a fraction, a percent sign or a multiplier: a lone digit says nothing about where it stands.</param>
internal readonly record struct FoundNumber(decimal Value, decimal Plain, int Start, int Length, bool IsTelling)
{
    public required bool IsPercent { get; init; }

    /// <summary>A lone digit with a percent sign, which must have it on the page as well.</summary>
    public bool NeedsPercent => IsPercent && Plain < 10 && decimal.IsInteger(Plain);
}

/// <summary>
/// Finds numbers in texts of both languages, after NFKC. Digits that belong to a name (GPT-3.5, 30B in MPT-30B) are none. Kana and kanji are
/// word characters, so that only ASCII classes are used.
/// </summary>
internal static partial class NumberReader
{
    public static IEnumerable<FoundNumber> Read(string text)
    {
        foreach (Match match in Number().Matches(text))
        {
            if (BelongsToName(text, match.Index))
            {
                continue;
            }

            var digits = match.Groups["digits"].ValueSpan.ToString().Replace(",", "", StringComparison.Ordinal);
            if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var plain))
            {
                continue;
            }

            var unit = match.Groups["unit"].Value;
            var scale = Scale(unit);
            var isPercent = unit.TrimStart().ToLowerInvariant() is "%" or "percent" or "パーセント";
            yield return new FoundNumber(
                plain * scale,
                plain,
                match.Index,
                match.Length,
                digits.Length > 1 || scale != 1 || isPercent
            )
            {
                IsPercent = isPercent,
            };
        }
    }

    /// <summary>A letter before it, directly or behind a hyphen, makes it part of a name.</summary>
    private static bool BelongsToName(string text, int start)
    {
        var before = start - 1;
        if (before >= 0 && text[before] is '-' or '–' or '_' or '.')
        {
            before--;
        }

        return before >= 0 && char.IsAsciiLetter(text[before]);
    }

    private static decimal Scale(string unit) =>
        unit.ToLowerInvariant().TrimStart() switch
        {
            "k" or "thousand" or "千" => 1_000,
            "万" => 10_000,
            "m" or "million" or "百万" => 1_000_000,
            "億" => 100_000_000,
            "b" or "billion" or "十億" => 1_000_000_000,
            "trillion" or "兆" => 1_000_000_000_000,
            _ => 1,
        };

    [GeneratedRegex(
        @"(?<![0-9.,])(?<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,15}(?:\.[0-9]{1,10})?)(?<unit>\s?(?:thousand|million|billion|trillion)(?![A-Za-z])|[KkMB](?![A-Za-z0-9])|百万|十億|千|万|億|兆|\s?%|\s?percent(?![A-Za-z])|パーセント)?",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Number();
}
