using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using PaperBot.Fakes;

namespace PaperBot.Benchmarks;

/// <summary>
/// The reading pages of the real program, held to one core, at a steady rate: every page and file of the sample week in both languages, as a browser
/// asks for them. Times count from the moment a request was due, so one that waits behind another is not let off. Beside them, at the same rate, the
/// program's least endpoint, which sends four letters.
/// </summary>
internal static class PagesBenchmark
{
    private const int Core = 0;

    private sealed record Figures(string What, List<TimeSpan> Times, long Bytes, int Failed, TimeSpan Processor, TimeSpan Took);

    public static Command Create()
    {
        var rate = new Option<int>("--rate") { Description = "Requests a second", DefaultValueFactory = _ => 500 };
        var seconds = new Option<int>("--seconds") { Description = "For each of the three loads", DefaultValueFactory = _ => 12 };
        var command = new Command("pages", "Reading pages on one core, beside a static endpoint of the same program")
        {
            rate,
            seconds,
        };
        command.SetAction(
            (words, cancellationToken) => RunAsync(words.GetValue(rate), words.GetValue(seconds), cancellationToken)
        );
        return command;
    }

    private static async Task RunAsync(int rate, int seconds, CancellationToken cancellationToken)
    {
        using var workspace = new TestWorkspace();
        await using var service = PaperBotProcess.StartService(workspace.Settings);
        var ready = JsonDocument.Parse(await service.ReadyAsync(cancellationToken)).RootElement;
        var address = new Uri(ready.GetProperty("web").GetString() + "/");
        using var client = new HttpClient(
            new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, AllowAutoRedirect = false }
        )
        {
            BaseAddress = address,
        };
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip, deflate, br");
        var pages = await FindAsync(client, cancellationToken);
        await PinAsync(service.Id, cancellationToken);
        string[] searches = [.. pages.Where(page => page.Contains("search", StringComparison.Ordinal))];
        string[] read = [.. pages.Except(searches)];
        // The first look at each page writes it; that is part of a reader's life, and once is enough.
        foreach (var page in pages.Append("health/live"))
        {
            await client.GetByteArrayAsync(page, cancellationToken);
        }

        await LoadAsync("warm", client, service.Id, read, rate, 3, cancellationToken);
        var still = await LoadAsync("static endpoint", client, service.Id, ["health/live"], rate, seconds, cancellationToken);
        var ours = await LoadAsync("pages and files", client, service.Id, read, rate, seconds, cancellationToken);
        // One in twenty readers searches.
        string[] mixed =
        [
            .. Enumerable.Range(0, searches.Length * 20).Select(i => i % 20 == 0 ? searches[i / 20] : read[i % read.Length]),
        ];
        var searching = await LoadAsync("with 5% searches", client, service.Id, mixed, rate, seconds, cancellationToken);
        Print(still, ours, searching, rate, seconds);
    }

    /// <summary>Every page that links lead to from the two lists of weeks, and a few searches.</summary>
    private static async Task<IReadOnlyList<string>> FindAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var pages = new List<string>();
        foreach (var language in (string[])["ja", "en"])
        {
            pages.AddRange([$"{language}/", $"{language}/feed.xml", $"{language}/weeks/2023-W22"]);
            pages.AddRange(((string[])[".md", ".html", ".bib"]).Select(extension => $"{language}/weeks/2023-W22{extension}"));
            pages.AddRange(
                (
                    (string[])["dpo", "DPOはなぜ報酬モデルが要らないの？", "positional encoding", "限界は何ですか？", "Clune"]
                ).Select(query => $"{language}/search?q={Uri.EscapeDataString(query)}")
            );
            var week = await client.GetStringAsync($"{language}/weeks/2023-W22.bib", cancellationToken);
            pages.AddRange(
                week.Split('\n')
                    .Where(line => line.Contains("eprint", StringComparison.Ordinal))
                    .Select(line => $"{language}/papers/{line.Split('{', '}')[1]}")
            );
        }

        return pages;
    }

    private static async Task PinAsync(int process, CancellationToken cancellationToken)
    {
        using var taskset = Process.Start(
            new ProcessStartInfo("taskset", string.Create(CultureInfo.InvariantCulture, $"-a -c -p {Core} {process}"))
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        await taskset.WaitForExitAsync(cancellationToken);
    }

    private static async Task<Figures> LoadAsync(
        string what,
        HttpClient client,
        int process,
        string[] pages,
        int rate,
        int seconds,
        CancellationToken cancellationToken
    )
    {
        var times = new ConcurrentBag<TimeSpan>();
        var (bytes, failed) = (0L, 0);
        var before = Processor(process);
        var watch = Stopwatch.StartNew();
        var asked = new List<Task>();
        for (var i = 0; i < rate * seconds; i++)
        {
            var due = TimeSpan.FromSeconds(i / (double)rate);
            if (due - watch.Elapsed is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, cancellationToken);
            }

            asked.Add(AskAsync(pages[i % pages.Length], due));
        }

        await Task.WhenAll(asked);
        return new Figures(what, [.. times], bytes, failed, Processor(process) - before, watch.Elapsed);

        async Task AskAsync(string page, TimeSpan due)
        {
            using var answer = await client.GetAsync(page, cancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            times.Add(watch.Elapsed - due);
            Interlocked.Add(ref bytes, body.Length);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                Interlocked.Increment(ref failed);
            }
        }
    }

    private static TimeSpan Processor(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }

    private static void Print(Figures still, Figures ours, Figures searching, int rate, int seconds)
    {
        var table = new Table("load", "requests/s", "p50 ms", "p99 ms", "max ms", "KiB each", "failed", "core busy %");
        foreach (var figures in (Figures[])[still, ours, searching])
        {
            table.Add(
                figures.What,
                (figures.Times.Count / figures.Took.TotalSeconds).ToString("0", CultureInfo.InvariantCulture),
                Milliseconds(At(figures, 0.5)),
                Milliseconds(At(figures, 0.99)),
                Milliseconds(At(figures, 1)),
                (figures.Bytes / 1024.0 / figures.Times.Count).ToString("0.0", CultureInfo.InvariantCulture),
                figures.Failed,
                (100 * figures.Processor / figures.Took).ToString("0", CultureInfo.InvariantCulture)
            );
        }

        table.Add(
            "pages / static",
            "",
            Ratio(At(ours, 0.5), At(still, 0.5)),
            Ratio(At(ours, 0.99), At(still, 0.99)),
            Ratio(At(ours, 1), At(still, 1)),
            "",
            "",
            Ratio(ours.Processor, still.Processor)
        );
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{rate} requests a second for {seconds} s each; the program on one core")
        );
        table.Write(Console.Out);
    }

    private static TimeSpan At(Figures figures, double share)
    {
        var ordered = figures.Times.Order().ToList();
        return ordered[(int)Math.Ceiling(share * (ordered.Count - 1))];
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Ratio(TimeSpan ours, TimeSpan still) => (ours / still).ToString("0.00", CultureInfo.InvariantCulture);
}
