using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PaperBot.Fakes.Discord;

/// <summary>
/// The limits of messages and components as Discord's documentation states them, written down a second time so that
/// the adapter's own idea of them is not what it is measured by.
/// </summary>
public static partial class MessageRules
{
    /// <summary>Above this many UTF-8 bytes of text the real service answers 500 (discord-api-docs#8554).</summary>
    public const int MaxTextBytes = 10_170;

    /// <summary>A JSON body of this size was answered 500 (discord-api-docs#6965).</summary>
    public const int MaxJsonBytes = 17_400;

    private static readonly string[] MessageFields =
    [
        "content",
        "embeds",
        "allowed_mentions",
        "components",
        "flags",
        "attachments",
        "message_reference",
        "nonce",
        "enforce_nonce",
        "tts",
        "sticker_ids",
        "poll",
        "shared_client_theme",
    ];

    private static readonly string[] EmbedFields =
    [
        "type",
        "url",
        "title",
        "color",
        "timestamp",
        "description",
        "author",
        "image",
        "thumbnail",
        "footer",
        "fields",
        "provider",
        "video",
        "flags",
    ];

    /// <summary>A message to be created or edited.</summary>
    /// <param name="partial">An edit may leave everything out.</param>
    public static void Check(JsonObject message, FormErrors errors, string at = "", bool partial = false)
    {
        foreach (var (name, _) in message)
        {
            if (!MessageFields.Contains(name, StringComparer.Ordinal))
            {
                errors.Add(at + name, "UNKNOWN_FIELD", "This field is not part of a message.");
            }
        }

        Length(message, "content", 2000, errors, at);
        Length(message, "nonce", 25, errors, at);
        CheckEmbeds(message["embeds"], errors, at + "embeds");
        CheckRows(message["components"], errors, at + "components");
        CheckMentions(message["allowed_mentions"], errors, at + "allowed_mentions");
        if (!partial && IsEmpty(message))
        {
            errors.Add(at.TrimEnd('.'), "EMPTY", "Cannot send an empty message.");
        }
    }

    public static bool IsEmpty(JsonObject message) =>
        string.IsNullOrWhiteSpace(Text(message["content"]))
        && message["embeds"] is not JsonArray { Count: > 0 }
        && message["components"] is not JsonArray { Count: > 0 }
        && message["attachments"] is not JsonArray { Count: > 0 }
        && message["sticker_ids"] is not JsonArray { Count: > 0 }
        && message["poll"] is null;

    /// <summary>All text that people see, in UTF-8.</summary>
    public static int TextBytes(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.Sum(pair =>
                pair.Value is JsonValue
                && pair.Key is "content" or "title" or "description" or "name" or "value" or "text" or "label" or "placeholder"
                    ? Encoding.UTF8.GetByteCount(Text(pair.Value) ?? "")
                    : TextBytes(pair.Value)
            ),
            JsonArray list => list.Sum(TextBytes),
            _ => 0,
        };

