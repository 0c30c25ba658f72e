using System.CommandLine;

namespace PaperBot.Cli;

/// <summary>The options that every call takes.</summary>
internal static class GlobalOptions
{
    public static Option<FileInfo?> Config { get; } =
        new("--config") { Description = "Settings file (default: config/paperbot.json where it exists)", Recursive = true };

    public static Option<string[]> Set { get; } =
        new("--set")
        {
            Description = "A setting, Key=Value, e.g. --set Store:Provider=postgres; may be repeated",
            Recursive = true,
            DefaultValueFactory = _ => [],
        };

    public static Option<bool> Json { get; } =
        new("--json") { Description = "One JSON document on stdout and nothing else", Recursive = true };
}
