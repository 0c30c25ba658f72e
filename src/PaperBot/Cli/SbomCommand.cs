using System.CommandLine;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PaperBot.Cli;

/// <summary><c>paperbot sbom</c>: what the program is made of, as a CycloneDX 1.6 document, from the lock file that it was built with.</summary>
internal static class SbomCommand
{
    /// <summary>They work in the build and are not shipped.</summary>
    private static readonly string[] OfTheBuild = ["Meziantou.Analyzer", "Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command(
            "sbom",
            "Prints the bill of materials (CycloneDX JSON): every package in this program, with its licence"
        );
        command.SetAction(words =>
        {
            words.InvocationConfiguration.Output.WriteLine(
                Make(Read("PaperBot.packages.lock.json"), Read("PaperBot.packages.txt")).ToJsonString(Indented)
            );
            return CliExit.Done;
        });
        return command;
    }

    /// <param name="lockFile">A <c>packages.lock.json</c>.</param>
    /// <param name="list">Lines of <c>id licence</c>.</param>
    internal static JsonObject Make(string lockFile, string list)
    {
        var licences = Licences(list);
        var packages = JsonNode.Parse(lockFile)!["dependencies"]!
            .AsObject()
            .SelectMany(framework => framework.Value!.AsObject())
            .Where(package => package.Value!["resolved"] is not null)
            .DistinctBy(package => package.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(package => package.Key, package => package.Value!, StringComparer.OrdinalIgnoreCase);
        var version = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);
        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject
                {
                    ["type"] = "application",
                    ["bom-ref"] = "paperbot",
                    ["name"] = "PaperBot",
                    ["version"] = version,
                },
            },
            ["components"] = new JsonArray([
                .. packages
                    .OrderBy(package => package.Key, StringComparer.OrdinalIgnoreCase)
                    .Select(package => Component(package.Key, package.Value, licences)),
            ]),
            ["dependencies"] = new JsonArray([
                Needs(
                    "paperbot",
                    packages
                        .Where(package => Text(package.Value, "type") == "Direct")
                        .Select(package => Purl(package.Key, package.Value))
                ),
                .. packages.Select(package =>
                    Needs(
                        Purl(package.Key, package.Value),
                        (package.Value["dependencies"]?.AsObject() ?? [])
                            .Where(needed => packages.ContainsKey(needed.Key))
                            .Select(needed => Purl(needed.Key, packages[needed.Key]))
                    )
                ),
            ]),
        };
    }

    internal static IReadOnlyDictionary<string, string> Licences(string list) =>
        list.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);

    private static JsonObject Component(string id, JsonNode package, IReadOnlyDictionary<string, string> licences)
    {
        var component = new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = Purl(id, package),
            ["name"] = id,
            ["version"] = Text(package, "resolved"),
            ["scope"] = OfTheBuild.Contains(id, StringComparer.OrdinalIgnoreCase) ? "excluded" : "required",
            ["purl"] = Purl(id, package),
            ["properties"] = new JsonArray(
                new JsonObject { ["name"] = "nuget:contentHash", ["value"] = Text(package, "contentHash") }
            ),
        };
        if (licences.TryGetValue(id, out var licence))
        {
            component["licenses"] = new JsonArray(new JsonObject { ["license"] = new JsonObject { ["id"] = licence } });
        }

        return component;
    }

    private static JsonObject Needs(string who, IEnumerable<string> what) =>
        new() { ["ref"] = who, ["dependsOn"] = new JsonArray([.. what.Distinct().Select(name => (JsonNode)name)]) };

    private static string Purl(string id, JsonNode package) => $"pkg:nuget/{id}@{Text(package, "resolved")}";

    private static string Text(JsonNode package, string name) => package[name]?.GetValue<string>() ?? "";

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
