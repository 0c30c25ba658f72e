using System.Text.Json.Nodes;
using System.Xml.Linq;
using PaperBot.Cli;
using PaperBot.Fakes;

namespace PaperBot.Tests.Cli;

/// <summary>What the program and its tests are made of: only what <c>config/packages.txt</c> names, under the licences that it names.</summary>
public sealed class SupplyChainTests
{
    /// <summary>Licences that ask for no more than to be named.</summary>
    private static readonly string[] Allowed =
    [
        "MIT",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "PostgreSQL",
        "MPL-2.0",
        // SQLite's: in the public domain.
        "blessing",
    ];

    private static readonly IReadOnlyDictionary<string, string> Listed = SbomCommand.Licences(
        File.ReadAllText(Repository.File("config/packages.txt"))
    );

    [Fact]
    public void Every_package_of_every_lock_file_is_on_the_list_and_nothing_else()
    {
        var locked = LockFiles()
            .SelectMany(Packages)
            .Select(package => package.Id)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();

        locked.Should().HaveCountGreaterThan(50);
        Listed.Keys.Should().BeEquivalentTo(locked);
        Listed.Values.Distinct().Should().BeSubsetOf(Allowed);
    }

    [Fact]
    public void The_licence_of_each_package_is_the_one_that_it_states_itself()
    {
        var folder =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var stated = 0;
        foreach (var (id, version) in LockFiles().SelectMany(Packages).Distinct())
        {
            var name = id.ToLowerInvariant();
            var manifest = XDocument.Load(Path.Combine(folder, name, version.ToLowerInvariant(), name + ".nuspec"));
            var licence = manifest.Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
            if (licence?.Attribute("type")?.Value == "expression")
            {
                licence.Value.Should().Be(Listed[id], id);
                stated++;
            }
        }

        stated.Should().BeGreaterThan(50);
    }

    [Fact]
    public void The_bill_of_materials_names_each_shipped_package_once_with_version_licence_and_what_it_needs()
    {
        var path = Repository.File("src/PaperBot/packages.lock.json");
        var bill = SbomCommand.Make(File.ReadAllText(path), File.ReadAllText(Repository.File("config/packages.txt")));

        bill["bomFormat"]!.GetValue<string>().Should().Be("CycloneDX");
        var components = bill["components"]!.AsArray();
        components
            .Select(component => (component!["name"]!.GetValue<string>(), component["version"]!.GetValue<string>()))
            .Should()
            .BeEquivalentTo(Packages(path));
        components.Should().OnlyContain(component => component!["licenses"] != null);
        var refs = components.Select(component => component!["bom-ref"]!.GetValue<string>()).Append("paperbot").ToHashSet();
        foreach (var needs in bill["dependencies"]!.AsArray())
        {
            refs.Should().Contain(needs!["ref"]!.GetValue<string>());
            needs["dependsOn"]!.AsArray().Select(need => need!.GetValue<string>()).Should().BeSubsetOf(refs);
        }
    }

    private static IEnumerable<string> LockFiles() =>
        new[] { "src", "tests" }.SelectMany(folder =>
            Directory
                .EnumerateFiles(Repository.File(folder), "packages.lock.json", SearchOption.AllDirectories)
                .Where(path =>
                    !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal)
                )
        );

    private static IReadOnlyList<(string Id, string Version)> Packages(string lockFile) =>
        [
            .. JsonNode.Parse(File.ReadAllText(lockFile))!["dependencies"]!
                .AsObject()
                .SelectMany(framework => framework.Value!.AsObject())
                .Where(package => package.Value!["resolved"] is not null)
                .Select(package => (package.Key, package.Value!["resolved"]!.GetValue<string>()))
                .Distinct(),
        ];
}
