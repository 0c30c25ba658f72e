using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Discord;

public sealed partial class FakeDiscord
{
    /// <summary>Registered commands by guild id; the empty key holds the global ones.</summary>
    private readonly Dictionary<string, List<JsonObject>> _commands = new(StringComparer.Ordinal);

    private int _creates;

    /// <summary>New commands that may still be made today.</summary>
    public int CommandCreatesLeft { get; set; } = 200;

    public IReadOnlyList<JsonObject> Commands(string? guildId)
    {
        lock (_lock)
        {
            return [.. _commands.GetValueOrDefault(guildId ?? "") ?? []];
        }
    }

    private Reply ReadCommands(string application, string? guild, IQueryCollection query)
    {
        if (WrongScope(application, guild) is { } wrong)
        {
            return wrong;
        }

        var withLocalizations = query["with_localizations"] == "true";
        return Reply.Ok(
            new JsonArray([
                .. (_commands.GetValueOrDefault(guild ?? "") ?? []).Select(command => Shape(command, withLocalizations)),
            ])
        );
    }

    private Reply OverwriteCommands(string application, string? guild, JsonNode? body)
    {
        if (WrongScope(application, guild) is { } wrong)
        {
            return wrong;
        }

        if (body is not JsonArray wanted)
        {
            return Reply.Error(400, 50035, "Invalid Form Body");
        }

        var errors = new FormErrors();
        for (var i = 0; i < wanted.Count; i++)
        {
            CheckCommand(wanted[i] as JsonObject ?? [], errors, $"{i}.", isGlobal: guild is null);
        }

        if (errors.Any)
        {
            return Reply.Form(errors);
        }

        if (wanted.Count > 100)
        {
            return Reply.Error(400, 30032, "Maximum number of application commands reached");
        }

        var known = _commands.GetValueOrDefault(guild ?? "") ?? [];
        var created = wanted.Count(command =>
            known.All(old => MessageRules.Text(old["name"]) != MessageRules.Text(command!["name"]))
        );
        if (_creates + created > CommandCreatesLeft)
        {
            return Reply.Error(400, 30034, "Max number of daily application command creates has been reached");
        }

        _creates += created;
        _commands[guild ?? ""] =
        [
            .. wanted.Select(command =>
            {
                var stored = command!.DeepClone().AsObject();
                var old = known.Find(other => MessageRules.Text(other["name"]) == MessageRules.Text(stored["name"]));
                stored["id"] = old?["id"]?.DeepClone() ?? NewId();
                stored["application_id"] = application;
                stored["version"] = NewId();
                stored["type"] ??= 1;
                stored["default_member_permissions"] ??= null;
                if (guild is not null)
                {
                    stored["guild_id"] = guild;
                }

                return stored;
            }),
        ];
        return Reply.Ok(new JsonArray([.. _commands[guild ?? ""].Select(command => Shape(command, withLocalizations: true))]));
    }

    private Reply? WrongScope(string application, string? guild) =>
        application != ApplicationId
            ? Reply.Error(403, 20012, "You are not authorized to perform this action on this application")
        : guild is not null && _guilds.GetValueOrDefault(guild)?.BotIsMember is not true ? Reply.MissingAccess
        : null;

    /// <summary>Without being asked, Discord leaves the localizations out; what is false or empty it leaves out always.</summary>
    private static JsonNode Shape(JsonNode node, bool withLocalizations)
    {
        switch (node)
        {
            case JsonObject map:
                var shape = new JsonObject();
                foreach (var (name, value) in map)
                {
                    var isLocal = name is "name_localizations" or "description_localizations";
                    if ((isLocal && !withLocalizations) || (name == "required" && value?.GetValue<bool>() == false))
                    {
                        continue;
                    }

                    shape[name] = value is null ? null : Shape(value, withLocalizations);
                }

                return shape;
            case JsonArray list:
                return new JsonArray([.. list.Select(item => item is null ? null : Shape(item, withLocalizations))]);
            default:
                return node.DeepClone();
        }
    }

