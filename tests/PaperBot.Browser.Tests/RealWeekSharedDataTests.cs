using System.Text.Json;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;

namespace PaperBot.Browser.Tests;

/// <summary>
/// The published note with the PDFs of two of its papers: the first written here in our own words after what its Q&amp;As are about, the second
/// another paper altogether under this one's id, as when a wrong file was put into the folder.
/// </summary>
public sealed class RealWeekSharedDataTests : IDisposable
{
    private readonly TestWorkspace _workspace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Only_the_papers_whose_pdfs_are_there_are_judged_and_the_others_say_why_not()
    {
        var pdfs = Directory.CreateDirectory(Path.Combine(_workspace.Folder, "pdfs")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(pdfs, "2306.00323v1.pdf"), SmallPdf.Of(Pages), Cancellation);
        File.Copy(
            SharedData.PathOf("data", "pdfs", "lost-in-the-middle-tacl2024-ccby40.pdf"),
            Path.Combine(pdfs, "2305.18290v1.pdf")
        );
        _workspace.Settings["Arxiv:PdfFolder"] = pdfs;
        await CallAsync("note", "import", SharedData.PathOf("data", "notes", "2023-05-29.txt"));

        using var document = JsonDocument.Parse(await CallAsync("check", "2023-05-29", "--json"));

        var papers = document.RootElement.GetProperty("papers").EnumerateArray().ToList();
        var fitting = papers.Single(paper => State(paper) == "read");
        fitting.GetProperty("id").GetString().Should().Be("2306.00323");
        Verdicts(fitting).Should().Contain("verified").And.Contain("failed").And.Contain("weak");
        // A wrong file is no text to check against, and every paper without one says why.
        papers.Single(paper => State(paper) == "refused").GetProperty("id").GetString().Should().Be("2305.18290");
        papers
            .Where(paper => State(paper) != "read")
            .Should()
            .HaveCount(9)
            .And.OnlyContain(paper =>
                Verdicts(paper).All(verdict => verdict == "unchecked")
                && paper.GetProperty("text").GetProperty("problem").GetString()!.Length > 0
            );
    }

    private static string State(JsonElement paper) => paper.GetProperty("text").GetProperty("state").GetString()!;

    private static List<string> Verdicts(JsonElement paper) =>
        [.. paper.GetProperty("answers").EnumerateArray().Select(answer => answer.GetProperty("verdict").GetString()!)];

    private async Task<string> CallAsync(params string[] arguments)
    {
        var call = await PaperBotProcess.CallAsync(arguments, _workspace.Settings, Cancellation);
        call.ExitCode.Should().Be(0, call.Errors);
        return call.Output;
    }

    /// <summary>What such a paper might say, page by page.</summary>
    private static readonly string[] Pages =
    [
        "Introduction\nReinforcement learning (RL) agents are far from human-level at generalization, exploration, planning and replanning. We suspect that this cognitive deficiency comes from their lack of thinking in language. Thought Cloning lets an agent imitate not only behavior but also the thoughts that people have.",
        "Method\nA trajectory consists of a mission in natural language, observations, actions and thoughts. Videos from YouTube with transcripts could give a thought dataset; action labels would come from VPT, as has been done for Minecraft.",
        "Architecture\nAn upper component generates thoughts and a lower component produces actions from the mission, the observations and the thought.",
        "Setup\nThe BabyAI environment has levels of different difficulty. The baseline is Behavioral Cloning with latent vectors and without supervision by thoughts.",
        "Results\nThought Cloning learns much faster than Behavioral Cloning, although the Behavioral Cloning agent has as many parameters. On out-of-distribution tasks it generalizes better both zero-shot and after fine-tuning. This holds for tasks that are further from training.",
        "Safety\nPrecrime Intervention stops the agent before it does something dangerous, because its thoughts can be read. Dangerous actions almost disappear.",
        "Limitations\nThe thoughts are synthetic.",
        "Conclusion\nAn agent that thinks in language is easier to debug and to steer.",
    ];
}
