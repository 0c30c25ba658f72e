using System.Diagnostics.Metrics;

namespace PaperBot.Asking;

/// <summary>What an operator asks of answering: how many questions found what. Never what was asked.</summary>
internal static class AskMeters
{
    private static readonly Meter Meter = new("PaperBot.Asking");

    private static readonly Counter<long> Asks = Meter.CreateCounter<long>(
        "paperbot.asks",
        description: "Questions and names put to the index, by what was found: answer, paper, closest or none."
    );

    public static void Asked(AskOutcome outcome, string platform) =>
        Asks.Add(1, new("outcome", outcome.Kind), new("platform", platform));
}
