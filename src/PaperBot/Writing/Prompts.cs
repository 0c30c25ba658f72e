using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>What the model is told: files beside this one, with one version for all of them.</summary>
internal static partial class Prompts
{
    /// <summary>
    /// Raise it with every change of a prompt that should have notes written again. A test holds it against the files' hash, so that none is
    /// changed by mistake.
    /// </summary>
    public const string Version = "1";

    private const string Prefix = "PaperBot.prompts.";

    private static readonly Dictionary<string, string> Files = Assembly
        .GetExecutingAssembly()
        .GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..^".md".Length], Load, StringComparer.Ordinal);

    /// <summary>Of all files, lower-case hexadecimal.</summary>
    public static string Hash { get; } =
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        '\0',
                        Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{file.Key}\0{file.Value}")
                    )
                )
            )
        );

    public static string System(string tag, WriterSettings settings) =>
        Fill("system", ("tag", tag), ("languages", Languages(settings)));

    public static string Summary() => Fill("summary");

    public static string Questions(QuestionGroup group) =>
        Fill("questions", ("count", Count(group.Least, group.Most)), ("topics", group.Topics));

    public static string Findings(int part, int parts, int count) =>
        Fill("findings", ("part", $"{part}"), ("parts", $"{parts}"), ("count", $"{count}"));

    public static string Repair(string problem) => Fill("repair", ("problem", problem));

    public static string Rewrite(int count, string findings) => Fill("rewrite", ("count", $"{count}"), ("findings", findings));

    public static string RewriteSummary(string findings) => Fill("rewrite-summary", ("findings", findings));

    public static string ThemeSystem() => Fill("theme-system");

    public static string Theme(string tag, string papers, WriterSettings settings) =>
        Fill("theme", ("languages", Languages(settings)), ("tag", tag), ("papers", papers));

    private static string Languages(WriterSettings settings)
    {
        var names = settings.Languages.Select(language =>
            language == Language.Japanese ? "Japanese (\"ja\")" : "English (\"en\")"
        );
        var style =
            !settings.Languages.Contains(Language.Japanese) ? ""
            : settings.Style == JapaneseForm.Polite
                ? " Japanese is written in the polite form (です・ます) throughout, as a Japanese researcher would write it and not as a translation."
            : " Japanese is written in the plain form (だ・である) throughout, as a Japanese researcher would write it and not as a translation.";
        return $"Write every text in {string.Join(" and in ", names)}; all languages say the same and share the citations.{style}";
    }

    private static string Count(int least, int most) => least == most ? $"{least}" : $"{least} to {most}";

    /// <summary>What is filled in is never searched for placeholders itself: it may come from outside.</summary>
    private static string Fill(string name, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in values)
        {
            known.Add(key, value);
        }

        return Placeholder().Replace(Files[name], match => known[match.Groups["name"].Value]);
    }

    private static string Load(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}

/// <summary>Questions that are asked for together, so that a reply that is cut off costs one group.</summary>
/// <param name="Topics">For the model, in English.</param>
internal sealed record QuestionGroup(string Name, int Least, int Most, string Topics)
{
    /// <summary>In the order in which they build on each other: eleven to fifteen questions in all.</summary>
    public static IReadOnlyList<QuestionGroup> All { get; } =
    [
        new(
            "purpose",
            3,
            4,
            "what problem the paper takes on and why it matters, its main idea, and what is new against earlier work"
        ),
        new("method", 3, 4, "how the method works step by step, and the data, models and settings that were used"),
        new(
            "results",
            3,
            4,
            "the results with their numbers, how they compare with other methods, and what ablations or analyses show"
        ),
        new(
            "limits",
            2,
            3,
            "limits and open questions as the authors name them, what follows for practice, and whether code, data or models are available"
        ),
    ];
}
