using System.Diagnostics.Metrics;

namespace PaperBot.Writing;

/// <summary>What an operator asks of writing: how often which model was called for what, what went in and out, and what it cost.</summary>
internal static class WritingMeters
{
    private static readonly Meter Meter = new("PaperBot.Writing");

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "paperbot.model.calls",
        description: "Calls of the model by outcome: answered, failed, stopped, over_budget (not made), kept (not made: its reply was paid for before)."
    );

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>(
        "paperbot.model.tokens",
        description: "Tokens by kind: input (all of the prompt), cached_input and cache_write (parts of it), output."
    );

    private static readonly Counter<double> Cost = Meter.CreateCounter<double>(
        "paperbot.model.cost.usd",
        description: "US dollars by the prices in the settings; for calls without an answer, the most that they can have cost."
    );

    /// <param name="stage">What is asked: summary, method, results, repair, theme and so on.</param>
    /// <param name="use">Null where nobody knows.</param>
    /// <param name="cost">Millionths of a US dollar.</param>
    public static void Called(WriterSettings settings, string stage, string outcome, TokenUse? use, long cost)
    {
        var vendor = new KeyValuePair<string, object?>("vendor", settings.Provider.ToString().ToLowerInvariant());
        var model = new KeyValuePair<string, object?>("model", settings.Model);
        var purpose = new KeyValuePair<string, object?>("stage", stage);
        Calls.Add(1, vendor, model, purpose, new("outcome", outcome));
        if (use is not null)
        {
            foreach (
                var (kind, count) in new[]
                {
                    ("input", use.Input),
                    ("cached_input", use.CachedInput),
                    ("cache_write", use.CacheWrite),
                    ("output", use.Output),
                }
            )
            {
                Tokens.Add(count, vendor, model, purpose, new("kind", kind));
            }
        }

        if (cost > 0)
        {
            Cost.Add(cost / 1_000_000.0, vendor, model, purpose);
        }
    }
}