    /// <summary>The body in UTF-8, however the sender has spelt its letters: only quotes, backslashes and control characters need an escape.</summary>
    public static int JsonBytes(JsonNode body)
    {
        var json = body.ToJsonString(Relaxed);
        return Encoding.UTF8.GetByteCount(json)
            - Escape()
                .Matches(json)
                .Select(match => match.Groups["code"].Value)
                .Where(code => code.Length > 0)
                .Sum(code =>
                    int.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) switch
                    {
                        < 0x80 => 0,
                        // Two bytes, and so is each half of a pair.
                        < 0x800 or (>= 0xd800 and <= 0xdfff) => 4,
                        _ => 3,
                    }
                );
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex(@"\\(?:u(?<code>[0-9A-Fa-f]{4})|.)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Escape();

    /// <summary>Tokens in a text that mention somebody, or draw as something else than their letters.</summary>
    public static IReadOnlyList<string> Tokens(string text) => [.. Token().Matches(text).Select(match => match.Value)];

    /// <summary>Every string in a body that Discord parses for mentions or draws as Markdown.</summary>
    public static IEnumerable<string> DrawnTexts(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(pair =>
                pair.Value is JsonValue
                && pair.Key is "content" or "title" or "description" or "name" or "value" or "text" or "label" or "placeholder"
                    ? [Text(pair.Value) ?? ""]
                    : DrawnTexts(pair.Value)
            ),
            JsonArray list => list.SelectMany(DrawnTexts),
            _ => [],
        };

    public static void CheckThread(JsonObject thread, FormErrors errors)
    {
        Required(thread, "name", 1, 100, errors, "");
        if (thread["auto_archive_duration"] is { } minutes && Number(minutes) is not (60 or 1440 or 4320 or 10080))
        {
            errors.Add("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of {60, 1440, 4320, 10080}.");
        }

        if (thread["rate_limit_per_user"] is { } slow && Number(slow) is < 0 or > 21600)
        {
            errors.Add("rate_limit_per_user", "NUMBER_TYPE_MAX", "int value should be between 0 and 21600.");
        }
    }

    private static void CheckEmbeds(JsonNode? node, FormErrors errors, string at)
    {
        if (node is not JsonArray embeds)
        {
            return;
        }

        if (embeds.Count > 10)
        {
            errors.Add(at, "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
        }

        var total = 0;
        for (var i = 0; i < embeds.Count; i++)
        {
            var path = $"{at}.{i}.";
            if (embeds[i] is not JsonObject embed)
            {
                errors.Add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used.");
                continue;
            }

            foreach (var (name, _) in embed)
            {
                if (!EmbedFields.Contains(name, StringComparer.Ordinal))
                {
                    errors.Add(path + name, "UNKNOWN_FIELD", "This field is not part of an embed.");
                }
            }

            total += Length(embed, "title", 256, errors, path);
            total += Length(embed, "description", 4096, errors, path);
            CheckUrl(embed, "url", 2048, errors, path);
            if (embed["color"] is { } color && Number(color) is not (>= 0 and <= 0xFFFFFF))
            {
                errors.Add(path + "color", "NUMBER_TYPE_MAX", "int value should be between 0 and 16777215.");
            }

            if (embed["footer"] is JsonObject footer)
            {
                total += Length(footer, "text", 2048, errors, path + "footer.");
            }

            if (embed["author"] is JsonObject author)
            {
                total += Length(author, "name", 256, errors, path + "author.");
            }

            foreach (var picture in new[] { "image", "thumbnail" })
            {
                if (embed[picture] is JsonObject image)
                {
                    CheckUrl(image, "url", 2048, errors, $"{path}{picture}.");
                    Length(image, "description", 4096, errors, $"{path}{picture}.");
                }
            }

            var fields = embed["fields"] as JsonArray ?? [];
            if (fields.Count > 25)
            {
                errors.Add(path + "fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
            }

            for (var j = 0; j < fields.Count; j++)
            {
                total += Required(fields[j] as JsonObject ?? [], "name", 1, 256, errors, $"{path}fields.{j}.");
                total += Required(fields[j] as JsonObject ?? [], "value", 1, 1024, errors, $"{path}fields.{j}.");
            }

            if (
                string.IsNullOrWhiteSpace(Text(embed["title"]))
                && string.IsNullOrWhiteSpace(Text(embed["description"]))
                && embed["footer"] is null
                && embed["author"] is null
                && embed["image"] is null
                && embed["thumbnail"] is null
                && fields.Count == 0
            )
            {
                errors.Add(path + "description", "BASE_TYPE_REQUIRED", "This field is required");
            }
        }

        if (total > 6000)
        {
            errors.Add(at, "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
        }
    }

    private static void CheckMentions(JsonNode? node, FormErrors errors, string at)
    {
        if (node is not JsonObject mentions)
        {
            return;
        }

        foreach (var parse in mentions["parse"] as JsonArray ?? [])
        {
            if (Text(parse) is not ("users" or "roles" or "everyone"))
            {
                errors.Add(at + ".parse", "BASE_TYPE_CHOICES", "Value must be one of {'users', 'roles', 'everyone'}.");
            }
        }
    }

    private static void CheckUrl(JsonObject owner, string name, int most, FormErrors errors, string at)
    {
        if (Text(owner[name]) is not { } url)
        {
            return;
        }

        if (url.Length > most)
        {
            errors.Add(at + name, "BASE_TYPE_MAX_LENGTH", $"Must be {most} or fewer in length.");
        }

        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https" or "discord" or "attachment")
        )
        {
            errors.Add(at + name, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        }
    }

    /// <summary>Length counts UTF-16 units: never less than what Discord counts. Leading and trailing white space is trimmed first.</summary>
    private static int Length(JsonObject owner, string name, int most, FormErrors errors, string at)
    {
        var length = (Text(owner[name]) ?? "").Trim().Length;
        if (length > most)
        {
            errors.Add(at + name, "BASE_TYPE_MAX_LENGTH", $"Must be {most} or fewer in length.");
        }

        return length;
    }

    private static int Required(JsonObject owner, string name, int least, int most, FormErrors errors, string at)
    {
        var length = Length(owner, name, most, errors, at);
        if (length < least)
        {
            errors.Add(at + name, "BASE_TYPE_REQUIRED", "This field is required");
        }

        return length;
    }

    public static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    internal static long? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    [GeneratedRegex(
        @"@everyone|@here|<@[!&]?\d+>|<#\d+>|</[^\n:<>]+:\d+>|<a?:\w+:\d+>|<t:-?\d+(:[a-zA-Z])?>|<id:\w+>",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Token();
}
