using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;
using PaperBot.Reading;

namespace PaperBot.Tests.Reading;

/// <summary>Files made to harm whoever reads them. Each is read or refused by a child process within its time, and costs the parent nothing.</summary>
[Collection("Weighs the process")]
public sealed class PdfBombTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20261128;
    private const long MostGrowth = 20 * 1024 * 1024;
    private readonly string _folder = Directory.CreateTempSubdirectory("paperbot-bombs").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Shapes =>
        [
            "deep filters",
            "one stream to gigabytes",
            "lzw bomb",
            "page tree loop",
            "page tree without end",
            "object stream loop",
            "cross-reference loop",
            "huge cross-reference",
            "huge image",
            "font bomb",
            "form that draws itself",
            "nested arrays",
            "millions of letters",
            "ten thousand pages",
            "encrypted",
            "truncated",
            "html named pdf",
            "no bytes",
        ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_bomb_is_read_or_refused_in_time_and_costs_the_parent_nothing(string shape)
    {
        var file = Write(shape + ".pdf", Make(shape));
        var limits = new PdfLimits();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();

        var reading = await new PdfChild(limits, TimeProvider.System).ReadAsync(file, Cancellation);

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{shape}: {Words(reading)}, {watch.Elapsed.TotalSeconds:0.0} s, parent grew {growth / 1024} KiB");
        growth.Should().BeLessThan(MostGrowth);
        if (reading is PdfReading.Read read)
        {
            // What is read has text: an empty paper never passes for one.
            read.Pages.Count(page => page.Text.Length > 0).Should().BeGreaterThan(0);
        }

        // The next paper is read as if nothing had been.
        (
            await new PdfChild(limits, TimeProvider.System).ReadAsync(
                Write("next.pdf", SmallPdf.Of("A paper like any other.")),
                Cancellation
            )
        )
            .Should()
            .BeOfType<PdfReading.Read>();
    }

    [Fact]
    public async Task Damaged_files_are_read_or_refused_one_after_the_other()
    {
        var count = ByHand.Count(50, 1000);
        byte[][] whole =
        [
            await File.ReadAllBytesAsync(Sample("toy-twocol.pdf"), Cancellation),
            await File.ReadAllBytesAsync(Sample("toy-onecol.pdf"), Cancellation),
            SmallPdf.Of("One page of text.", "And another one."),
        ];
        var random = new Random(Seed);
        var child = new PdfChild(new PdfLimits(), TimeProvider.System);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var outcomes = new List<string>();
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < count; i++)
        {
            var file = Write("damaged.pdf", Damage(whole[i % whole.Length], i, random));
            var watch = Stopwatch.StartNew();
            outcomes.Add(Words(await child.ReadAsync(file, Cancellation)));
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
        }

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine(
            $"{count} files: {string.Join(", ", outcomes.CountBy(outcome => outcome).OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Value} {pair.Key}"))}; slowest {slowest.TotalSeconds:0.0} s; parent grew {growth / 1024} KiB"
        );
        outcomes.Should().HaveCount(count).And.NotContain(nameof(RefusalReason.TooSlow));
        growth.Should().BeLessThan(MostGrowth);
    }

    private static string Words(PdfReading reading) => reading is PdfReading.Refused refused ? refused.Reason.ToString() : "read";

    private static byte[] Damage(byte[] whole, int turn, Random random)
    {
        var damaged = whole.ToArray();
        switch (turn % 4)
        {
            case 0:
                return damaged[..random.Next(damaged.Length)];
            case 1:
                for (var flips = random.Next(1, 6); flips > 0; flips--)
                {
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                }

                return damaged;
            case 2:
                for (var flips = random.Next(50, 500); flips > 0; flips--)
                {
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                }

                return damaged;
            default:
                // A stretch in the middle is gone, as after a broken download that was joined.
                var start = random.Next(damaged.Length);
                var length = random.Next(1, Math.Max(2, damaged.Length - start));
                return [.. damaged[..start], .. damaged[(start + length)..]];
        }
    }

    private static byte[] Make(string shape) =>
        shape switch
        {
            "deep filters" => WithContent(Deflate(Deflate(new byte[300_000_000])), "/Filter[/FlateDecode/FlateDecode]"),
            "one stream to gigabytes" => WithContent(
                Deflate(Deflate(Deflate(new byte[1_000_000_000]))),
                "/Filter[/FlateDecode/FlateDecode/FlateDecode]"
            ),
            "lzw bomb" => WithContent(Deflate(Lzw(2_000_000)), "/Filter[/FlateDecode/LZWDecode]"),
            "page tree loop" => SmallPdf.File([
                SmallPdf.Ascii("<</Type/Catalog/Pages 2 0 R>>"),
                SmallPdf.Ascii("<</Type/Pages/Count 2/Kids[3 0 R]/Parent 3 0 R>>"),
                SmallPdf.Ascii("<</Type/Pages/Count 2/Kids[2 0 R]/Parent 2 0 R>>"),
            ]),
            "page tree without end" => SmallPdf.File([
                SmallPdf.Ascii("<</Type/Catalog/Pages 2 0 R>>"),
                .. Enumerable
                    .Range(2, 20_000)
                    .Select(number => SmallPdf.Ascii($"<</Type/Pages/Count 1/Kids[{number + 1} 0 R]>>")),
            ]),
            "object stream loop" => SmallPdf.File([
                SmallPdf.Ascii("<</Type/Catalog/Pages 2 0 R>>"),
                Stream("3 0 ", "/Type/ObjStm/N 1/First 4/Extends 3 0 R"),
                Stream("2 0 ", "/Type/ObjStm/N 1/First 4/Extends 2 0 R"),
            ]),
            "cross-reference loop" => SmallPdf.Ascii(
                "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 3/Root 1 0 R/Prev 50>>\nstartxref\n50\n%%EOF\n"
            ),
            "huge cross-reference" => SmallPdf.Ascii(
                "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\nxref\n0 2147483647\n0000000000 65535 f \ntrailer<</Size 2147483647/Root 1 0 R>>\nstartxref\n50\n%%EOF\n"
            ),
            "huge image" => WithContent(
                SmallPdf.Ascii("/I Do"),
                "",
                "/XObject<</I 5 0 R>>",
                Stream(
                    Deflate(new byte[50_000_000]),
                    "/Type/XObject/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode"
                )
            ),
            "font bomb" => WithContent(
                SmallPdf.Ascii("BT /F 10 Tf (text) Tj ET"),
                "",
                "/Font<</F 5 0 R>>",
                SmallPdf.Ascii(
                    "<</Type/Font/Subtype/TrueType/BaseFont/Bomb/FirstChar 0/LastChar 255/Widths[500]/FontDescriptor 6 0 R>>"
                ),
                SmallPdf.Ascii("<</Type/FontDescriptor/FontName/Bomb/Flags 4/FontFile2 7 0 R>>"),
                Stream(Deflate(Deflate(new byte[300_000_000])), "/Filter[/FlateDecode/FlateDecode]/Length1 300000000")
            ),
            "form that draws itself" => WithContent(
                SmallPdf.Ascii("/X Do"),
                "",
                "/XObject<</X 5 0 R>>",
                Stream(
                    SmallPdf.Ascii("/X Do /X Do"),
                    "/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X 5 0 R>>>>"
                )
            ),
            "nested arrays" => WithContent(SmallPdf.Ascii(new string('[', 2_000_000)), ""),
            "millions of letters" => WithContent(
                Deflate(
                    Encoding.Latin1.GetBytes(
                        "BT /F1 10 Tf "
                            + string.Concat(Enumerable.Repeat("(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ", 400_000))
                            + "ET"
                    )
                ),
                "/Filter/FlateDecode",
                "/Font<</F1 5 0 R>>",
                SmallPdf.Ascii("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
            ),
            "ten thousand pages" => SmallPdf.Of([.. Enumerable.Repeat("page", 10_000)]),
            "encrypted" => Encrypted(),
            "truncated" => File.ReadAllBytes(Sample("toy-twocol.pdf"))[..90_000],
            "html named pdf" => Encoding.UTF8.GetBytes("<!doctype html><title>Sorry</title>"),
            "no bytes" => [],
            _ => throw new ArgumentOutOfRangeException(nameof(shape)),
        };

    private static byte[] WithContent(byte[] content, string filter, string resources = "", params byte[][] further) =>
        SmallPdf.File([
            SmallPdf.Ascii("<</Type/Catalog/Pages 2 0 R>>"),
            SmallPdf.Ascii("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
            SmallPdf.Ascii($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<<{resources}>>>>"),
            Stream(content, filter),
            .. further,
        ]);

    private static byte[] Stream(string content, string entries) => Stream(SmallPdf.Ascii(content), entries);

    private static byte[] Stream(byte[] content, string entries) =>
        [.. SmallPdf.Ascii($"<</Length {content.Length}{entries}>>stream\n"), .. content, .. SmallPdf.Ascii("\nendstream")];

    private static byte[] Encrypted()
    {
        var text = Encoding.Latin1.GetString(SmallPdf.Of("Nobody may read this."));
        var key = new string('a', 64);
        return Encoding.Latin1.GetBytes(
            text.Replace(
                "/Root 1 0 R",
                $"/Root 1 0 R/ID[<{key[..32]}><{key[..32]}>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -3904/O<{key}>/U<{key}>>>"
            )
        );
    }

    /// <summary>Codes of nine bits that stand for ever longer runs, begun again before they grow longer.</summary>
    private static byte[] Lzw(int codes)
    {
        var bits = new List<byte>();
        var (buffer, count) = (0, 0);
        void Put(int code)
        {
            buffer = (buffer << 9) | code;
            count += 9;
            while (count >= 8)
            {
                bits.Add((byte)(buffer >> (count - 8)));
                count -= 8;
                buffer &= (1 << count) - 1;
            }
        }

        for (var i = 0; i < codes; i++)
        {
            var step = i % 250;
            Put(
                step == 0 ? 256
                : step == 1 ? 'a'
                : 256 + step
            );
        }

        Put(257);
        return [.. bits, (byte)(buffer << (8 - count))];
    }

    private static byte[] Deflate(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            zlib.Write(data);
        }

        return packed.ToArray();
    }

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "Reading", "samples", name);

    private FileInfo Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return new FileInfo(path);
    }
}
