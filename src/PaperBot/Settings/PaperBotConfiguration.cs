using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace PaperBot.Settings;

/// <summary>Where settings come from; the later wins: shipped defaults, the settings file, <c>PAPERBOT_</c> variables, <c>--set</c>.</summary>
public static class PaperBotConfiguration
{
    private const string UsualFile = "config/paperbot.json";

    /// <param name="file">The file named by the caller; null takes <c>config/paperbot.json</c> where it exists.</param>
    /// <param name="set">Entries <c>Key=Value</c>; of those with the same key the last counts, whatever its case.</param>
    /// <param name="problems">Takes the entries that have no <c>=</c>; the others count, so that what is wrong with them is found too.</param>
    /// <exception cref="SettingsException">The file is missing or no JSON; holds <paramref name="problems"/> as well.</exception>
    public static IConfigurationRoot Build(FileInfo? file, IReadOnlyList<string> set, ICollection<SettingsProblem> problems)
    {
        var entries = Entries(set, problems);
        var builder = new ConfigurationBuilder();
        builder.AddJsonStream(Assembly.GetExecutingAssembly().GetManifestResourceStream("PaperBot.paperbot.json")!);
        if (file is null && File.Exists(UsualFile))
        {
            file = new FileInfo(UsualFile);
        }

        if (file is not null)
        {
            builder.AddJsonStream(OpenFile(file, problems));
        }

        builder.AddEnvironmentVariables("PAPERBOT_");
        builder.AddInMemoryCollection(entries);
        try
        {
            return builder.Build();
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException or System.Text.Json.JsonException)
        {
            throw new SettingsException([
                .. problems,
                new SettingsProblem(
                    "--config",
                    $"names '{file?.FullName}', which is no valid JSON ({exception.InnerException?.Message ?? exception.Message})",
                    "a JSON file like the shipped config/paperbot.json"
                ),
            ]);
        }
    }

    private static MemoryStream OpenFile(FileInfo file, ICollection<SettingsProblem> problems)
    {
        try
        {
            return new MemoryStream(File.ReadAllBytes(file.FullName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([
                .. problems,
                new SettingsProblem("--config", $"names '{file.FullName}', which cannot be read", "a readable JSON file"),
            ]);
        }
    }

    private static Dictionary<string, string?> Entries(IReadOnlyList<string> set, ICollection<SettingsProblem> problems)
    {
        var entries = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in set)
        {
            var mark = text.IndexOf('=', StringComparison.Ordinal);
            if (mark > 0)
            {
                entries[text[..mark].Trim()] = text[(mark + 1)..];
            }
            else
            {
                problems.Add(new SettingsProblem("--set", $"is '{text}'", "Key=Value, for example Store:Provider=postgres"));
            }
        }

        return entries;
    }
}
