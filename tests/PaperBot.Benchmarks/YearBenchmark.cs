using System.CommandLine;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Text.Json;
using Microsoft.Diagnostics.NETCore.Client;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;
using PaperBot.Fakes.Weeks;
using PaperBot.Papers;

namespace PaperBot.Benchmarks;

/// <summary>
/// The memory of one service that is never started anew: week after week is listed, asked of arXiv and posted to both channels of the
/// local workspace, one call each, with what an operator's monitoring reads in between.
/// </summary>
internal static class YearBenchmark
{
    private const string HeapSize = "dotnet_gc_last_collection_heap_size_bytes";
    private const string Collections = "dotnet_gc_collections_total";

    private sealed record Memory(double HeapMiB, double ResidentMiB, long FullCollections);

    public static Command Create()
    {
        var weeks = new Option<int>("--weeks") { Description = "Weeks in a row", DefaultValueFactory = _ => 52 };
        var command = new Command("year", "Memory and store of one service over a year of weeks") { weeks };
        command.SetAction((words, cancellationToken) => RunAsync(words.GetValue(weeks), cancellationToken));
        return command;
    }

    private static async Task RunAsync(int weeks, CancellationToken cancellationToken)
    {
        await using var lists = await ListHost.StartAsync(cancellationToken);
        await using var arxiv = await ArxivHost.StartAsync(cancellationToken);
        using var workspace = new TestWorkspace();
        workspace.Settings["Weeks:BaseUrl"] = lists.BaseUrl.ToString();
        workspace.Settings["Arxiv:ApiBase"] = arxiv.ApiBase.ToString();
        workspace.Settings["Arxiv:RequestInterval"] = "0s";
        workspace.Settings["Arxiv:PdfBase"] = arxiv.ApiBase.ToString();
        await using var service = PaperBotProcess.StartService(workspace.Settings);
        using var client = await ConnectAsync(service, cancellationToken);
        var published = new List<(DateOnly Monday, string Text)>();
        var table = new Table("weeks", "heap MiB", "resident MiB", "full collections", "store KiB");
        var first = new DateOnly(2025, 11, 3);
        for (var week = 0; week < weeks; week++)
        {
            var monday = first.AddDays(7 * week);
            var id = (20 * week) + 1;
            published.Insert(0, (monday, WeekListText.Week(monday, id)));
            lists.Publish(published);
            for (var paper = id; paper < id + 10; paper++)
            {
                arxiv.Put(
                    new HostedPaper(WeekListText.Id(monday, paper), $"{WeekListText.Name(paper)}: A Made-Up Paper", ["cs.LG"])
                    {
                        Published = monday,
                    }
                );
            }

            var call = await PaperBotProcess.CallAsync(
                ["week", "run", WeekId.Of(monday).ToString()],
                workspace.Settings,
                cancellationToken
            );
            if (call.ExitCode != 0)
            {
                throw new InvalidOperationException($"{WeekId.Of(monday)}: {call.Output}{call.Errors}");
            }

            if (week % Math.Max(1, weeks / 8) == 0 || week == weeks - 1)
            {
                Collect(service.Id);
                var memory = await ReadAsync(client, service.Id, cancellationToken);
                table.Add(
                    week + 1,
                    Number(memory.HeapMiB),
                    Number(memory.ResidentMiB),
                    memory.FullCollections,
                    new FileInfo(workspace.Settings["Store:ConnectionString"]).Length / 1024
                );
            }
        }

        await service.StopAsync(cancellationToken);
        // What a new process takes for the same store is what is stored; only what the old one took beyond it has piled up.
        await using var fresh = PaperBotProcess.StartService(workspace.Settings);
        using var again = await ConnectAsync(fresh, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        Collect(fresh.Id);
        var anew = await ReadAsync(again, fresh.Id, cancellationToken);
        table.Add("started anew", Number(anew.HeapMiB), Number(anew.ResidentMiB), anew.FullCollections, "");
        table.Write(Console.Out);
    }

    /// <summary>
    /// Has the process collect its garbage, as a profiler would: only what is held counts. The keyword is
    /// <see href="https://learn.microsoft.com/dotnet/fundamentals/diagnostics/runtime-garbage-collection-events">GCHeapCollect</see>.
    /// </summary>
    private static void Collect(int process)
    {
        const long heapCollect = 0x800000;
        using var session = new DiagnosticsClient(process).StartEventPipeSession(
            new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, heapCollect),
            requestRundown: false
        );
        session.Stop();
    }

    private static async Task<HttpClient> ConnectAsync(PaperBotProcess service, CancellationToken cancellationToken)
    {
        var web = JsonDocument.Parse(await service.ReadyAsync(cancellationToken)).RootElement.GetProperty("web").GetString();
        return new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(web + "/") };
    }

    /// <summary>What the program's own metrics say of its last collection, and what the machine says of the process.</summary>
    private static async Task<Memory> ReadAsync(HttpClient client, int process, CancellationToken cancellationToken)
    {
        var metrics = (await client.GetStringAsync("metrics", cancellationToken)).Split('\n');
        var status = await File.ReadAllLinesAsync(
            string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"),
            cancellationToken
        );
        return new Memory(
            metrics.Where(line => line.StartsWith(HeapSize, StringComparison.Ordinal)).Sum(Value) / (1 << 20),
            Value(
                status
                    .Single(line => line.StartsWith("VmRSS", StringComparison.Ordinal))
                    .Replace("kB", "", StringComparison.Ordinal)
                    .Replace('\t', ' ')
                    .TrimEnd()
            ) / 1024,
            (long)
                metrics
                    .Where(line =>
                        line.StartsWith(Collections, StringComparison.Ordinal) && line.Contains("gen2", StringComparison.Ordinal)
                    )
                    .Sum(Value)
        );
    }

    private static double Value(string line) => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
