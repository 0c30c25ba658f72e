using System.Globalization;
using System.Text;
using PaperBot.Papers;

namespace PaperBot.Fakes.Model;

/// <summary>Papers of our own making, page by page, each sentence with a number and names that no other sentence has.</summary>
public static class SamplePapers
{
    private static readonly string[] Subjects =
    [
        "The proposed encoder",
        "Our second baseline",
        "The retrieval module",
        "A linear probe",
        "The reward model",
        "The pruned network",
        "The distilled student",
        "The annotated corpus",
        "The ablated variant",
        "The sparse attention layer",
    ];

    private static readonly string[] Verbs =
    [
        "reaches an accuracy of",
        "reduces the error by",
        "improves the score to",
        "was trained for a total of",
        "keeps the recall near",
        "lowers the latency to",
    ];

    private static readonly string[] Ends =
    [
        "on the held-out split of the benchmark",
        "when the context grows beyond the training length",
        "although fewer labelled examples are available",
        "with the same budget as the earlier system",
        "after the second stage of fine tuning",
        "in the setting without any instruction data",
        "as long as the optimizer state is kept",
    ];

    /// <param name="seed">Another seed, another text.</param>
    public static IReadOnlyList<PageText> Pages(int seed, int pages = 6, int sentences = 16) =>
        [.. Enumerable.Range(1, pages).Select(page => new PageText(page, Page(seed, page, sentences)))];

    public static Paper Paper(int number) =>
        new()
        {
            Id = PaperId.Of(ArxivId.Parse(Id(number))),
            Title = $"Sample Paper {number}: Learning from Made-up Measurements",
            Authors = ["Ada Example", "Ken Sample"],
            Published = new DateOnly(2026, 6, 1).AddDays(number),
            Updated = new DateOnly(2026, 6, 1).AddDays(number),
            Arxiv = ArxivId.Parse(Id(number) + "v1"),
            Categories = ["Machine Learning"],
            Abstract = "We measure what nobody measured. The measurements are made up.",
        };

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"2606.{10_000 + number:D5}");

    private static string Page(int seed, int page, int sentences)
    {
        var text = new StringBuilder();
        for (var i = 0; i < sentences; i++)
        {
            var at = (seed * 31) + (page * 17) + i;
            var value = string.Create(CultureInfo.InvariantCulture, $"{11 + (at * 7 % 85)}.{((seed + (page * 3) + i) % 9) + 1}");
            text.Append(
                CultureInfo.InvariantCulture,
                $"{Subjects[at % Subjects.Length]} {Verbs[(at / 3) % Verbs.Length]} {value} percent {Ends[(at * 5 / 2) % Ends.Length]} in run {seed}{page:D2}{i:D2}. "
            );
            text.Append(
                i % 5 == 4 ? "\n\n"
                : i % 2 == 1 ? "\n"
                : ""
            );
        }

        return text.ToString().TrimEnd();
    }
}
