using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace PaperBot.Settings;

/// <summary>Where settings come from; the later wins: shipped defaults, the settings file, <c>PAPERBOT_</c> variables, <c>--set</c>.</summary>
public static class PaperBotConfiguration
{
    private const string UsualFile = "config/paperbot.json";

    /// <param name="file">The file named by the caller; null takes <c>config/paperbot.json</c> where it exists.</param>
    /// <param name="set">Entries <c>Key=Value</c>.</param>
    /// <exception cref="SettingsException">The file is missing or no JSON, or an entry has no <c>=</c>.</exception>
    public static IConfigurationRoot Build(FileInfo? file, IReadOnlyList<string> set)
    {
        var builder = new ConfigurationBuilder();
        builder.AddJsonStream(Assembly.GetExecutingAssembly().GetManifestResourceStream("PaperBot.paperbot.json")!);
        if (file is null && File.Exists(UsualFile))
        {
            file = new FileInfo(UsualFile);
        }

        if (file is not null)
        {
            builder.AddJsonStream(OpenFile(file));
        }

        builder.AddEnvironmentVariables("PAPERBOT_");
        builder.AddInMemoryCollection(set.Select(Entry));
        try
        {
            return builder.Build();
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException or System.Text.Json.JsonException)
        {
            throw new SettingsException([
                new SettingsProblem(
                    "--config",
                    $"names '{file?.FullName}', which is no valid JSON ({exception.InnerException?.Message ?? exception.Message})",
                    "a JSON file like the shipped config/paperbot.json"
                ),
            ]);
        }
    }

    private static MemoryStream OpenFile(FileInfo file)
    {
        try
        {
            return new MemoryStream(File.ReadAllBytes(file.FullName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([
                new SettingsProblem("--config", $"names '{file.FullName}', which cannot be read", "a readable JSON file"),
            ]);
        }
    }

    private static KeyValuePair<string, string?> Entry(string text)
    {
        var mark = text.IndexOf('=', StringComparison.Ordinal);
        return mark > 0
            ? new(text[..mark].Trim(), text[(mark + 1)..])
            : throw new SettingsException([
                new SettingsProblem("--set", $"is '{text}'", "Key=Value, for example Store:Provider=postgres"),
            ]);
    }
}
