using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using PaperBot.Arxiv;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;
using PaperBot.Papers;

namespace PaperBot.Tests.Arxiv;

public sealed class PdfStoreTests : IDisposable
{
    private static readonly ArxivId Lantern = ArxivId.Parse("2606.00001v2");

    private readonly string _folder = Directory.CreateTempSubdirectory("paperbot-folder").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_paper_is_downloaded_once_at_its_version_and_kept_under_the_hash_of_its_content()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        Put(test, Lantern, Pdf("lantern"));

        var first = await FindAsync(test.Pdfs, Lantern);
        var second = await FindAsync(test.NewPdfStore(test.Settings), Lantern);

        first.Source.Should().Be(PdfSource.Arxiv);
        second.Source.Should().Be(PdfSource.Kept);
        second.File.FullName.Should().Be(first.File.FullName);
        first.Sha256.Should().Be(Convert.ToHexStringLower(SHA256.HashData(Pdf("lantern"))));
        first.File.Name.Should().Be(first.Sha256 + ".pdf");
        (await File.ReadAllBytesAsync(first.File.FullName, Token)).Should().Equal(Pdf("lantern"));
        test.Host.Requests.Should().ContainSingle().Which.Path.Should().Be("/pdf/2606.00001v2");
        test.Host.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task Two_papers_with_the_same_content_take_the_room_of_one()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        Put(test, Lantern, Pdf("same"));
        Put(test, ArxivId.Parse("2606.00002v1"), Pdf("same"));

        await FindAsync(test.Pdfs, Lantern);
        await FindAsync(test.Pdfs, ArxivId.Parse("2606.00002v1"));

