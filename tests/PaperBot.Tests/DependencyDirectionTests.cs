using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Tests;

/// <summary>Who may know whom. A new feature folder needs a line here, or this fails.</summary>
public sealed class DependencyDirectionTests
{
    private static readonly Dictionary<string, string[]> MayKnow = new(StringComparer.Ordinal)
    {
        ["PaperBot.Chat"] = [],
        ["PaperBot.Discord"] = ["PaperBot.Chat"],
        ["PaperBot.Slack"] = ["PaperBot.Chat"],
        ["PaperBot.Settings"] = ["*"],
        ["PaperBot.Storage"] = ["PaperBot.Settings"],
        ["PaperBot.Papers"] = ["PaperBot.Chat", "PaperBot.Storage", "PaperBot.Settings"],
        ["PaperBot.Downloads"] = ["PaperBot.Settings"],
        ["PaperBot.Notices"] = ["PaperBot.Papers", "PaperBot.Storage", "PaperBot.Settings"],
        ["PaperBot.Weeks"] =
        [
            "PaperBot.Papers",
            "PaperBot.Storage",
            "PaperBot.Settings",
            "PaperBot.Downloads",
            "PaperBot.Notices",
        ],
        ["PaperBot.Arxiv"] =
        [
            "PaperBot.Papers",
            "PaperBot.Storage",
            "PaperBot.Settings",
            "PaperBot.Downloads",
            "PaperBot.Notices",
        ],
        ["PaperBot.Reading"] = ["PaperBot.Papers", "PaperBot.Storage", "PaperBot.Settings"],
        ["PaperBot.Writing"] = ["PaperBot.Papers", "PaperBot.Storage", "PaperBot.Settings"],
        ["PaperBot.Checking"] = ["PaperBot.Papers", "PaperBot.Storage", "PaperBot.Settings"],
        ["PaperBot.Publishing"] =
        [
            "PaperBot.Papers",
            "PaperBot.Storage",
            "PaperBot.Settings",
            "PaperBot.Chat",
            "PaperBot.Notices",
        ],
        ["PaperBot.Asking"] = ["PaperBot.Papers", "PaperBot.Storage", "PaperBot.Settings", "PaperBot.Chat"],
        ["PaperBot.Local"] = ["PaperBot.Papers", "PaperBot.Chat", "PaperBot.Storage", "PaperBot.Settings", "PaperBot.Web"],
        ["PaperBot.Web"] = ["PaperBot.Papers", "PaperBot.Storage", "PaperBot.Settings", "PaperBot.Chat", "PaperBot.Asking"],
        // The steps' order is known here and nowhere else.
        ["PaperBot.Runs"] =
        [
            "PaperBot.Papers",
            "PaperBot.Storage",
            "PaperBot.Settings",
            "PaperBot.Downloads",
            "PaperBot.Weeks",
            "PaperBot.Arxiv",
            "PaperBot.Reading",
            "PaperBot.Writing",
            "PaperBot.Checking",
            "PaperBot.Publishing",
            "PaperBot.Notices",
            "PaperBot.Chat",
        ],
        ["PaperBot.Admin"] = ["*"],
        ["PaperBot.Diagnosing"] = ["*"],
        ["PaperBot.Backups"] =
        [
            "PaperBot.Papers",
            "PaperBot.Storage",
            "PaperBot.Settings",
            "PaperBot.Publishing",
            "PaperBot.Asking",
            "PaperBot.Notices",
            "PaperBot.Runs",
        ],
        ["PaperBot.Observing"] = ["PaperBot.Settings", "PaperBot.Storage", "PaperBot.Chat", "PaperBot"],
        ["PaperBot.Cli"] = ["*"],
        ["PaperBot"] = ["*"],
    };

    /// <summary>Only Program.cs names a platform; Settings reads the adapters' settings for them.</summary>
    private static readonly string[] Platforms = ["PaperBot.Discord", "PaperBot.Slack", "PaperBot.Local"];

    private static readonly Architecture Code = new ArchLoader()
        .LoadAssemblies(
            typeof(PaperId).Assembly,
            typeof(ChatMessage).Assembly,
            System.Reflection.Assembly.Load("PaperBot.Discord"),
            System.Reflection.Assembly.Load("PaperBot.Slack")
        )
        .Build();

    [Fact]
    public void Every_folder_knows_only_what_it_may()
    {
        var wrong =
            from type in Code.Types
            let home = Home(type)
            where home is not null
            from dependency in type.Dependencies
            let other = Home(dependency.Target)
            where other is not null && other != home && !May(home, other)
            select $"{type.FullName} knows {dependency.Target.FullName}";

        wrong.Distinct().Order(StringComparer.Ordinal).Should().BeEmpty();
    }

    [Fact]
    public void Only_the_program_file_and_the_settings_name_a_platform()
    {
        var wrong =
            from type in Code.Types
            let home = Home(type)
            where
                home is not null
                && !Platforms.Contains(home)
                && home != "PaperBot.Settings"
                && !type.FullName.StartsWith("Program", StringComparison.Ordinal)
            from dependency in type.Dependencies
            where Home(dependency.Target) is { } other && Platforms.Contains(other)
            select $"{type.FullName} knows {dependency.Target.FullName}";

        wrong.Distinct().Should().BeEmpty();
    }

    private static bool May(string home, string other) =>
        MayKnow.TryGetValue(home, out var known)
            ? known.Contains("*") || known.Contains(other)
            : throw new KeyNotFoundException($"{home} has no line in MayKnow");

    /// <summary>The feature folder of a type of ours: the first two parts of its namespace.</summary>
    private static string? Home(IType type)
    {
        var parts = (type.Namespace?.FullName ?? "").Split('.');
        return parts[0] != "PaperBot" ? null : string.Join('.', parts.Take(2));
    }
}
