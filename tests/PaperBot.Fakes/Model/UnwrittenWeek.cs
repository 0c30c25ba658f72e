using PaperBot.Fakes.Arxiv;
using PaperBot.Fakes.Weeks;

namespace PaperBot.Fakes.Model;

/// <summary>
/// A week that nobody has written about, with everything around the program that it takes to write it: list, arXiv with PDFs, and a model, all on
/// loopback. The papers are of our own making.
/// </summary>
public sealed class UnwrittenWeek : IAsyncDisposable
{
    private static readonly DateOnly Monday = new(2026, 6, 1);

    private UnwrittenWeek(ListHost lists, ArxivHost arxiv, ModelServer model) => (Lists, Arxiv, Model) = (lists, arxiv, model);

    private const int Papers = 10;

    public const string Week = "2026-06-01";

    public ListHost Lists { get; }

    public ArxivHost Arxiv { get; }

    public ModelServer Model { get; }

    public static string Title(int number) => $"{WeekListText.Name(number)}: Learning from Made-up Measurements";

    public static string Id(int number) => WeekListText.Id(Monday, number);

    /// <param name="papers">How many of the ten have a PDF; the others have none, as happens.</param>
    public static async Task<UnwrittenWeek> StartAsync(int papers, CancellationToken cancellationToken)
    {
        var rows = Enumerable
            .Range(1, Papers)
            .Select(number => WeekListText.Row(number, Title(number), $"https://arxiv.org/abs/{Id(number)}"))
            .ToList();
        var arxiv = await ArxivHost.StartAsync(cancellationToken);
        foreach (var number in Enumerable.Range(1, Papers))
        {
            arxiv.Put(
                new HostedPaper(Id(number), Title(number), ["cs.LG"])
                {
                    Published = Monday.AddDays(number % 7),
                    Updated = Monday.AddDays(number % 7),
                    Pdf =
                        number > papers
                            ? null
                            : SmallPdf.Of([
                                .. SamplePapers
                                    .Pages(number)
                                    .Select(page => page.Number == 1 ? $"{Title(number)}\n{page.Text}" : page.Text),
                            ]),
                }
            );
        }

        return new UnwrittenWeek(
            await ListHost.StartAsync(cancellationToken, (2026, WeekListText.YearFile(2026, WeekListText.Week(Monday, rows)))),
            arxiv,
            await ModelServer.StartAsync(cancellationToken)
        );
    }

    /// <summary>What the program must be told to find all of it, and that the model writes.</summary>
    public void Point(TestWorkspace workspace)
    {
        var settings = workspace.Settings;
        settings["Arxiv:PdfCache"] = Path.Combine(workspace.Folder, "pdf");
        settings["Weeks:BaseUrl"] = Lists.BaseUrl.AbsoluteUri;
        settings["Weeks:SettleFor"] = "0s";
        settings["Arxiv:ApiBase"] = Arxiv.ApiBase.AbsoluteUri;
        settings["Arxiv:PdfBase"] = Arxiv.PdfBase.AbsoluteUri;
        settings["Arxiv:RequestInterval"] = "100ms";
        settings["Checking:Download"] = "true";
        settings["Writer:Provider"] = "openai";
        settings["Writer:Endpoint"] = Model.OpenAi.AbsoluteUri;
        settings["Writer:Model"] = "stand-in-1";
        settings["Writer:ApiKey"] = Model.ApiKey;
        settings["Writer:InputPrice"] = "3";
        settings["Writer:CachedInputPrice"] = "0.3";
        settings["Writer:OutputPrice"] = "15";
    }

    public async ValueTask DisposeAsync()
    {
        await Lists.DisposeAsync();
        await Arxiv.DisposeAsync();
        await Model.DisposeAsync();
    }
}