        Kept(test).Should().ContainSingle();
    }

    [Fact]
    public async Task Where_the_id_names_no_version_the_newest_is_taken()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        Put(test, Lantern.WithVersion(4), Pdf("fourth"));

        (await FindAsync(test.Pdfs, Lantern.WithoutVersion)).Paper.ToString().Should().Be("2606.00001v4");
        test.Host.Requests.Last().Path.Should().Be("/pdf/2606.00001v4");
    }

    [Theory]
    [InlineData("2606.00001v2.pdf", "2606.00001v2", "2606.00001v2")]
    [InlineData("2606.00001.pdf", "2606.00001v2", "2606.00001")]
    [InlineData("2606.00001v2.pdf", "2606.00001", "2606.00001v2")]
    [InlineData("hep-th_9901001v1.pdf", "hep-th/9901001v1", "hep-th/9901001v1")]
    [InlineData("hep-th/9901001.pdf", "hep-th/9901001v3", "hep-th/9901001")]
    public async Task A_pdf_in_the_operators_folder_is_taken_from_there(string name, string asked, string given)
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, name))!);
        await File.WriteAllBytesAsync(Path.Combine(_folder, name), Pdf("mine"), Token);

        var found = await FindAsync(test.NewPdfStore(test.Settings with { PdfFolder = _folder }), ArxivId.Parse(asked));

        found.Source.Should().Be(PdfSource.Folder);
        found.Paper.ToString().Should().Be(given);
        found.Sha256.Should().Be(Convert.ToHexStringLower(SHA256.HashData(Pdf("mine"))));
        test.Host.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_pdf_of_another_version_has_other_pages_and_is_not_taken()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        Put(test, Lantern, Pdf("second"));
        await File.WriteAllBytesAsync(Path.Combine(_folder, "2606.00001v1.pdf"), Pdf("first"), Token);

        var found = await FindAsync(test.NewPdfStore(test.Settings with { PdfFolder = _folder }), Lantern);

        found.Source.Should().Be(PdfSource.Arxiv);
    }

    [Fact]
    public async Task A_paper_without_a_pdf_is_said_to_have_none()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);

        var outcome = await test.Pdfs.GetAsync(Lantern, Token);

        outcome.Should().BeOfType<PdfOutcome.Missing>().Which.Reason.Japanese.Should().Contain("2606.00001v2");
        test.Host.Requests.Should().ContainSingle("there is nothing to try again for");
    }

    [Theory]
    [InlineData("text/html", "<html>Rate exceeded.</html>", "text/html")]
    [InlineData("application/pdf", "<html>not a paper</html>", "does not begin")]
    [InlineData("application/pdf", "", "does not begin")]
    public async Task What_is_no_pdf_is_refused_and_leaves_nothing_behind(string type, string body, string reason)
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.AnswerNext(async context =>
        {
            context.Response.ContentType = type;
            await context.Response.WriteAsync(body, context.RequestAborted);
        });

        var outcome = await test.Pdfs.GetAsync(Lantern, Token);

        outcome.Should().BeOfType<PdfOutcome.Refused>().Which.Reason.English.Should().Contain(reason);
        Kept(test).Should().BeEmpty();
    }

    [Fact]
    public async Task An_endless_pdf_is_refused_at_forty_mebibytes_and_leaves_nothing_behind()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.AnswerNext(async context =>
        {
            context.Response.ContentType = "application/pdf";
            await context.Response.WriteAsync("%PDF-1.7\n", context.RequestAborted);
            var block = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });

        var outcome = await test.Pdfs.GetAsync(Lantern, Token);

        outcome.Should().BeOfType<PdfOutcome.Refused>().Which.Reason.English.Should().Contain("larger than 41943040");
        Kept(test).Should().BeEmpty();
    }

    [Fact]
    public async Task A_redirect_away_from_arXiv_is_not_followed()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.AnswerNext(context =>
        {
            context.Response.Redirect("https://169.254.169.254/latest/meta-data/");
            return Task.CompletedTask;
        });

        var outcome = await test.Pdfs.GetAsync(Lantern, Token);

        outcome.Should().BeOfType<PdfOutcome.Refused>().Which.Reason.English.Should().Contain("169.254.169.254");
    }

    [Theory]
    [InlineData(429, "40", 40)]
    [InlineData(503, null, 30)]
    [InlineData(500, null, 3)]
    public async Task A_busy_or_broken_arXiv_is_waited_for(int status, string? retryAfter, int least)
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        Put(test, Lantern, Pdf("lantern"));
        test.Host.AnswerNext(status, retryAfter);

        await FindAsync(test.Pdfs, Lantern);

        var requests = test.Host.Requests.ToList();
        requests.Should().HaveCount(2);
        (requests[1].At - requests[0].At).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(least - 0.5));
    }

    [Fact]
    public async Task A_wait_of_hours_is_left_to_the_caller()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        Put(test, Lantern, Pdf("lantern"));
        test.Host.AnswerNext(429, "18000");

        var outcome = await test.Pdfs.GetAsync(Lantern, Token);

        outcome.Should().BeOfType<PdfOutcome.Unavailable>().Which.RetryAfter.Should().Be(TimeSpan.FromHours(5));
        test.Host.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Pdfs_and_records_share_one_pace_over_all_nodes()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token, new AcceleratedTime(20));
        test.Host.LeastInterval = TimeSpan.FromSeconds(2.9);
        for (var number = 1; number <= 3; number++)
        {
            Put(test, ArxivId.Parse($"2606.{number:00000}v1"), Pdf($"paper {number}"));
        }

        using var other = test.NewPdfStore(test.Settings);
        await Task.WhenAll(
            FindAsync(test.Pdfs, ArxivId.Parse("2606.00001v1")),
            FindAsync(other, ArxivId.Parse("2606.00002v1")),
            test.NewClient().ReadAsync([ArxivId.Parse("2606.00003")], again: false, Token)
        );

        test.Host.Requests.Should().HaveCount(3);
        test.Host.TooSoon.Should().Be(0);
    }

    [Fact]
    public async Task What_was_not_used_for_longest_goes_when_the_budget_is_spent_and_comes_again_when_asked_for()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var test = await ArxivUnderTest.StartAsync(Token, time);
        using var pdfs = test.NewPdfStore(test.Settings with { PdfBudget = 1, RequestInterval = TimeSpan.Zero });
        var papers = Enumerable.Range(1, 3).Select(number => ArxivId.Parse($"2606.{number:00000}v1")).ToList();
        foreach (var paper in papers)
        {
            Put(test, paper, Pdf(paper.ToString(), 400 * 1024));
        }

        // Time moves between uses and far enough that nothing counts as being read.
        async Task UseAsync(ArxivId paper)
        {
            time.Advance(TimeSpan.FromMinutes(20));
            await FindAsync(pdfs, paper);
        }

        await UseAsync(papers[0]);
        await UseAsync(papers[1]);
        await UseAsync(papers[0]);
        await UseAsync(papers[2]);

        Kept(test).Should().HaveCount(2, "three do not fit into one mebibyte");
        time.Advance(TimeSpan.FromMinutes(20));
        (await FindAsync(pdfs, papers[0])).Source.Should().Be(PdfSource.Kept, "it was used later than the second");
        (await FindAsync(pdfs, papers[1])).Source.Should().Be(PdfSource.Arxiv);
    }

    [Fact]
    public async Task A_file_that_is_being_read_stays_whatever_the_budget_says()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var test = await ArxivUnderTest.StartAsync(Token, time);
        using var pdfs = test.NewPdfStore(test.Settings with { PdfBudget = 1 });
        Put(test, Lantern, Pdf("one", 800 * 1024));
        Put(test, ArxivId.Parse("2606.00002v1"), Pdf("two", 800 * 1024));

        var first = await FindAsync(pdfs, Lantern);
        time.Advance(TimeSpan.FromSeconds(10));
        await FindAsync(pdfs, ArxivId.Parse("2606.00002v1"));

        File.Exists(first.File.FullName).Should().BeTrue();
    }

    [Fact]
    public async Task A_kept_file_that_was_damaged_is_downloaded_again()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        Put(test, Lantern, Pdf("lantern"));
        var first = await FindAsync(test.Pdfs, Lantern);
        var bytes = await File.ReadAllBytesAsync(first.File.FullName, Token);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(first.File.FullName, bytes, Token);

        var again = await FindAsync(test.Pdfs, Lantern);

        again.Source.Should().Be(PdfSource.Arxiv);
        (await File.ReadAllBytesAsync(again.File.FullName, Token)).Should().Equal(Pdf("lantern"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_said_by_its_setting()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        Put(test, Lantern, Pdf("lantern"));
        var inTheWay = Path.Combine(_folder, "a-file");
        await File.WriteAllTextAsync(inTheWay, "", Token);
        using var pdfs = test.NewPdfStore(test.Settings with { PdfCache = inTheWay });

        var outcome = await pdfs.GetAsync(Lantern, Token);

        outcome.Should().BeOfType<PdfOutcome.Unavailable>().Which.Reason.English.Should().Contain("Arxiv:PdfCache");
    }

    private static void Put(ArxivUnderTest test, ArxivId paper, byte[] pdf) =>
        test.Host.Put(new HostedPaper(paper.Id, $"Paper {paper.Id}", ["cs.LG"]) { Version = paper.Version!.Value, Pdf = pdf });

    private static async Task<PdfOutcome.Found> FindAsync(PdfStore pdfs, ArxivId paper) =>
        (await pdfs.GetAsync(paper, Token)).Should().BeOfType<PdfOutcome.Found>().Subject;

    private static string[] Kept(ArxivUnderTest test) =>
        Directory.Exists(test.Settings.PdfCache)
            ? Directory.GetFiles(test.Settings.PdfCache, "*", SearchOption.AllDirectories)
            : [];

    private static byte[] Pdf(string content, int length = 100)
    {
        var bytes = new byte[length];
        Encoding.ASCII.GetBytes($"%PDF-1.7\n{content}\n").CopyTo(bytes, 0);
        return bytes;
    }
}
