using System.Text.Json.Nodes;
using PaperBot.Fakes.Model;
using PaperBot.Papers;
using PaperBot.Writing;

namespace PaperBot.Tests.Writing;

/// <summary>What models and their servers do wrong, and what becomes of it.</summary>
public sealed class ModelTroubleTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fenced_JSON_with_talk_before_it_is_read_as_it_was_meant()
    {
        await using var writer = await WriterUnderTest.StartAsync();
        writer.Server.Answer = new ModelAuthor
        {
            Change = (_, reply) => new ModelAct.Say($"Here is the JSON:\n```json\n{reply.ToJsonString()}\n```\n"),
        }.Answer;

        await writer.NotesAsync();

        writer.Server.Asks.Should().NotContain(ask => ask.Task.Contains("could not be used"));
    }

    [Theory]
    [InlineData("{\"summary\": {\"ja\": \"途中で")]
    [InlineData("I'm sorry, but I can't help with that.")]
    [InlineData("{\"summary\": \"not by language\", \"citations\": [], \"answers\": []}")]
    [InlineData("")]
    public async Task A_reply_of_no_use_is_asked_for_once_more_with_what_is_wrong(string broken)
    {
        await using var writer = await WriterUnderTest.StartAsync();
        writer.Server.Answer = new ModelAuthor { Change = (ask, _) => ask.Number == 1 ? new ModelAct.Say(broken) : null }.Answer;

        await writer.NotesAsync();

        writer
            .Server.Asks.Where(ask => ask.Task.StartsWith("That reply could not be used:", StringComparison.Ordinal))
            .Should()
            .ContainSingle();
        writer
            .Server.Asks[2]
            .Messages.Should()
            .NotContain(message => message.Text.Contains("could not be used"), "what follows goes on from the mended reply");
    }

    [Fact]
    public async Task A_reply_that_was_cut_off_is_never_taken_for_whole()
    {
        await using var writer = await WriterUnderTest.StartAsync();
        writer.Server.Answer = new ModelAuthor
        {
            Change = (ask, reply) => ask.Number == 2 ? new ModelAct.Say(reply.ToJsonString(), CutOff: true) : null,
        }.Answer;

        var notes = await writer.NotesAsync();

        notes[0].QuestionAnswers.Count.Should().BeGreaterThanOrEqualTo(8);
        writer.Server.Asks[2].Task.Should().Contain("cut off at the output limit");
    }

    [Fact]
    public async Task A_paper_whose_replies_stay_of_no_use_is_reported_and_tried_alone_next_time()
    {
        await using var writer = await WriterUnderTest.StartAsync();
        var sick = true;
        writer.Server.Answer = new ModelAuthor
        {
            Change = (ask, _) => sick && ask.Paper.Contains("Sample Paper 2:") ? new ModelAct.Say("no") : null,
        }.Answer;

        var outcomes = await Task.WhenAll(writer.WriteAsync(1), writer.WriteAsync(2), writer.WriteAsync(3));

        outcomes[0].Should().BeOfType<WritingOutcome.Written>();
        outcomes[2].Should().BeOfType<WritingOutcome.Written>();
        var failed = outcomes[1].Should().BeOfType<WritingOutcome.Failed>().Subject;
        failed.StopsAll.Should().BeFalse();
        failed.Reason.English.Should().Contain("it is not JSON");
        sick = false;
        var calls = writer.Server.Asks.Count;
        await Task.WhenAll(writer.NotesAsync(1), writer.NotesAsync(2), writer.NotesAsync(3));
        writer.Server.Asks.Skip(calls).Should().OnlyContain(ask => ask.Paper.Contains("Sample Paper 2:"));
    }

    [Fact]
    public async Task A_quote_on_a_neighbouring_page_is_cited_by_the_page_it_stands_on()
    {
        await using var writer = await WriterUnderTest.StartAsync();
        writer.Server.Answer = new ModelAuthor { Change = (_, reply) => Say(Answers(reply, MovePage)) }.Answer;

        var notes = await writer.NotesAsync();

        notes[0].QuestionAnswers.Should().OnlyContain(answer => answer.Verdict == Verdict.Verified);
        writer.Server.Asks.Should().NotContain(ask => ask.Task.Contains("The check of your"));
        static void MovePage(JsonObject answer) =>
            answer["citations"]![0]!["page"] = ((int)answer["citations"]![0]!["page"]! % 6) + 1;
    }

    [Fact]
    public async Task Invented_quotes_are_written_again_once_and_held_where_they_stay_invented()
    {
        await using var writer = await WriterUnderTest.StartAsync();
        var author = new ModelAuthor
        {
            Change = (ask, reply) =>
                ask.Number == 2 || ask.Task.Contains("The check of your") ? Say(Answers(reply, Invent)) : null,
        };
        writer.Server.Answer = author.Answer;

        var notes = await writer.NotesAsync();

        var rewrites = writer
            .Server.Asks.Where(ask => ask.Task.StartsWith("The check of your citations", StringComparison.Ordinal))
            .ToList();
        rewrites.Should().ContainSingle().Which.Task.Should().Contain("does not stand on page");
        notes[0]
            .QuestionAnswers.Where(answer => answer.Verdict == Verdict.Failed)
            .Should()
            .HaveCount(3)
            .And.OnlyContain(answer => answer.VerdictReason.Length > 0);
        notes[1].QuestionAnswers.Where(answer => answer.Verdict == Verdict.Failed).Should().HaveCount(3);
        notes[0].QuestionAnswers.Count(answer => answer.Verdict == Verdict.Verified).Should().BeGreaterThan(5);
    }

    [Fact]
    public async Task What_failed_its_check_and_was_written_again_rightly_stands_as_verified()
    {
        await using var writer = await WriterUnderTest.StartAsync();
        writer.Server.Answer = new ModelAuthor
        {
            Change = (ask, reply) => ask.Number == 2 ? Say(Answers(reply, Invent)) : null,
        }.Answer;

        var notes = await writer.NotesAsync();

        notes[0].QuestionAnswers.Should().OnlyContain(answer => answer.Verdict == Verdict.Verified);
    }

    [Fact]
    public async Task Answers_in_the_wrong_language_or_style_do_not_stand()
    {
        await using var writer = await WriterUnderTest.StartAsync();
        writer.Server.Answer = new ModelAuthor
        {
            Change = (ask, reply) =>
                ask.Number switch
                {
                    2 => Say(
                        Answers(
                            reply,
                            answer => answer["answer"]!["ja"] = "The answer is in English although Japanese was asked for here."
                        )
                    ),
                    4 => Say(
                        Answers(
                            reply,
                            answer => answer["answer"]!["ja"] = "これは手法の説明である。常体で書かれた文が続いている[[1]]。"
                        )
                    ),
                    _ => null,
                },
        }.Answer;

        var notes = await writer.NotesAsync();

        writer.Server.Asks.Should().Contain(ask => ask.Task.Contains("is in another language"));
        writer.Server.Asks.Should().Contain(ask => ask.Task.Contains("not in the polite form"));
        notes[0].QuestionAnswers.Should().OnlyContain(answer => !answer.Answer.Contains("である"));
    }

    [Theory]
    [InlineData(false, 429)]
    [InlineData(false, 503)]
    [InlineData(true, 429)]
    [InlineData(true, 529)]
    public async Task A_busy_server_is_asked_again_and_then_the_paper_is_reported(bool anthropic, int status)
    {
        await using var writer = await WriterUnderTest.StartAsync(
            settings => settings with { Retries = 1 },
            anthropic: anthropic
        );
        var times = 1;
        writer.Server.Answer = ask => times-- > 0 ? new ModelAct.Refuse(status, "0") : new ModelAuthor().Answer(ask);
        await writer.NotesAsync();

        times = int.MaxValue;
        var outcome = await writer.WriteAsync(2);

        outcome.Should().BeOfType<WritingOutcome.Failed>().Which.Reason.English.Should().Contain($"({status})");
        (await writer.Ledger.OfWeekAsync(WriterUnderTest.Week, Stop))
            .Single(cost => cost.Paper == WriterUnderTest.Sample(2).Paper.Id)
            .Dollars.Should()
            .Be(0, "a refusal costs nothing");
    }

    [Theory]
    [InlineData(false, 401, true)]
    [InlineData(true, 401, true)]
    [InlineData(false, 400, false)]
    [InlineData(true, 400, false)]
    [InlineData(false, 500, false)]
    [InlineData(true, 500, false)]
    public async Task A_refusal_is_told_in_words_that_say_what_to_do(bool anthropic, int status, bool stopsAll)
    {
        await using var writer = await WriterUnderTest.StartAsync(
            settings => settings with { Retries = 0 },
            anthropic: anthropic
        );
        writer.Server.Answer = _ => new ModelAct.Refuse(status);

        var failed = (await writer.WriteAsync()).Should().BeOfType<WritingOutcome.Failed>().Subject;

        failed.StopsAll.Should().Be(stopsAll);
        failed.Reason.English.Should().Contain($"({status})");
        failed.Reason.Japanese.Should().Contain($"({status})");
        failed.Reason.English.Should().NotContain(writer.Server.ApiKey);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_falls_silent_is_given_up_and_its_call_counts_as_perhaps_paid(bool anthropic)
    {
        await using var writer = await WriterUnderTest.StartAsync(
            settings => settings with { CallTimeout = TimeSpan.FromSeconds(1), Retries = 0 },
            anthropic: anthropic
        );
        writer.Server.Answer = _ => new ModelAct.FallSilent();

        (await writer.WriteAsync())
            .Should()
            .BeOfType<WritingOutcome.Failed>()
            .Which.Reason.English.Should()
            .Contain("did not answer in time");

        (await writer.Ledger.SpentThisMonthAsync(Stop)).Should().BeGreaterThan(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_breaks_in_the_middle_of_a_reply_fails_that_paper_alone(bool anthropic)
    {
        await using var writer = await WriterUnderTest.StartAsync(
            settings => settings with { Retries = 0 },
            anthropic: anthropic
        );
        writer.Server.Answer = ask =>
            ask.Paper.Contains("Sample Paper 2:") ? new ModelAct.Break("{\"summary\":") : new ModelAuthor().Answer(ask);

        var outcomes = await Task.WhenAll(writer.WriteAsync(1), writer.WriteAsync(2));

        outcomes[0].Should().BeOfType<WritingOutcome.Written>();
        outcomes[1].Should().BeOfType<WritingOutcome.Failed>();
    }

    [Fact]
    public async Task A_server_that_counts_nothing_is_counted_by_estimate_and_says_so()
    {
        await using var writer = await WriterUnderTest.StartAsync();
        writer.Server.Answer = new ModelAuthor
        {
            Change = (_, reply) => new ModelAct.Say(reply.ToJsonString(), WithoutUsage: true),
        }.Answer;

        await writer.NotesAsync();

        var cost = (await writer.Ledger.OfWeekAsync(WriterUnderTest.Week, Stop)).Single();
        cost.IsEstimate.Should().BeTrue();
        cost.Dollars.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_server_without_schemas_is_told_the_form_in_words()
    {
        await using var writer = await WriterUnderTest.StartAsync(settings => settings with { Structured = ReplyForm.Prompt });

        await writer.NotesAsync();

        writer.Server.Asks.Should().OnlyContain(ask => ask.Schema == null && ask.Messages[0].Text.Contains("as a JSON schema"));
    }

    private static ModelAct.Say Say(JsonObject reply) => new(reply.ToJsonString());

    private static JsonObject Answers(JsonObject reply, Action<JsonObject> change)
    {
        foreach (var answer in reply["answers"]!.AsArray())
        {
            change(answer!.AsObject());
        }

        return reply;
    }

    private static void Invent(JsonObject answer) =>
        answer["citations"]![0]!["quote"] = "This sentence was never written by anybody and stands on none of the pages.";
}
