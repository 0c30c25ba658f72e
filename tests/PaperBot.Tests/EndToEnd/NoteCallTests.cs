using System.Text;
using System.Text.Json;
using PaperBot.Fakes;
using PaperBot.Tests.Papers;

namespace PaperBot.Tests.EndToEnd;

/// <summary>Weekly notes in and out by the command line of the real program.</summary>
public sealed class NoteCallTests : IDisposable
{
    private readonly TestWorkspace _workspace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    private Task<CallResult> CallAsync(params string[] arguments) =>
        PaperBotProcess.CallAsync(arguments, _workspace.Settings, Cancellation);

    private async Task<string> WriteAsync(string name, byte[] content)
    {
        var path = Path.Combine(_workspace.Folder, name);
        await File.WriteAllBytesAsync(path, content, Cancellation);
        return path;
    }

    [Fact]
    public async Task A_note_that_was_imported_is_exported_in_every_form_and_its_Markdown_imports_as_unchanged()
    {
        var note = await WriteAsync("note.txt", Encoding.UTF8.GetBytes(PlainNotes.Japanese));

        var import = await CallAsync("note", "import", note, "--json");
        var markdown = await CallAsync("note", "export", "2024-W02");
        var json = await CallAsync("note", "export", "2024-01-10", "--json");
        var html = await CallAsync("note", "export", "latest", "--format", "html", "--language", "ja");
        var again = await CallAsync(
            "note",
            "import",
            await WriteAsync("export.md", Encoding.UTF8.GetBytes(markdown.Output)),
            "--json"
        );

        new[] { import, markdown, json, html, again }.Should().OnlyContain(call => call.ExitCode == 0 && call.Errors == "");
        Outcome(import).Should().Be("imported");
        Outcome(again).Should().Be("unchanged");
        markdown.Output.Should().StartWith("# 最新論文ノート: 【2024-01-08 ~ 2024-01-14】");
        var document = JsonDocument.Parse(json.Output).RootElement;
        document.GetProperty("week").GetString().Should().Be("2024-W02");
        var answer = document.GetProperty("papers")[0].GetProperty("note").GetProperty("answers")[1];
        answer.GetProperty("verdict").GetString().Should().Be("unchecked");
        answer.GetProperty("citations")[0].GetProperty("pages")[0].GetString().Should().Be("3-4");
        html.Output.Should().StartWith("<!DOCTYPE html>").And.Contain("Indexing Long Contexts by Their Seams");
    }

    [Fact]
    public async Task What_cannot_be_exported_is_said()
    {
        await CallAsync("note", "import", await WriteAsync("note.txt", Encoding.UTF8.GetBytes(PlainNotes.Japanese)));

        var unknown = await CallAsync("note", "export", "2024-W03");
        var other = await CallAsync("note", "export", "2024-W02", "--language", "en");
        var noWeek = await CallAsync("note", "export", "soon");
        var both = await CallAsync("note", "export", "2024-W02", "--json", "--format", "html");

        (unknown.ExitCode, unknown.Errors.Trim()).Should().Be((1, "2024-W03 is not in the store."));
        other.ExitCode.Should().Be(1);
        other.Errors.Should().Contain("'en'").And.Contain("there is a note in 'ja'");
        noWeek.ExitCode.Should().Be(2);
        both.ExitCode.Should().Be(2);
        new[] { unknown, other, noWeek, both }.Should().OnlyContain(call => call.Output == "");
    }

    [Fact]
    public async Task A_broken_file_is_refused_by_its_line_and_stores_nothing()
    {
        var whole = Encoding.UTF8.GetBytes(PlainNotes.Japanese);
        (string Name, byte[] Content)[] broken =
        [
            ("empty.txt", []),
            ("cut.txt", whole[..(whole.Length - 900)]),
            ("utf16.txt", Encoding.Unicode.GetBytes(PlainNotes.Japanese)),
            ("latin.txt", [.. "最新論文ノート:\n"u8, 0xE9, 0xE8]),
            ("heading.txt", Encoding.UTF8.GetBytes(PlainNotes.Japanese.Replace("最新論文ノート:", ""))),
            ("dateless.txt", Encoding.UTF8.GetBytes(PlainNotes.Japanese.Replace("発行日:2024年01月09日\n", ""))),
            ("large.txt", new byte[50_000_000]),
        ];
        foreach (var (name, content) in broken)
        {
            var call = await CallAsync("note", "import", await WriteAsync(name, content), "--json");

            call.ExitCode.Should().Be(1, name);
            var report = JsonDocument.Parse(call.Output).RootElement;
            report.GetProperty("outcome").GetString().Should().Be("refused", name);
            report.GetProperty("line").GetInt32().Should().BePositive(name);
            report.GetProperty("expected").GetString().Should().NotBeEmpty(name);
        }

        (await CallAsync("note", "export", "latest")).Errors.Should().Contain("holds no week yet");
    }

    private static string? Outcome(CallResult call) =>
        JsonDocument.Parse(call.Output).RootElement.GetProperty("outcome").GetString();
}
