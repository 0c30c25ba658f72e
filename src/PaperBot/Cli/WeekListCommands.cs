using System.CommandLine;
using PaperBot.Downloads;
using PaperBot.Papers;
using PaperBot.Settings;
using PaperBot.Weeks;

namespace PaperBot.Cli;

internal static class WeekListCommands
{
    private static readonly Option<string> From = new("--from")
    {
        Description = "A file of lists, a folder of such files, or the address of either (default: the setting Weeks:BaseUrl)",
    };

    public static Command Create() => new("weeks", "Weekly lists as they are published") { List() };

    private static Command List() =>
        new Command("list", "Shows the weeks and papers of lists, and what is odd about them") { From }.Does(
            async (cli, cancellationToken) =>
            {
                var reading = await ReadAsync(cli, cancellationToken);
                foreach (var refusal in reading.Refusals)
                {
                    await cli.Error.WriteLineAsync(refusal.ToString());
                }

                cli.Answer(reading.Weeks.Select(Document), language => Lines(reading.Weeks, language));
                return reading.Weeks.Count > 0 ? CliExit.Done : CliExit.Failed;
            },
            migrate: false
        );

    private static async Task<WeekListReading> ReadAsync(CliContext cli, CancellationToken cancellationToken)
    {
        var from = cli.Words.GetValue(From) ?? cli.Settings.Weeks.BaseUrl.AbsoluteUri;
        var reading =
            Uri.TryCreate(from, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
                ? await DownloadAsync(cli, address!, cancellationToken)
                : await ReadFilesAsync(from, cancellationToken);
        if (reading.Weeks.Count == 0 && reading.Refusals.Count == 0)
        {
            throw new CliException(WeekTexts.NoListIn(from));
        }

        return reading;
    }

    private static async Task<WeekListReading> ReadFilesAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw new CliException(
                new TextForPeople(
                    $"「{path}」はファイルでもフォルダーでもアドレスでもありません。",
                    $"'{path}' is neither a file nor a folder nor a web address."
                ),
                CliExit.Usage
            );
        }

        return (await ListFiles.ReadAsync(path, cancellationToken)).Reading;
    }

    /// <summary>An address that someone types is allowed as one in the settings is; redirects from it are not.</summary>
    private static async Task<WeekListReading> DownloadAsync(CliContext cli, Uri address, CancellationToken cancellationToken)
    {
        if (address.Scheme != "https" && !SettingsReader.IsLoopback(address))
        {
            throw new CliException(
                new TextForPeople(
                    $"「{address}」は https ではありません (http はこのマシン自身に対してのみ使えます)。",
                    $"'{address}' is not https (plain http is allowed to loopback only)."
                ),
                CliExit.Usage
            );
        }

        using var download = new SafeDownload(new DownloadRules { Configured = [address] }, cli.Get<TimeProvider>());
        var client = new WeekListClient(download);
        var read = address.AbsolutePath.EndsWith(".md", StringComparison.OrdinalIgnoreCase)
            ? await client.ReadOneAsync(address, cancellationToken)
            : await client.ReadAllAsync(
                address.AbsolutePath.EndsWith('/') ? address : new Uri(address.GetLeftPart(UriPartial.Path) + "/"),
                cancellationToken
            );
        return read switch
        {
            ListRead.Read(var files) => WeekListReading.Combine(files.Select(file => file.Reading!)),
            ListRead.UnknownLayout(var reason) => throw new CliException(reason),
            ListRead.Unavailable(var reason) => throw new CliException(reason),
            _ => throw new InvalidOperationException($"{read} is no outcome of a look at the list host."),
        };
    }

    private static object Document(ListedWeek week) =>
        new
        {
            week = week.Week.ToString(),
            monday = week.Week.Monday,
            label = week.LabelText,
            start = week.Label.Start,
            end = week.Label.End,
            papers = week.Papers.Select(paper => new
            {
                rank = paper.Rank,
                title = paper.Name,
                url = paper.Link?.OriginalString,
                arxivId = paper.Arxiv?.Id,
                arxivVersion = paper.Arxiv?.Version,
                links = paper.Links.Select(link => new { label = link.Label, url = link.Url.OriginalString }),
                flags = paper.Flags,
            }),
            flags = week.Flags,
        };

    private static string Lines(IReadOnlyList<ListedWeek> weeks, Language language) =>
        string.Join(
            Environment.NewLine,
            weeks.SelectMany(week =>
                week.Papers.Select(paper => $"  {paper.Rank, 2}  {paper.Name}{Odd(paper.Flags)}")
                    .Prepend(
                        language == Language.Japanese
                            ? $"{week.Week}  {week.Label.Start:yyyy-MM-dd} ~ {week.Label.End:yyyy-MM-dd}  論文 {week.Papers.Count} 件{Odd(week.Flags)}"
                            : $"{week.Week}  {week.Label.Start:yyyy-MM-dd} to {week.Label.End:yyyy-MM-dd}  {week.Papers.Count} papers{Odd(week.Flags)}"
                    )
            )
        );

    private static string Odd(IReadOnlyList<string> flags) => flags.Count > 0 ? $"  [{string.Join(", ", flags)}]" : "";
}
