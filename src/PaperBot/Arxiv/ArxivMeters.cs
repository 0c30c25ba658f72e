using System.Diagnostics.Metrics;
using PaperBot.Downloads;

namespace PaperBot.Arxiv;

/// <summary>What an operator asks of arXiv: whether it answers.</summary>
internal static class ArxivMeters
{
    private static readonly Meter Meter = new("PaperBot.Arxiv");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "paperbot.arxiv.requests",
        description: "Requests for papers' records, by how they ended: fetched, busy (429, 503), failed, refused, missing."
    );

    public static void Asked(DownloadOutcome outcome) =>
        Requests.Add(1, new KeyValuePair<string, object?>("outcome", outcome.GetType().Name.ToLowerInvariant()));
}
