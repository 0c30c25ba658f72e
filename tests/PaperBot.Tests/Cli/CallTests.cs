using System.CommandLine;
using System.Text.Json;
using Microsoft.Data.Sqlite;
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

    [Fact]
    public async Task What_a_title_does_to_a_terminal_is_shown_reported_and_kept()
    {
        using var workspace = new TestWorkspace();
        var file = await workspace.SampleNoteAsync(Cancelled, Language.English);
        const string Title = "Direct Preference Optimization: Your Language Model is Secretly a Reward Model";
        const string Hostile =
            "Direct \u001B[2J\u0007Preference \u202ETimization: Your Language Model is Secretly a Reward Model";
        var note = await File.ReadAllTextAsync(file, Cancelled);
        note.Should().Contain(Title);
        await File.WriteAllTextAsync(file, note.Replace(Title, Hostile, StringComparison.Ordinal), Cancelled);

        var imported = await CallAsync(workspace, "note", "import", file);
        var asked = await CallAsync(workspace, "ask", "2305.18290");
        var exported = await CallAsync(workspace, "note", "export", "2023-W22", "--format", "json");
        var again = await CallAsync(workspace, "note", "import", file, "--json");

        imported.Code.Should().Be(CliExit.Done, imported.Errors);
        foreach (var shown in new[] { imported.Output, asked.Output })
        {
            shown
                .Should()
                .Contain(@"Direct \u001B[2J\u0007Preference \u202ETimization")
                .And.NotContainAny("\u001B", "\u0007", "\u202E");
        }

        JsonDocument
            .Parse(exported.Output)
            .RootElement.GetProperty("papers")
            .EnumerateArray()
            .Select(paper => paper.GetProperty("title").GetString())
            .Should()
            .Contain(Hostile);
        var report = JsonDocument.Parse(again.Output).RootElement;
        report.GetProperty("outcome").GetString().Should().Be("unchanged");
        report
            .GetProperty("oddities")
            .EnumerateArray()
            .Single(oddity => oddity.GetProperty("flag").GetString() == NoteFlags.ControlCharacters)
            .GetProperty("detail")
            .GetString()
            .Should()
            .Be("U+0007, U+001B, U+202E");
    }

    [Fact]
    public void A_text_of_many_lines_and_scripts_is_shown_as_it_is_but_for_what_acts()
    {
        const string Plain = "題名\t👩‍🔬 naïve\nعربي";
        VisibleText.Of(Plain).Should().BeSameAs(Plain);
        VisibleText.Names(Plain).Should().BeEmpty();
        VisibleText.Of("a\rb\u009Bc\u2066d\0").Should().Be(@"a\u000Db\u009Bc\u2066d\u0000");
    }

    [Fact]
    public void A_file_of_somebody_else_is_named_as_a_likely_cause()
    {
        var closed = CliTexts.StoreTrouble(new SqliteException("SQLite Error 14: 'unable to open database file'.", 14));
        closed.English.Should().Contain("another user").And.Contain("chown");
        closed.Japanese.Should().Contain("所有者").And.Contain("chown");
        CliTexts.StoreTrouble(new SqliteException("SQLite Error 13: 'full'.", 13)).English.Should().NotContain("chown");
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

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
                Cancelled
            );
        return (code, output.ToString(), errors.ToString());
    }
}
