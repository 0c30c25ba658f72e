using System.Diagnostics;
using System.Text.Json.Nodes;

namespace PaperBot.Fakes;

/// <summary>
/// A script beside the tests that speaks to a stand-in through a platform's own JavaScript library: run by a Node of version 20 or later,
/// the one that TESTS_NODE names or one on the PATH. It says what it does in lines of JSON, each with its <c>what</c>.
/// </summary>
public sealed class NodeScript : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private NodeScript(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <param name="package">What the script stands on, as <c>npm ci</c> puts it into <c>sdk/node_modules</c>.</param>
    /// <exception cref="InvalidOperationException">Node or the package is missing; the message says which.</exception>
    public static NodeScript Start(string script, string package, params (string Name, string Value)[] variables)
    {
        var folder = Folder(package);
        var start = new ProcessStartInfo(FindNode(), script)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new NodeScript(Process.Start(start)!);
    }

    /// <summary>The next line, which says one of these; any where none is named.</summary>
    public async Task<JsonObject> ExpectAsync(CancellationToken cancellationToken, params string[] what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var awaited = what.Length == 0 ? "anything" : string.Join(" or ", what);
        var line =
            await _process.StandardOutput.ReadLineAsync(limit.Token)
            ?? throw new InvalidOperationException($"The script ended before it said {awaited}: {await _errors}");
        var said = JsonNode.Parse(line)!.AsObject();
        return what.Length == 0 || what.Contains(said["what"]?.ToString(), StringComparer.Ordinal)
            ? said
            : throw new InvalidOperationException($"The script was to say {awaited} and said: {line}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The folder <c>sdk</c> of the test project that is run, or of one beside it.</summary>
    private static string Folder(string package)
    {
        string? bare = null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidates = folder.Name == "tests" ? folder.EnumerateDirectories() : [folder];
            foreach (var sdk in candidates.Select(project => Path.Combine(project.FullName, "sdk")))
            {
                if (Directory.Exists(Path.Combine(sdk, "node_modules", package)))
                {
                    return sdk;
                }

                var manifest = Path.Combine(sdk, "package.json");
                if (File.Exists(manifest) && File.ReadAllText(manifest).Contains($"\"{package}\"", StringComparison.Ordinal))
                {
                    bare = sdk;
                }
            }
        }

        throw new InvalidOperationException(
            bare is null
                ? $"No folder above {AppContext.BaseDirectory} holds an sdk/package.json that names {package}."
                : $"{package} is not installed. Run: npm ci --prefix {bare}"
        );
    }

    private static string FindNode()
    {
        string[] onPath =
        [
            .. (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, "node")),
        ];
        return ((string?[])[Environment.GetEnvironmentVariable("TESTS_NODE"), .. onPath]).FirstOrDefault(IsNewEnough)
            ?? throw new InvalidOperationException(
                "There is no Node of version 20 or later, neither on the PATH nor named by TESTS_NODE; tests/run.sh brings one along."
            );
    }

    private static bool IsNewEnough(string? node)
    {
        if (!File.Exists(node))
        {
            return false;
        }

        using var process = Process.Start(
            new ProcessStartInfo(node, "--version") { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        var version = process.StandardOutput.ReadToEnd().Trim().TrimStart('v');
        process.WaitForExit();
        return Version.TryParse(version, out var parsed) && parsed.Major >= 20;
    }
}
