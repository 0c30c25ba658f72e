using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using PaperBot.Discord.Rest;

namespace PaperBot.Discord.Commands;

/// <summary>
/// Makes Discord's commands be ours: reads them first and writes only where they differ, since Discord counts what is created each day. It runs beside everything else, and its failure stops
/// nothing.
/// </summary>
internal sealed partial class CommandRegistration(
    DiscordRest rest,
    DiscordSettings settings,
    TimeProvider time,
    ILogger<CommandRegistration> logger
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>Returns once every scope is as it should be, or is refused for good.</summary>
    /// <returns>The scopes that Discord refused, with its words; empty where all is well.</returns>
    public async Task<IReadOnlyList<string>> RegisterAsync(string application, CancellationToken cancellationToken)
    {
        var refused = new List<string>();
        foreach (var guild in settings.GuildIds.Count == 0 ? [null] : settings.GuildIds.Cast<string?>())
        {
            if (
                await RegisterAsync(application, guild, CommandCatalog.Definitions(isGlobal: guild is null), cancellationToken) is
                { } refusal
            )
            {
                refused.Add($"{guild ?? "global"}: {refusal}");
            }
        }

        if (settings.GuildIds.Count > 0 && await WithdrawGlobalAsync(application, cancellationToken) is { } kept)
        {
            refused.Add($"global: {kept}");
        }

        return refused;
    }

    private async Task<string?> RegisterAsync(
        string application,
        string? guild,
        JsonArray wanted,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await ReadAsync(application, guild, cancellationToken);
            if (answer is DiscordAnswer.Done { Json: { ValueKind: JsonValueKind.Array } known } && IsSame(known, wanted))
            {
                Log.Unchanged(logger, guild ?? "global");
                return null;
            }

            if (answer is DiscordAnswer.Done)
            {
                answer = await rest.SendAsync(
                    DiscordRoute.OverwriteCommands(application, guild),
                    wanted.ToJsonString(),
                    Patience,
                    CallTimeout,
                    cancellationToken
                );
                if (answer is DiscordAnswer.Done)
                {
                    Log.Written(logger, guild ?? "global", wanted.Count);
                    return null;
                }
            }

            if (answer is DiscordAnswer.Refused refused)
            {
                // Today's creations may be used up, or the bot is not in that server: what stands there stays.
                Log.Refused(logger, guild ?? "global", refused.Code, refused.Detail);
                return answer.Describe();
            }

            var pause =
                (answer as DiscordAnswer.Wait)?.For
                ?? TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(attempt, 12))));
            Log.Later(logger, guild ?? "global", answer.Describe(), pause.TotalSeconds);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>Commands that were global before would stand beside the servers' own.</summary>
    private async Task<string?> WithdrawGlobalAsync(string application, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(application, guild: null, cancellationToken);
        if (answer is not DiscordAnswer.Done { Json: { ValueKind: JsonValueKind.Array } known })
        {
            return answer.Describe();
        }

        var others = new JsonArray();
        var ours = 0;
        foreach (var command in known.EnumerateArray())
        {
            if (CommandCatalog.Names.Contains(command.GetProperty("name").GetString()))
            {
                ours++;
            }
            else
            {
                others.Add(JsonNode.Parse(command.GetRawText()));
            }
        }

        return ours == 0 ? null : await RegisterAsync(application, guild: null, others, cancellationToken);
    }

    private Task<DiscordAnswer> ReadAsync(string application, string? guild, CancellationToken cancellationToken) =>
        rest.SendAsync(DiscordRoute.Commands(application, guild), json: null, Patience, CallTimeout, cancellationToken);

    /// <summary>Discord adds fields of its own, so it is looked whether everything of ours stands there, and no command or option besides.</summary>
    internal static bool IsSame(JsonElement known, JsonArray wanted)
    {
        if (known.GetArrayLength() != wanted.Count)
        {
            return false;
        }

        return wanted.All(command =>
            known
                .EnumerateArray()
                .Any(other =>
                    other.GetProperty("name").GetString() == command!["name"]!.GetValue<string>() && Holds(other, command)
                )
        );
    }

    private static bool Holds(JsonElement known, JsonNode? wanted)
    {
        switch (wanted)
        {
            case JsonObject map:
                return known.ValueKind == JsonValueKind.Object
                    && map.All(pair => Field(known, pair.Key) is { } value ? Holds(value, pair.Value) : IsNothing(pair.Value))
                    && NoneBesides(known, map);
            case JsonArray list:
                return known.ValueKind == JsonValueKind.Array
                    && known.GetArrayLength() == list.Count
                    && list.Zip(known.EnumerateArray(), (mine, theirs) => Holds(theirs, mine)).All(same => same);
            default:
                return wanted is not null && JsonElement.DeepEquals(known, JsonSerializer.SerializeToElement(wanted));
        }
    }

    /// <summary>What we have stopped to say must not stand there any longer.</summary>
    private static bool NoneBesides(JsonElement known, JsonObject wanted)
    {
        foreach (
            var name in new[]
            {
                "options",
                "choices",
                "name_localizations",
                "description_localizations",
                "default_member_permissions",
                "required",
                "autocomplete",
                "min_length",
                "max_length",
            }
        )
        {
            if (!wanted.ContainsKey(name) && Field(known, name) is { } value && !IsNothing(value))
            {
                return false;
            }
        }

        return true;
    }

    private static JsonElement? Field(JsonElement known, string name) =>
        known.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static bool IsNothing(JsonNode? wanted) => wanted is null || IsNothing(JsonSerializer.SerializeToElement(wanted));

    private static bool IsNothing(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.False => true,
            JsonValueKind.Array => value.GetArrayLength() == 0,
            JsonValueKind.Object => !value.EnumerateObject().Any(),
            _ => false,
        };

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            EventName = "DiscordCommandsUnchanged",
            Message = "Commands ({Scope}) are registered as they should be"
        )]
        public static partial void Unchanged(ILogger logger, string scope);

        [LoggerMessage(
            Level = LogLevel.Information,
            EventName = "DiscordCommandsWritten",
            Message = "Registered {Count} commands ({Scope})"
        )]
        public static partial void Written(ILogger logger, string scope, int count);

        [LoggerMessage(
            Level = LogLevel.Error,
            EventName = "DiscordCommandsRefused",
            Message = "Discord refused the commands ({Scope}, {Code}): {Detail}. Those registered before stay"
        )]
        public static partial void Refused(ILogger logger, string scope, int code, string detail);

        [LoggerMessage(
            Level = LogLevel.Warning,
            EventName = "DiscordCommandsLater",
            Message = "Commands ({Scope}) are not registered yet: {Reason}; next try in {Seconds} s"
        )]
        public static partial void Later(ILogger logger, string scope, string reason, double seconds);
    }
}
