using PaperBot.Fakes;
using PaperBot.Reading;
using PaperBot.Tests.Checking;

namespace PaperBot.Tests.Reading;

/// <summary>A published paper of two columns, read as another program reads it.</summary>
public sealed class PdfSharedDataTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_real_paper_of_two_columns_has_its_words_on_their_pages()
    {
        var path = SharedData.PathOf("data", "pdfs", "lost-in-the-middle-tacl2024-ccby40.pdf");
        var read = (PdfReading.Read)
            await new PdfChild(new PdfLimits(), TimeProvider.System).ReadAsync(
                new FileInfo(path),
                TestContext.Current.CancellationToken
            );

        var f1 = await WordF1.OfAsync(path, read, TestContext.Current.CancellationToken);

        output.WriteLine($"word F1 {f1:0.0000} over {read.Pages.Count} pages");
        read.Pages.Should().HaveCount(17);
        read.Unreadable.Should().BeEmpty();
        read.Pages[4].Text.Should().Contain("Table 1: Closed-book and oracle accuracy");
        read.Pages.Should().OnlyContain(page => page.Text.All(character => !char.IsControl(character) || character == '\n'));
        f1.Should().BeGreaterThanOrEqualTo(0.99);
    }
}
