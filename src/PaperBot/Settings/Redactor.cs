using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using PaperBot.Storage;

namespace PaperBot.Settings;

/// <summary>
/// Takes secrets out of a text before anybody sees it or it is stored: those of this installation by their value, however they are
/// written, and everything that looks like one. Logs, traces, the platforms' own words and what a call prints go through it.
/// </summary>
public sealed partial class Redactor
{
    public const string Mark = "[redacted]";

    /// <summary>A shorter value would take harmless words with it; no platform hands out a shorter secret.</summary>
    private const int Shortest = 6;

    private readonly string[] _values;

    public Redactor(IEnumerable<string> secrets) =>
        _values = [
            .. secrets
                .Where(secret => secret.Length >= Shortest)
                .SelectMany(Spellings)
                .Distinct(StringComparer.Ordinal)
                // One that holds another goes first, or its rest would stay.
                .OrderByDescending(value => value.Length),
        ];

    /// <summary>Knows no secret by its value yet: for what happens before the settings are read.</summary>
    public static Redactor ByShape { get; } = new([]);

    public static Redactor For(PaperBotSettings settings) =>
        new(settings.Secrets.Except([settings.Store.ConnectionString]).Concat(InConnectionString(settings.Store)));

    public string Clean(string text)
    {
        foreach (var value in _values)
        {
            text = text.Replace(value, Mark, StringComparison.Ordinal);
        }

        try
        {
            return Shapes().Replace(text, "${keep}" + Mark);
        }
        catch (RegexMatchTimeoutException)
        {
            return "[a text that could not be searched for secrets]";
        }
    }

    public string? CleanOrNull(string? text) => text is null ? null : Clean(text);

    /// <summary>A file's path is no secret and belongs into messages; a server's connection string is one, and so is its password by itself.</summary>
    private static IEnumerable<string> InConnectionString(StoreSettings store)
    {
        if (store.Provider is StoreProvider.Postgres)
        {
            yield return store.ConnectionString;
        }

        if (!store.ConnectionString.Contains('=', StringComparison.Ordinal))
        {
            yield break;
        }

        var parts = new DbConnectionStringBuilder { ConnectionString = store.ConnectionString };
        foreach (var key in new[] { "Password", "Pwd", "PSW", "SSL Password" })
        {
            if (parts.TryGetValue(key, out var value) && value is string { Length: > 0 } password)
            {
                yield return password;
            }
        }
    }

    private static IEnumerable<string> Spellings(string secret) =>
        [
            secret,
            Uri.EscapeDataString(secret),
            JavaScriptEncoder.Default.Encode(secret),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret)),
        ];

    // Slack's tokens, a model vendor's keys, Discord's bot tokens, what follows Bearer and Bot, passwords in connection strings and
    // addresses, the tokens in Discord's interaction and webhook addresses, Slack's webhook and response addresses, secrets in queries.
    [GeneratedRegex(
        """
            (?<![\w-])xox[a-z](?:\.xox[a-z])?-[\w-]{6,}
            |(?<![\w-])xapp-[\w-]{6,}
            |(?<![\w-])sk-[\w-]{16,}
            |(?<![\w.-])[\w-]{23,30}\.[\w-]{6,7}\.[\w-]{27,}
            |(?<keep>\b(?:Bearer|Bot)\x20+)[\w.~+/=-]{16,}
            |(?<keep>\b(?:password|pwd)\x20*=\x20*)[^;\s"']+
            |(?<keep>/(?:interactions|webhooks)/\d{5,}/)[\w-]{8,}
            |(?<keep>hooks\.slack(?:-gov)?\.com/\w+/)[^\s"'<>]+
            |(?<keep>[?&](?:ticket|token|code|secret|key|api_key|access_token|signature|sig)=)[^&\s"'<>]+
            |(?<keep>://)[^/\s:@"']+:[^/\s@"']+(?=@)
            """,
        RegexOptions.IgnorePatternWhitespace
            | RegexOptions.IgnoreCase
            | RegexOptions.CultureInvariant
            | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Shapes();
}
