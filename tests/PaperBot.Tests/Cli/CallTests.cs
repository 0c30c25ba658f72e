using System.CommandLine;
using PaperBot.Cli;
using PaperBot.Fakes;
using PaperBot.Papers;

namespace PaperBot.Tests.Cli;

/// <summary>Calls with something wrong in them, and what stands on the terminal afterwards: words, never a stack.</summary>
public sealed class CallTests
{
    private static readonly PlatformWiring Nothing = new((_, _) => { }, (_, _) => { });

    [Theory]
    [InlineData("postgres", "Blah=127")]
    [InlineData("postgres", "no connection string")]
    [InlineData("postgres", "")]
    [InlineData("sqlite", "Blah=127")]
    [InlineData("sqlite", "")]
    [InlineData("oracle", "Host=x")]
    [InlineData("1", "Host=x")]
    public async Task A_target_that_is_none_is_named_with_what_is_expected(string provider, string target)
    {
        using var workspace = new TestWorkspace();
        var (code, _, errors) = await CallAsync(workspace, "store", "copy", "--to", provider, target);

        code.Should().Be(CliExit.Usage);
        errors.Should().NotContain("   at ").And.NotContain("Exception").And.MatchRegex("expected|正しい形|postgres");
    }

    private static async Task<(int Code, string Output, string Errors)> CallAsync(TestWorkspace workspace, params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        string[] call =
        [
            .. words,
            .. workspace.Settings.SelectMany(setting => new[] { "--set", $"{setting.Key}={setting.Value}" }),
        ];
        var code = await PaperBotCommand
            .Create(Nothing)
            .Parse(call)
            .InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = errors,
                    EnableDefaultExceptionHandler = false,
                },
                TestContext.Current.CancellationToken
            );
        return (code, output.ToString(), errors.ToString());
    }
}
