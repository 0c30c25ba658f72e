using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Arxiv;
using PaperBot.Downloads;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;
using PaperBot.Fakes.Weeks;
using PaperBot.Papers;
using PaperBot.Weeks;

namespace PaperBot.Tests.Arxiv;

/// <summary>The real week of the sample note, from the real list over an arXiv as awkward as the real one.</summary>
public sealed class SampleWeekSharedDataTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_and_arXiv_give_exactly_the_notes_titles_authors_dates_categories_and_versions()
    {
        var noted = Noted();
        await using var test = await ArxivUnderTest.StartAsync(Token);
        foreach (var paper in noted)
        {
            test.Host.Put(ToHosted(paper));
        }

        await using var host = await ListHost.StartAsync(
            Token,
            (2023, await File.ReadAllTextAsync(SharedData.PathOf("data", "dair", "years", "2023.md"), Token))
        );
        using var download = new SafeDownload(new DownloadRules { Configured = [host.Root] }, TimeProvider.System);
        var listing = new Listing(
            test.Store,
            new WeekListClient(download),
            new WeeksSettings { BaseUrl = host.BaseUrl },
            test.Time,
            NullLogger<Listing>.Instance
        );
        var papers = new PaperStore(test.Store);
        var week = WeekId.Parse("2023-W22");

        await listing.FetchAsync(week, ListingPatience.Complete, Token);
        var outcomes = await test.Stage.RunAsync((await papers.FindWeekAsync(week, Token))!, again: false, Token);

        outcomes.Should().HaveCount(10).And.AllBeOfType<ArxivOutcome.Known>();
        test.Host.Requests.Should().ContainSingle();
        var stored = (await papers.FindWeekAsync(week, Token))!;
        stored.Papers.Select(paper => Facts(paper.Paper)).Should().Equal(noted.Select(Facts));
        stored.Papers.Should().OnlyContain(paper => paper.Held == null && paper.ListName.Length > 0);
        stored
            .Papers.SelectMany(paper => paper.Paper.Aliases)
            .Should()
            .Contain(["Let's Verify Step by Step", "MERT", "No Positional Encodings", "NoPE", "DPO", "MeZO"]);
    }

    private static IReadOnlyList<Paper> Noted() =>
        [
            .. (
                (NoteReading.Whole)
                    WeeklyNoteReader.Read(File.ReadAllBytes(SharedData.PathOf("data", "notes", "2023-05-29.txt")), "note.txt")
            ).Note.Papers.Select(paper => paper.Paper),
        ];

    private static HostedPaper ToHosted(Paper paper) =>
        new(
            paper.Id.Value,
            paper.Title,
            [
                .. paper.Categories.Select(name =>
                    ArxivCategories.Codes.First(code => ArxivCategories.NameOf(code) == name && code != "stat.ML")
                ),
            ]
        )
        {
            Version = paper.Arxiv!.Version!.Value,
            Authors = paper.Authors,
            Published = paper.Published!.Value,
            Updated = paper.Updated!.Value,
            Abstract = $"We describe what the title says: {paper.Title}.",
        };

    private static string Facts(Paper paper) =>
        $"{paper.Id} v{paper.Arxiv!.Version} | {paper.Title} | {string.Join(", ", paper.Authors)} | {paper.Published:yyyy-MM-dd} | {paper.Updated:yyyy-MM-dd} | {string.Join(", ", paper.Categories)}";
}
