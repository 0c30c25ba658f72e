using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using PaperBot.Cli;
using PaperBot.Fakes;
using PaperBot.Settings;

namespace PaperBot.Tests.EndToEnd;

/// <summary>What the README says to type works.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Repository.File("README.md"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_in_a_block_of_its_own_runs_in_their_order()
    {
        using var workspace = new TestWorkspace();
        workspace.Settings["Weeks:BaseUrl"] = "http://127.0.0.1:9/";
        workspace.Settings["Arxiv:ApiBase"] = "http://127.0.0.1:9/";
        var import = await PaperBotProcess.CallAsync(
            ["note", "import", await workspace.SampleNoteAsync(Cancellation)],
            workspace.Settings,
            Cancellation
        );
        import.ExitCode.Should().Be(0);
        var calls = Blocks()
            .SelectMany(block => block.Split('\n'))
            .Where(line => line.StartsWith("paperbot ", StringComparison.Ordinal))
            .ToList();

        calls.Should().HaveCountGreaterThan(6);
        foreach (var call in calls)
        {
            // Files are named as an operator would in the folder that they are in.
            var words = call.Split(' ')[1..]
                .Select(word => word.EndsWith(".db", StringComparison.Ordinal) ? Path.Combine(workspace.Folder, word) : word);
            var result = await PaperBotProcess.CallAsync([.. words], workspace.Settings, Cancellation);
            // The doctor is right to say that nothing answers here.
            result.ExitCode.Should().Be(call == "paperbot doctor" ? 1 : 0, $"{call}: {result.Output} {result.Errors}");
        }
    }

    [Fact]
    public void Every_call_that_is_spoken_of_exists()
    {
        var root = PaperBotCommand.Create(new PlatformWiring((_, _) => { }, (_, _) => { }));
        var calls = InlineCall().Matches(Text).Select(match => match.Groups["words"].Value.Trim()).Distinct().ToList();

        calls.Should().HaveCountGreaterThan(15);
        foreach (var call in calls)
        {
            var words = call.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            root.Parse([.. words, "--help"]).Errors.Should().BeEmpty(call);
            root.Parse([.. words, "--help"])
                .CommandResult.Command.Name.Should()
                .BeOneOf([.. words, "PaperBot.Tests", "PaperBot", "testhost"]);
        }
    }

    [Fact]
    public void Every_variable_that_a_start_sets_is_a_setting()
    {
        var starts = Blocks()
            .Where(block => block.Contains("PAPERBOT_", StringComparison.Ordinal))
            .SelectMany(block => block.Split("\n\n"))
            .ToList();

        starts.Should().HaveCountGreaterThan(2);
        foreach (var start in starts.Where(start => start.Contains("PAPERBOT_", StringComparison.Ordinal)))
        {
            var settings = Variable()
                .Matches(start)
                .Select(match =>
                    KeyValuePair.Create(
                        match.Groups["key"].Value.Replace("__", ":"),
                        (string?)match.Groups["value"].Value.Replace("…", "x")
                    )
                )
                .ToList();
            var read = () => PaperBotSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
            // Tokens are shortened, and a file of a secret is nowhere here; what must not be is an unknown key.
            try
            {
                read();
            }
            catch (SettingsException exception)
            {
                exception.Problems.Should().NotContain(problem => problem.Problem.Contains("is not a setting"), start);
            }
        }
    }

    private static IEnumerable<string> Blocks() => Fence().Matches(Text).Select(match => match.Groups["block"].Value);

    [GeneratedRegex(
        "^```[a-z]*\\n(?<block>.*?)^```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Fence();

    [GeneratedRegex("`paperbot(?<words>( [a-z]+)+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InlineCall();

    [GeneratedRegex("PAPERBOT_(?<key>[A-Za-z0-9_]+)=(?<value>[^ \\n]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
