using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Quartz;

namespace PaperBot.Settings;

/// <summary>
/// Reads settings and collects every problem instead of stopping at the first, so that a start that fails names all of them.
/// Each feature's settings record has a <c>Read(SettingsReader)</c> that asks for its keys here.
/// </summary>
public sealed class SettingsReader(IConfiguration configuration)
{
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SettingsProblem> _problems = [];
    private readonly List<string> _secrets = [];

    public IReadOnlyList<SettingsProblem> Problems => _problems;

    /// <summary>The values of all secrets that were read, for the redactor.</summary>
    public IReadOnlyList<string> Secrets => _secrets;

    /// <param name="expected">What would be right, as an example or a range.</param>
    public void Report(string key, string problem, string expected) => _problems.Add(new SettingsProblem(key, problem, expected));

    public string Text(string key, string fallback) => Raw(key) ?? fallback;

    /// <summary>
    /// A value that must not be shown: from the key itself or from the file that <c>&lt;key&gt;_FILE</c> names. Null where neither is set or it is empty.
    /// </summary>
    public string? Secret(string key)
    {
        var value = Raw(key);
        var file = Raw(key + "_FILE");
        if (!string.IsNullOrEmpty(file))
        {
            if (!string.IsNullOrEmpty(value))
            {
                Report(key, "is set twice: directly and by " + key + "_FILE", "one of the two");
            }

            try
            {
                value = File.ReadAllText(file).Trim();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Report(
                    key + "_FILE",
                    $"names '{file}', which cannot be read ({exception.Message})",
                    "a readable file that holds the secret and nothing else"
                );
            }
        }

        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        _secrets.Add(value);
        return value;
    }

    public bool Flag(string key, bool fallback)
    {
        var value = Raw(key);
        if (string.IsNullOrEmpty(value))
        {
            return fallback;
        }

        if (bool.TryParse(value, out var flag))
        {
            return flag;
        }

        Report(key, $"is '{value}'", "true or false");
        return fallback;
    }

    public int Number(string key, int fallback, int least, int most)
    {
        var value = Raw(key);
        if (string.IsNullOrEmpty(value))
        {
            return fallback;
        }

        if (
            int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
        {
            return number;
        }

        Report(key, $"is '{value}'", string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));
        return fallback;
    }

    /// <summary>A cron expression in Quartz's form with seconds, that comes at least once more.</summary>
    public string Cron(string key, string fallback, string expected)
    {
        var cron = Text(key, fallback);
        if (!CronText.EverComes(cron))
        {
            Report(key, CronExpression.TryParse(cron, out _) ? $"is '{cron}', which never comes" : $"is '{cron}'", expected);
        }

        return cron;
    }

    public decimal Amount(string key, decimal fallback)
    {
        var value = Raw(key);
        if (string.IsNullOrEmpty(value))
        {
            return fallback;
        }

        if (decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return amount;
        }

        Report(key, $"is '{value}'", "an amount such as 20 or 12.50");
        return fallback;
    }

    /// <summary>A span of time such as <c>00:00:30</c>, <c>1.12:00:00</c>, or short: <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>21d</c>, <c>250ms</c>.</summary>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan least, TimeSpan most)
    {
        var value = Raw(key);
        if (string.IsNullOrEmpty(value))
        {
            return fallback;
        }

        if (TryDuration(value, out var span) && span >= least && span <= most)
        {
            return span;
        }

        Report(key, $"is '{value}'", $"a time from {Show(least)} to {Show(most)}, such as 30s, 5m, 2h, 21d or 00:00:30");
        return fallback;
    }

    /// <summary>One of an enumeration's names, in any case.</summary>
    public T Choice<T>(string key, T fallback)
        where T : struct, Enum
    {
        var value = Raw(key);
        if (string.IsNullOrEmpty(value))
        {
            return fallback;
        }

        foreach (var name in Enum.GetNames<T>())
        {
            if (string.Equals(name, value, StringComparison.OrdinalIgnoreCase))
            {
                return Enum.Parse<T>(name);
            }
        }

        Report(key, $"is '{value}'", "one of " + string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant())));
        return fallback;
    }

    /// <summary>An address outside: https, or plain http to loopback. Sockets are opened where the platforms' answers say.</summary>
    public Uri Address(string key, Uri fallback) => Address(key) ?? fallback;

    /// <summary>As <see cref="Address(string, Uri)"/>; null where it is not set or not right.</summary>
    public Uri? Address(string key)
    {
        var value = Raw(key);
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (
            Uri.TryCreate(value, UriKind.Absolute, out var address)
            && (address.Scheme == "https" || (address.Scheme == "http" && IsLoopback(address)))
        )
        {
            return address;
        }

        Report(key, $"is '{value}'", "an https address (plain http is allowed to loopback only)");
        return null;
    }

    public IReadOnlyList<string> List(string key)
    {
        var section = configuration.GetSection(key);
        var items = new List<string>();
        foreach (var child in section.GetChildren())
        {
            _asked.Add(child.Path);
            if (!string.IsNullOrWhiteSpace(child.Value))
            {
                items.Add(child.Value.Trim());
            }
        }

        // A list may also be written in one variable, with commas.
        if (items.Count == 0 && Raw(key) is { Length: > 0 } joined)
        {
            items.AddRange(joined.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        return items;
    }

    /// <summary>The keys of a list's entries, <c>Channels:0</c> and so on.</summary>
    public IReadOnlyList<string> Entries(string key)
    {
        _asked.Add(key);
        return [.. configuration.GetSection(key).GetChildren().Select(child => child.Path)];
    }

    public bool IsSet(string key) => !string.IsNullOrEmpty(Raw(key)) || configuration.GetSection(key).GetChildren().Any();

    /// <summary>Call when every feature has read: names the keys that nobody asked for, which are spelling mistakes.</summary>
    public void ReportUnknownKeys()
    {
        foreach (var (key, value) in configuration.AsEnumerable().OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (
                value is not null
                && !_asked.Contains(key)
                && !(value.Length == 0 && _asked.Any(asked => asked.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase)))
            )
            {
                var near = _asked.MinBy(asked =>
                    asked.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase) ? 0 : Distance(asked, key)
                );
                Report(
                    key,
                    "is not a setting of PaperBot",
                    near is null ? "see README for the settings" : $"perhaps {near}; see README for the settings"
                );
            }
        }
    }

    public static bool IsLoopback(Uri address) =>
        string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private string? Raw(string key)
    {
        _asked.Add(key);
        return configuration[key]?.Trim();
    }

    private static bool TryDuration(string value, out TimeSpan span)
    {
        (string Unit, double Seconds)[] units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];
        foreach (var (unit, seconds) in units)
        {
            if (
                value.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(
                    value.AsSpan(0, value.Length - unit.Length),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
            {
                span = TimeSpan.FromSeconds(Math.Min(number * seconds, 1e9));
                return true;
            }
        }

        return TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out span) && value.Contains(':', StringComparison.Ordinal);
    }

    private static string Show(TimeSpan span) =>
        span.ToString(
            span.Days > 0 ? @"d\.hh\:mm\:ss"
                : span.Milliseconds > 0 ? @"hh\:mm\:ss\.fff"
                : @"hh\:mm\:ss",
            CultureInfo.InvariantCulture
        );

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }

        return row[^1];
    }
}

/// <summary>A setting that is not right.</summary>
public sealed record SettingsProblem(string Key, string Problem, string Expected)
{
    public override string ToString() => $"{Key} {Problem}; expected: {Expected}";
}
