using PaperBot.Fakes.Model;
using PaperBot.Papers;
using PaperBot.Storage;
using PaperBot.Writing;

namespace PaperBot.Tests.Writing;

public sealed class NoteWriterTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_paper_gets_a_note_in_both_languages_with_one_set_of_citations(bool anthropic)
    {
        await using var writer = await WriterUnderTest.StartAsync(anthropic: anthropic);

        var notes = await writer.NotesAsync();

        notes.Select(note => note.Language).Should().Equal(Language.Japanese, Language.English);
        notes[0].QuestionAnswers.Count.Should().BeInRange(8, 15);
        notes[1].QuestionAnswers.Should().HaveCount(notes[0].QuestionAnswers.Count);
        foreach (var (japanese, english) in notes[0].QuestionAnswers.Zip(notes[1].QuestionAnswers))
        {
            japanese.Quotes.Should().Equal(english.Quotes).And.NotBeEmpty();
            japanese.Citations.SelectMany(citation => citation.Pages).Should().NotBeEmpty();
            japanese.Verdict.Should().Be(Verdict.Verified, japanese.VerdictReason);
            english.Verdict.Should().Be(Verdict.Verified, english.VerdictReason);
            japanese.Answer.Should().NotContain("[[");
        }

        notes[0].Origin.Should().Be(NoteOrigin.Written("stand-in-1", Prompts.Version));
        writer.Server.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task Notes_are_written_in_the_languages_of_the_settings_alone()
    {
        await using var writer = await WriterUnderTest.StartAsync(settings => settings with { Languages = [Language.Japanese] });

        var notes = await writer.NotesAsync();

        notes.Should().ContainSingle().Which.Language.Should().Be(Language.Japanese);
        writer.Server.Asks.Should().OnlyContain(ask => !ask.Body.Contains("English (\\\"en\\\")"));
    }

    [Fact]
    public async Task The_text_of_the_paper_goes_out_once_where_the_server_has_a_prompt_cache()
    {
        foreach (var anthropic in new[] { false, true })
        {
            await using var writer = await WriterUnderTest.StartAsync(anthropic: anthropic);
            await Task.WhenAll(Enumerable.Range(1, 10).Select(writer.NotesAsync));

            var texts = Enumerable
                .Range(1, 10)
                .Sum(number => PaperBlock.Of(WriterUnderTest.Sample(number)) is var block ? block.Text.Length / 4 : 0);
            var replies = writer.Server.Counts.Sum(count => count.Output);
            var uncached = writer.Server.Counts.Sum(count => count.Uncached);
            ((double)uncached)
                .Should()
                .BeLessThan(1.2 * (texts + replies), $"texts are {texts} tokens, replies {replies}, uncached input {uncached}");
        }
    }

    [Fact]
    public async Task The_same_inputs_call_nothing_again()
    {
        await using var writer = await WriterUnderTest.StartAsync();
        var first = await writer.NotesAsync();
        var calls = writer.Server.Asks.Count;

        await using var again = writer.Again();
        var second = await again.NotesAsync();

        writer.Server.Asks.Should().HaveCount(calls);
        second.Select(note => note.Summary).Should().Equal(first.Select(note => note.Summary));
        second
            .SelectMany(note => note.QuestionAnswers)
            .Select(answer => (answer.Question, answer.Answer, answer.Verdict))
            .Should()
            .Equal(
                first.SelectMany(note => note.QuestionAnswers).Select(answer => (answer.Question, answer.Answer, answer.Verdict))
            );
    }

    [Fact]
    public async Task What_one_call_brought_before_a_kill_is_not_paid_for_again()
    {
        await using var writer = await WriterUnderTest.StartAsync();
        using var killed = new CancellationTokenSource();
        writer.Server.Answer = ask =>
        {
            if (ask.Number == 4)
            {
                killed.Cancel();
                return new ModelAct.Hang();
            }

            return new ModelAuthor().Answer(ask);
        };
        var cut = () => writer.Writer.WriteAsync(WriterUnderTest.Week, WriterUnderTest.Sample(1), killed.Token);
        await cut.Should().ThrowAsync<OperationCanceledException>();
        var answered = writer.Server.Counts.Count;
        writer.Server.Answer = new ModelAuthor().Answer;

        await using var again = writer.Again();
        await again.NotesAsync();

        answered.Should().Be(3);
        writer.Server.Counts.Should().HaveCount(5, "three calls were answered before, two were left");
    }

    [Fact]
    public async Task A_long_paper_is_read_in_parts_and_its_quotes_are_still_the_papers_own()
    {
        await using var writer = await WriterUnderTest.StartAsync(settings => settings with { ContextTokens = 4_000 });
        var paper = new PagedPaper(SamplePapers.Paper(1), SamplePapers.Pages(1, pages: 30));

        var outcome = await writer.Writer.WriteAsync(WriterUnderTest.Week, paper, Stop);

        var notes = outcome.Should().BeOfType<WritingOutcome.Written>().Subject.Notes;
        notes[0].QuestionAnswers.Should().OnlyContain(answer => answer.Verdict == Verdict.Verified);
        writer.Server.Asks.Where(ask => ask.Task.Contains("List what this part says")).Should().HaveCountGreaterThan(1);
        writer.Server.Asks.Should().OnlyContain(ask => ask.Messages.Sum(message => TokenEstimate.Of(message.Text)) < 12_000);
    }

    [Fact]
    public async Task A_week_gets_a_theme_of_one_line_a_language()
    {
        await using var writer = await WriterUnderTest.StartAsync();

        var outcome = await writer.Writer.WriteThemeAsync(
            WriterUnderTest.Week,
            [
                new ThemePaper(
                    "A",
                    new Dictionary<Language, string> { [Language.Japanese] = "要約", [Language.English] = "Summary" }
                ),
            ],
            Stop
        );

        var themes = outcome.Should().BeOfType<ThemeOutcome.Written>().Subject.Themes;
        themes[Language.Japanese].Should().Be("言語モデルの学習と評価の工夫");
        themes[Language.English].Should().Be("Training and judging language models");
    }

    [Fact]
    public async Task Cost_is_counted_a_paper_and_week_from_what_the_server_counted()
    {
        await using var writer = await WriterUnderTest.StartAsync();
        await writer.NotesAsync();

        var cost = (await writer.Ledger.OfWeekAsync(WriterUnderTest.Week, Stop)).Should().ContainSingle().Subject;

        var counts = writer.Server.Counts;
        cost.Use.Should()
            .Be(
                new TokenUse(
                    counts.Sum(count => count.Input),
                    counts.Sum(count => count.Cached),
                    0,
                    counts.Sum(count => count.Output)
                )
            );
        cost.IsEstimate.Should().BeFalse();
        cost.Dollars.Should()
            .BeApproximately(
                (cost.Use.Input - cost.Use.CachedInput) * 3e-6m + cost.Use.CachedInput * 0.3e-6m + cost.Use.Output * 15e-6m,
                0.0001m
            );
        writer.Writer.Estimate(WriterUnderTest.Sample(1)).Calls.Should().BeGreaterThanOrEqualTo(counts.Count);
    }

    [Theory]
    [InlineData(StoreProvider.Sqlite)]
    [InlineData(StoreProvider.Postgres)]
    public async Task A_budget_stops_before_the_call_that_would_overrun_it(StoreProvider provider)
    {
        await using var writer = await WriterUnderTest.StartAsync(
            settings => settings with { MonthlyBudget = 0.45m, Parallel = 8 },
            provider
        );

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 5).Select(writer.WriteAsync));

        outcomes.OfType<WritingOutcome.Failed>().Should().NotBeEmpty().And.OnlyContain(failed => failed.StopsAll);
        outcomes.OfType<WritingOutcome.Failed>().First().Reason.English.Should().Contain("Writer:MonthlyBudget");
        (await writer.Ledger.SpentThisMonthAsync(Stop)).Should().BeLessThanOrEqualTo(0.45m);
        var spent = writer.Server.Counts.Sum(count =>
            ((count.Uncached * 3m) + (count.Cached * 0.3m) + (count.Output * 15m)) / 1_000_000m
        );
        spent.Should().BeLessThanOrEqualTo(0.45m);
    }

    [Fact]
    public async Task Calls_run_side_by_side_up_to_the_limit_and_no_further()
    {
        await using var writer = await WriterUnderTest.StartAsync(settings => settings with { Parallel = 3 });
        writer.Server.Delay = TimeSpan.FromMilliseconds(100);

        await Task.WhenAll(Enumerable.Range(1, 6).Select(writer.NotesAsync));

        writer.Server.MostOpen.Should().Be(3);
    }
}
