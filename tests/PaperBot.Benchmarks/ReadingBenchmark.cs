using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PaperBot.Reading;

namespace PaperBot.Benchmarks;

/// <summary>
/// Pages a second of the reader over those of poppler's <c>pdftotext</c> on the same files in the same run: as the program reads a paper (a
/// child process each, its start included), and warm within one process.
/// </summary>
internal static class ReadingBenchmark
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("pdf") { Description = "PDFs to read", Arity = ArgumentArity.OneOrMore };
        var rounds = new Option<int>("--rounds") { Description = "Times each is read", DefaultValueFactory = _ => 5 };
        var command = new Command("reading", "Pages a second beside pdftotext") { files, rounds };
        command.SetAction(
            async (words, cancellationToken) =>
            {
                var table = new Table("file", "pages", "pdftotext", "child process", "ratio", "warm", "ratio");
                foreach (var file in words.GetRequiredValue(files))
                {
                    await MeasureAsync(file, words.GetValue(rounds), table, cancellationToken);
                }

                table.Write(Console.Out);
            }
        );
        return command;
    }

    private static async Task MeasureAsync(FileInfo file, int rounds, Table table, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        var pages = ((PdfReading.Read)PdfText.Read(bytes, new PdfLimits())).Pages.Count;
        var child = new PdfChild(new PdfLimits(), TimeProvider.System);
        var (poppler, apart, warm) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        for (var round = 0; round < rounds; round++)
        {
            // By turns, so that whatever else the machine does falls on all of them.
            poppler += await TimeAsync(() => PopplerAsync(file, cancellationToken));
            apart += await TimeAsync(() => child.ReadAsync(file, cancellationToken));
            warm += await TimeAsync(() => Task.FromResult(PdfText.Read(bytes, new PdfLimits())));
        }

        var all = pages * rounds;
        table.Add(
            file.Name,
            pages,
            Rate(poppler),
            Rate(apart),
            (poppler / apart).ToString("0.00", CultureInfo.InvariantCulture),
            Rate(warm),
            (poppler / warm).ToString("0.00", CultureInfo.InvariantCulture)
        );

        string Rate(TimeSpan time) => (all / time.TotalSeconds).ToString("0.0", CultureInfo.InvariantCulture);
    }

    private static async Task<TimeSpan> TimeAsync<T>(Func<Task<T>> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task<int> PopplerAsync(FileInfo file, CancellationToken cancellationToken)
    {
        using var process = Process.Start(
            new ProcessStartInfo("pdftotext", ["-raw", file.FullName, "-"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return text.Length;
    }
}
