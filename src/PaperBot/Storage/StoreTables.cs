using System.Text.RegularExpressions;

namespace PaperBot.Storage;

/// <summary>The store's tables by name, as its scripts make them.</summary>
internal static partial class StoreTables
{
    private const string Versions = "schema_version";

    /// <summary>All of them; one that refers to another comes after it.</summary>
    public static IReadOnlyList<string> All { get; } =
    [Versions, .. Named(Create()).Except(Named(Drop()), StringComparer.Ordinal)];

    /// <summary>Those that hold something from the start.</summary>
    public static IReadOnlyList<string> Seeded { get; } = [Versions, .. Named(Insert()).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Named(Regex statement) =>
        StoreMigration.Shipped.SelectMany(script => statement.Matches(script.Sql)).Select(match => match.Groups["table"].Value);

    [GeneratedRegex(@"^create table (if not exists )?(?<table>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Create();

    [GeneratedRegex(@"^drop table (if exists )?(?<table>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Drop();

    [GeneratedRegex(@"^insert into (?<table>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Insert();
}
