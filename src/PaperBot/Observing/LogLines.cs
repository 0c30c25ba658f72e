using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using PaperBot.Settings;

namespace PaperBot.Observing;

/// <summary>
/// Log lines for people or as JSON, with every secret taken out: of messages, values, scopes and exceptions alike. The one way that
/// a log line leaves the program.
/// </summary>
internal sealed class LogLines(Redactor redactor, LogFormat format, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "paperbot";

    /// <summary>The host's event for something hosted that could not start.</summary>
    private const int HostedServiceStartupFaulted = 11;

    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The journal of systemd takes a line's level from a prefix.</summary>
    private readonly bool _isJournal = SystemdHelpers.IsSystemdService();

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if ((string.IsNullOrEmpty(message) && logEntry.Exception is null) || IsToldAnyway(logEntry))
        {
            return;
        }

        if (format is LogFormat.Json)
        {
            WriteJson(logEntry, message, scopeProvider, textWriter);
        }
        else
        {
            WriteText(logEntry, message, scopeProvider, textWriter);
        }
    }

    /// <summary>
    /// A port that is taken, as the host logs it before it throws: the call ends with the same in one line. Its stack would stand before it.
    /// </summary>
    private static bool IsToldAnyway<TState>(in LogEntry<TState> entry) =>
        entry
            is {
                Category: "Microsoft.Extensions.Hosting.Internal.Host",
                EventId.Id: HostedServiceStartupFaulted,
                Exception: IOException
            };

    private void WriteText<TState>(in LogEntry<TState> entry, string message, IExternalScopeProvider? scopes, TextWriter output)
    {
        var line = new StringBuilder();
        if (_isJournal)
        {
            line.Append(CultureInfo.InvariantCulture, $"<{Priority(entry.LogLevel)}>");
        }
        else
        {
            line.Append(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss} ");
        }

        line.Append(CultureInfo.InvariantCulture, $"{Short(entry.LogLevel)}: {entry.Category}[{entry.EventId.Id}]");
        scopes?.ForEachScope((scope, text) => text.Append(" => ").Append(Words(scope)), line);
        line.Append(' ').Append(message);
        if (entry.Exception is { } exception)
        {
            line.Append(' ').Append(exception);
        }

        // One entry, one line: a line break in what somebody typed must not pass for a line of ours.
        output.WriteLine(redactor.Clean(line.Replace("\r", "").Replace('\n', ' ').ToString()));
    }

    private void WriteJson<TState>(in LogEntry<TState> entry, string message, IExternalScopeProvider? scopes, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteString("at", time.GetUtcNow());
            json.WriteString("level", entry.LogLevel.ToString());
            json.WriteString("category", entry.Category);
            json.WriteNumber("event", entry.EventId.Id);
            if (entry.EventId.Name is { } name)
            {
                json.WriteString("name", name);
            }

            json.WriteString("message", redactor.Clean(message));
            if (entry.State is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 1 } values)
            {
                json.WriteStartObject("values");
                foreach (var (key, value) in values.Where(pair => pair.Key != "{OriginalFormat}"))
                {
                    json.WriteString(key, redactor.Clean(Words(value)));
                }

                json.WriteEndObject();
            }

            if (System.Diagnostics.Activity.Current is { } activity)
            {
                json.WriteString("trace", activity.TraceId.ToString());
                json.WriteString("span", activity.SpanId.ToString());
            }

            WriteScopes(json, scopes);
            if (entry.Exception is { } exception)
            {
                json.WriteString("exception", redactor.Clean(exception.ToString()));
            }

            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private void WriteScopes(Utf8JsonWriter json, IExternalScopeProvider? scopes)
    {
        if (scopes is null)
        {
            return;
        }

        var words = new List<string>();
        scopes.ForEachScope((scope, list) => list.Add(redactor.Clean(Words(scope))), words);
        if (words.Count == 0)
        {
            return;
        }

        json.WriteStartArray("scopes");
        foreach (var word in words)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
    }

    private static string Words(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            IEnumerable<KeyValuePair<string, object?>> pairs => string.Join(
                ", ",
                pairs.Where(pair => pair.Key != "{OriginalFormat}").Select(pair => $"{pair.Key}:{Words(pair.Value)}")
            ),
            IEnumerable many => string.Join(", ", many.Cast<object?>().Select(Words)),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    private static string Short(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };

    /// <summary>syslog(3)'s levels.</summary>
    private static int Priority(LogLevel level) =>
        level switch
        {
            LogLevel.Trace or LogLevel.Debug => 7,
            LogLevel.Information => 6,
            LogLevel.Warning => 4,
            LogLevel.Error => 3,
            _ => 2,
        };
}