    private static void CheckCommand(JsonObject command, FormErrors errors, string at, bool isGlobal)
    {
        CheckName(command, errors, at, isChatInput: true);
        CheckDescription(command, errors, at);
        CheckOptions(command["options"] as JsonArray ?? [], errors, at + "options.", depth: 0);
        if (
            command["default_member_permissions"] is { } bits
            && !ulong.TryParse(MessageRules.Text(bits), CultureInfo.InvariantCulture, out _)
        )
        {
            errors.Add(at + "default_member_permissions", "BASE_TYPE_BAD_INT", "A decimal string is expected.");
        }

        if (!isGlobal && (command.ContainsKey("contexts") || command.ContainsKey("integration_types")))
        {
            errors.Add(
                at + "contexts",
                "APPLICATION_COMMAND_CONTEXTS",
                "Only global commands have contexts and integration types."
            );
        }

        if (Characters(command) > 8000)
        {
            errors.Add(at, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
        }
    }

    private static void CheckOptions(JsonArray options, FormErrors errors, string at, int depth)
    {
        if (options.Count > 25)
        {
            errors.Add(at, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
        }

        var optionalSeen = false;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var kinds = options.Select(option => MessageRules.Number(option?["type"]) is 1 or 2).Distinct().Count();
        if (kinds > 1)
        {
            errors.Add(at, "APPLICATION_COMMAND_OPTIONS_MIXED", "Subcommands and plain options do not stand side by side.");
        }

        for (var i = 0; i < options.Count; i++)
        {
            var option = options[i] as JsonObject ?? [];
            var path = $"{at}{i}.";
            CheckName(option, errors, path, isChatInput: true);
            CheckDescription(option, errors, path);
            if (!names.Add(MessageRules.Text(option["name"]) ?? ""))
            {
                errors.Add(path + "name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Command option name already used");
            }

            var type = MessageRules.Number(option["type"]);
            var required = option["required"]?.GetValue<bool>() == true;
            if (required && optionalSeen)
            {
                errors.Add(
                    path + "required",
                    "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                    "Required options must be placed before non-required options"
                );
            }

            optionalSeen |= !required;
            if (type is 1 or 2)
            {
                if (depth > 1)
                {
                    errors.Add(path + "type", "APPLICATION_COMMAND_OPTIONS_NESTING", "Too deep.");
                }

                CheckOptions(option["options"] as JsonArray ?? [], errors, path + "options.", depth + 1);
            }
            else if (type is null or < 1 or > 11)
            {
                errors.Add(path + "type", "BASE_TYPE_CHOICES", "Value must be one of {1, …, 11}.");
            }

            var choices = option["choices"] as JsonArray;
            if (option["autocomplete"]?.GetValue<bool>() == true && (choices is { Count: > 0 } || type is not (3 or 4 or 10)))
            {
                errors.Add(
                    path + "autocomplete",
                    "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE",
                    "Autocomplete does not go with choices or this type."
                );
            }

            if (choices?.Count > 25)
            {
                errors.Add(path + "choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
            }

            for (var j = 0; j < (choices?.Count ?? 0); j++)
            {
                if (
                    MessageRules.Text(choices![j]?["name"]) is not { Length: >= 1 and <= 100 }
                    || (MessageRules.Text(choices[j]?["value"])?.Length ?? 1) > 100
                )
                {
                    errors.Add($"{path}choices.{j}", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.");
                }
            }
        }
    }

    private static void CheckName(JsonObject owner, FormErrors errors, string at, bool isChatInput)
    {
        foreach (
            var name in new[] { MessageRules.Text(owner["name"]) ?? "" }.Concat(
                Localized(owner, "name_localizations", errors, at)
            )
        )
        {
            if (isChatInput && (!CommandName().IsMatch(name) || name.Any(char.IsUpper)))
            {
                errors.Add(at + "name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
            }
        }
    }

    private static void CheckDescription(JsonObject owner, FormErrors errors, string at)
    {
        foreach (
            var description in new[] { MessageRules.Text(owner["description"]) ?? "" }.Concat(
                Localized(owner, "description_localizations", errors, at)
            )
        )
        {
            if (description.Length is < 1 or > 100)
            {
                errors.Add(at + "description", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.");
            }
        }
    }

    private static IEnumerable<string> Localized(JsonObject owner, string name, FormErrors errors, string at)
    {
        foreach (var (locale, text) in owner[name] as JsonObject ?? [])
        {
            if (!Locales.Contains(locale, StringComparer.Ordinal))
            {
                errors.Add($"{at}{name}.{locale}", "BASE_TYPE_CHOICES", "This locale is not known.");
            }

            yield return MessageRules.Text(text) ?? "";
        }
    }

    private static readonly string[] Locales = ["ja", "en-US", "en-GB", "de", "fr", "es-ES", "ko", "zh-CN", "zh-TW"];

    private static int Characters(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.Sum(pair =>
                pair.Key is "name" or "description" or "value" ? MessageRules.Text(pair.Value)?.Length ?? 0
                : pair.Key is "options" or "choices" ? Characters(pair.Value)
                : 0
            ),
            JsonArray list => list.Sum(Characters),
            _ => 0,
        };

    [GeneratedRegex(@"^[-_'\p{L}\p{N}]{1,32}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommandName();
}
