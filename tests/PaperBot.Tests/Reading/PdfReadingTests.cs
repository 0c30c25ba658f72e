using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using PaperBot.Reading;

namespace PaperBot.Tests.Reading;

[CollectionDefinition("Weighs the process", DisableParallelization = true)]
public sealed class WeighsTheProcess;

/// <summary>Alone, because one of them weighs the process.</summary>
[Collection("Weighs the process")]
public sealed partial class PdfReadingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paperbot-pdf").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("toy-twocol.pdf", 3)]
    [InlineData("toy-onecol.pdf", 4)]
    public async Task Every_sentence_of_a_page_is_read_in_order(string name, int pages)
    {
        var reading = await ReadAsync(Sample(name));

        var read = reading.Should().BeOfType<PdfReading.Read>().Subject;
        read.Pages.Should().HaveCount(pages);
        var marks = Mark()
            .Matches(string.Concat(read.Pages.Select(page => page.Text)))
            .Select(match => int.Parse(match.Groups["number"].Value))
            .ToList();
        marks.Should().HaveCount(129).And.BeInAscendingOrder();
    }

    [Theory]
    [InlineData("toy-twocol.pdf")]
    [InlineData("toy-onecol.pdf")]
    public async Task Another_program_reads_the_same_words(string name)
    {
        var read = (PdfReading.Read)await ReadAsync(Sample(name));

        (await WordF1.OfAsync(Sample(name).FullName, read, Cancellation)).Should().BeGreaterThanOrEqualTo(0.99);
    }

    [Fact]
    public async Task No_control_character_is_left_in_a_page()
    {
        var read = (PdfReading.Read)await ReadAsync(Sample("toy-onecol.pdf"));

        read.Pages.SelectMany(page => page.Text)
            .Where(character => char.IsControl(character) && character != '\n')
            .Should()
            .BeEmpty();
    }

    [Fact]
    public async Task A_stream_that_inflates_to_gigabytes_is_refused_and_costs_the_parent_nothing()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var reading = await ReadAsync(
            Write("bomb.pdf", PdfWithContent(Deflate(Deflate(new byte[400_000_000])), "[/FlateDecode /FlateDecode]"))
        );

        reading.Should().BeOfType<PdfReading.Refused>();
        (GC.GetTotalMemory(forceFullCollection: true) - before).Should().BeLessThan(20 * 1024 * 1024);
    }

    [Fact]
    public async Task A_page_without_letters_is_a_failure_and_never_an_empty_paper() =>
        (await ReadAsync(Write("scan.pdf", PdfWithContent(Deflate(Encoding.ASCII.GetBytes("0 0 m 10 10 l S")), "/FlateDecode"))))
            .Should()
            .BeOfType<PdfReading.Refused>()
            .Which.Reason.Should()
            .Be(RefusalReason.NoText);

    [Theory]
    [InlineData("")]
    [InlineData("<!doctype html><title>404</title>")]
    public async Task What_is_no_pdf_is_refused(string content) =>
        (await ReadAsync(Write("page.pdf", Encoding.UTF8.GetBytes(content))))
            .Should()
            .BeOfType<PdfReading.Refused>()
            .Which.Reason.Should()
            .Be(RefusalReason.NotAPdf);

    [Fact]
    public void Fifty_damaged_files_are_read_or_refused_and_never_crash()
    {
        var whole = File.ReadAllBytes(Sample("toy-twocol.pdf").FullName);
        var random = new Random(20260418);
        for (var i = 0; i < 50; i++)
        {
            var damaged = whole.ToArray();
            if (i % 2 == 0)
            {
                damaged = damaged[..random.Next(damaged.Length)];
            }
            else
            {
                for (var flips = random.Next(1, 500); flips > 0; flips--)
                {
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                }
            }

            PdfText.Read(damaged, new PdfLimits()).Should().NotBeNull();
        }
    }

    [Fact]
    public async Task A_file_that_takes_too_long_is_given_up() =>
        (
            await new PdfChild(new PdfLimits { Time = TimeSpan.FromMilliseconds(1) }, TimeProvider.System).ReadAsync(
                Sample("toy-onecol.pdf"),
                Cancellation
            )
        )
            .Should()
            .BeOfType<PdfReading.Refused>()
            .Which.Reason.Should()
            .Be(RefusalReason.TooSlow);

    [Fact]
    public void Ligatures_come_apart_where_text_is_compared() => "ﬁ".Normalize(NormalizationForm.FormKC).Should().Be("fi");

    private static Task<PdfReading> ReadAsync(FileInfo file) =>
        new PdfChild(new PdfLimits(), TimeProvider.System).ReadAsync(file, Cancellation);

    private static FileInfo Sample(string name) => new(Path.Combine(AppContext.BaseDirectory, "Reading", "samples", name));

    private FileInfo Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return new FileInfo(path);
    }

    private static byte[] Deflate(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            zlib.Write(data);
        }

        return packed.ToArray();
    }

    private static byte[] PdfWithContent(byte[] content, string filter)
    {
        using var file = new MemoryStream();
        var offsets = new List<long>();
        void Text(string text) => file.Write(Encoding.ASCII.GetBytes(text));
        void Begin() => offsets.Add(file.Position);
        Text("%PDF-1.7\n");
        Begin();
        Text("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
        Begin();
        Text("2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n");
        Begin();
        Text("3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<<>>>>endobj\n");
        Begin();
        Text($"4 0 obj<</Length {content.Length}/Filter {filter}>>stream\n");
        file.Write(content);
        Text("\nendstream endobj\n");
        var start = file.Position;
        Text($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            Text($"{offset:D10} 00000 n \n");
        }

        Text($"trailer<</Size {offsets.Count + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return file.ToArray();
    }

    [GeneratedRegex(@"\(mark(?<number>\d{4})\)", RegexOptions.None, 1000)]
    private static partial Regex Mark();
}
