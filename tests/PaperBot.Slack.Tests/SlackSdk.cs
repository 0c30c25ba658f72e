using System.Diagnostics;
using System.Text.Json.Nodes;
using PaperBot.Fakes.Slack;

namespace PaperBot.Slack.Tests;

/// <summary>
/// Slack's own JavaScript libraries, run by a Node of version 20 or later: the one that TESTS_NODE names, or one on the PATH.
/// </summary>
internal sealed class SlackSdk : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private SlackSdk(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static SlackSdk Start(string script, SlackStandIn slack, params (string Name, string Value)[] variables)
    {
        var folder = Folder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@slack", "bolt")))
        {
            throw new InvalidOperationException($"@slack/bolt is not installed. Run: npm ci --prefix {folder}");
        }

        var start = new ProcessStartInfo(FindNode(), script)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["SLACK_API"] = slack.ApiBase.AbsoluteUri;
        start.Environment["SLACK_BOT_TOKEN"] = slack.BotToken;
        start.Environment["SLACK_APP_TOKEN"] = slack.AppToken;
        start.Environment["SLACK_SIGNING_SECRET"] = slack.SigningSecret;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new SlackSdk(Process.Start(start)!);
    }

    /// <summary>The next line that the script prints, which says <paramref name="what"/>.</summary>
    public async Task<JsonObject> ExpectAsync(string? what, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var line = await _process.StandardOutput.ReadLineAsync(limit.Token);
        if (line is null)
        {
            throw new InvalidOperationException($"The script ended before it said {what}: {await _errors}");
        }

        var said = JsonNode.Parse(line)!.AsObject();
        said["what"]?.ToString().Should().Be(what, line);
        return said;
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

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var sdk = Path.Combine(folder.FullName, "sdk");
            if (File.Exists(Path.Combine(sdk, "package.json")))
            {
                return sdk;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds sdk/package.json.");
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
