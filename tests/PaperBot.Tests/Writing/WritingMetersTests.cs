using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using PaperBot.Fakes.Model;

namespace PaperBot.Tests.Writing;

/// <summary>What <c>/metrics</c> says of calls, tokens and cost.</summary>
public sealed class WritingMetersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed record Figure(string Name, double Value, IReadOnlyDictionary<string, string> Tags);

    [Fact]
    public async Task Calls_tokens_and_cost_are_counted_by_model_and_stage_as_the_ledger_has_them()
    {
        var figures = new ConcurrentQueue<Figure>();
        // The counters are the program's; other tests write too, with other models.
        var model = $"metered-{Guid.NewGuid():N}";
        using var listener = Listen(model, figures);
        await using var writer = await WriterUnderTest.StartAsync(settings => settings with { Model = model });

        await writer.NotesAsync();
        await writer.Again().WriteAsync();

        var calls = figures.Where(figure => figure.Name == "paperbot.model.calls").ToList();
        calls.Should().OnlyContain(call => call.Tags["vendor"] == "openai");
        calls.Count(call => call.Tags["outcome"] == "answered").Should().Be(writer.Server.Asks.Count);
        calls
            .Count(call => call.Tags["outcome"] == "kept")
            .Should()
            .Be(writer.Server.Asks.Count, "a second writer is given the replies that were paid for");
        calls.Select(call => call.Tags["stage"]).Distinct().Should().Contain(["summary", "results"]);
        var spent = await writer.Ledger.SpentThisMonthAsync(Stop);
        spent.Should().BePositive();
        Sum("paperbot.model.cost.usd").Should().BeApproximately((double)spent, 1e-9);
        Sum("paperbot.model.tokens", "input").Should().Be(writer.Server.Counts.Sum(count => count.Input));
        Sum("paperbot.model.tokens", "output").Should().Be(writer.Server.Counts.Sum(count => count.Output));

        double Sum(string name, string? kind = null) =>
            figures
                .Where(figure => figure.Name == name && (kind is null || figure.Tags["kind"] == kind))
                .Sum(figure => figure.Value);
    }

    [Fact]
    public async Task A_call_that_fails_and_one_that_the_budget_forbids_are_counted_as_such()
    {
        var figures = new ConcurrentQueue<Figure>();
        var model = $"metered-{Guid.NewGuid():N}";
        using var listener = Listen(model, figures);
        await using var writer = await WriterUnderTest.StartAsync(settings => settings with { Model = model, Retries = 0 });
        writer.Server.Answer = _ => new ModelAct.Refuse(401);

        await writer.WriteAsync();
        await writer.Again(settings => settings with { MonthlyBudget = 0.000001m }).WriteAsync();

        figures
            .Where(figure => figure.Name == "paperbot.model.calls")
            .Select(figure => figure.Tags["outcome"])
            .Distinct()
            .Should()
            .BeEquivalentTo("failed", "over_budget");
        figures.Should().NotContain(figure => figure.Name == "paperbot.model.cost.usd", "a refusal costs nothing");
    }

    private static MeterListener Listen(string model, ConcurrentQueue<Figure> figures)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == "PaperBot.Writing")
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
        return listener;

        void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}", StringComparer.Ordinal);
            if (named["model"] == model)
            {
                figures.Enqueue(new Figure(instrument.Name, value, named));
            }
        }
    }
}
