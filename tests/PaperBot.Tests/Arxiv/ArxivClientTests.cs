using Microsoft.AspNetCore.Http;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;
using PaperBot.Papers;

namespace PaperBot.Tests.Arxiv;

public sealed class ArxivClientTests
{
    private static readonly HostedPaper Lantern = new(
        "2606.00001",
        "Lantern Net: A Light in the Data",
        ["cs.LG", "cs.AI", "eess.AS"]
    )
    {
        Version = 3,
        Authors = ["Aiko Example", "Bénédicte Löwe"],
        Published = new(2026, 6, 1),
        Updated = new(2026, 6, 9),
        Comment = "10 pages, accepted somewhere",
    };

    private static readonly HostedPaper Harbor = new("2606.00002", "Harbor & Tides <of> Learning", ["cs.CL"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_is_read_from_an_awkward_feed_to_the_letter()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        test.Host.Put(Harbor);

        var reading = await test.ReadAsync("2606.00001v1", "2606.00002");

        reading.Trouble.Should().BeNull();
        var lantern = reading.Records["2606.00001"];
        lantern.Title.Should().Be("Lantern Net: A Light in the Data");
        lantern.Abstract.Should().Be(Lantern.Abstract);
        lantern.Authors.Should().Equal("Aiko Example", "Bénédicte Löwe");
        lantern.Version.Should().Be(3, "the newest one is asked for");
        lantern.Published.Should().Be(Lantern.Published);
        lantern.Updated.Should().Be(Lantern.Updated);
        lantern.Comment.Should().Be("10 pages, accepted somewhere");
        lantern
            .ToPaper([])
            .Categories.Should()
            .Equal("Machine Learning", "Artificial Intelligence", "Audio and Speech Processing");
        reading.Records["2606.00002"].Title.Should().Be("Harbor & Tides <of> Learning");
        test.Host.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task A_week_takes_one_request_and_none_the_same_day()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        var ids = Enumerable.Range(1, 15).Select(number => $"2606.{number:00000}").ToArray();
        foreach (var id in ids)
        {
            test.Host.Put(new HostedPaper(id, $"Paper {id}", ["cs.LG"]));
        }

        var first = await test.ReadAsync(ids);
        var second = await test.ReadAsync(ids);

        first.Records.Should().HaveCount(15);
        second.Records.Should().HaveCount(15);
        test.Host.Requests.Should().ContainSingle().Which.Query.Should().Contain("max_results=15");
    }

    [Fact]
    public async Task The_next_day_it_is_asked_again_and_sees_the_new_version()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(
            new DateTimeOffset(2026, 6, 29, 0, 0, 0, TimeSpan.Zero)
        );
        await using var test = await ArxivUnderTest.StartAsync(Token, time);
        test.Host.Put(Lantern);
        await test.ReadAsync(Lantern.Id);
        test.Host.Put(Lantern with { Version = 4 });
        var sameDay = await test.ReadAsync(Lantern.Id);
        time.Advance(TimeSpan.FromHours(25));

        var nextDay = await test.ReadAsync(Lantern.Id);

        sameDay.Records[Lantern.Id].Version.Should().Be(3);
        nextDay.Records[Lantern.Id].Version.Should().Be(4);
    }

    [Theory]
    [InlineData(429, "40")]
    [InlineData(429, null)]
    [InlineData(503, "1")]
    public async Task A_busy_arXiv_is_waited_for_as_long_as_it_says(int status, string? retryAfter)
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        test.Host.AnswerNext(status, retryAfter);

        var reading = await test.ReadAsync(Lantern.Id);

        reading.Records.Should().ContainKey(Lantern.Id);
        var requests = test.Host.Requests.ToList();
        requests.Should().HaveCount(2);
        var least = Math.Max(3, retryAfter is null ? 30 : int.Parse(retryAfter));
        (requests[1].At - requests[0].At).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(least - 0.5));
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_said_and_not_waited_for()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        test.Host.AnswerNext(429, "18000");

        var reading = await test.ReadAsync(Lantern.Id);

        reading.Records.Should().BeEmpty();
        reading.Trouble!.English.Should().Contain("300 minutes");
        test.Host.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task An_empty_reply_means_try_again()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        test.Host.AnswerNextWithNothing();
        test.Host.AnswerNextWithNothing();

        (await test.ReadAsync(Lantern.Id)).Records.Should().ContainKey(Lantern.Id);
        test.Host.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task An_arXiv_that_stays_empty_is_trouble_and_says_nothing_about_the_papers()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        for (var request = 0; request < 10; request++)
        {
            test.Host.AnswerNextWithNothing();
        }

        var reading = await test.ReadAsync(Lantern.Id);

        reading.Trouble.Should().NotBeNull();
        test.Host.Requests.Should().HaveCount(5);
    }

    [Fact]
    public async Task A_paper_that_is_not_there_is_asked_for_twice_and_then_missing()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);

        var reading = await test.ReadAsync(Lantern.Id, "2606.09999");

        reading.Trouble.Should().BeNull();
        reading.Records.Keys.Should().Equal(Lantern.Id);
        test.Host.Requests.Should().HaveCountLessThanOrEqualTo(6);
        test.Host.Requests.Last().Query.Should().Contain("id_list=2606.09999&");
    }

    [Fact]
    public async Task One_id_that_arXiv_calls_malformed_does_not_cost_the_others_their_records()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        test.Host.Put(Harbor);
        // An id that our own check lets pass and arXiv's does not.
        test.Host.Refuse("2606.00666");

        var reading = await test.ReadAsync(Lantern.Id, "2606.00666", Harbor.Id);

        reading.Records.Keys.Should().BeEquivalentTo(Lantern.Id, Harbor.Id);
    }

    [Theory]
    [InlineData("<html><body>Rate exceeded.</body></html>")]
    [InlineData("not xml at all")]
    [InlineData(
        """<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed xmlns="http://www.w3.org/2005/Atom">&x;</feed>"""
    )]
    public async Task A_reply_that_is_no_feed_is_trouble(string body)
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        for (var request = 0; request < 10; request++)
        {
            test.Host.AnswerNext(context => context.Response.WriteAsync(body, context.RequestAborted));
        }

        var reading = await test.ReadAsync(Lantern.Id);

        reading.Records.Should().BeEmpty();
        reading.Trouble.Should().NotBeNull();
    }

    [Fact]
    public async Task Two_nodes_together_keep_the_pace_that_arXiv_asks_for()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token, new AcceleratedTime(20));
        test.Host.LeastInterval = TimeSpan.FromSeconds(2.9);
        var other = test.NewClient();
        for (var number = 1; number <= 6; number++)
        {
            test.Host.Put(new HostedPaper($"2606.{number:00000}", $"Paper {number}", ["cs.LG"]));
        }

        await Task.WhenAll(
            Enumerable
                .Range(1, 6)
                .Select(number =>
                    (number % 2 == 0 ? test.Client : other).ReadAsync(
                        [ArxivId.Parse($"2606.{number:00000}")],
                        again: false,
                        Token
                    )
                )
        );

        test.Host.Requests.Should().HaveCount(6);
        test.Host.TooSoon.Should().Be(0);
    }

    [Fact]
    public async Task A_node_that_died_in_the_middle_of_a_request_keeps_the_others_out_for_a_while_only()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        await test.Store.WriteAsync(
            async session =>
                await session.ExecuteAsync(
                    "insert into request_gate(gate, holder, until, next_at) values('arxiv', 'dead', @until, 0)",
                    new { until = await session.NowAsync() + 150_000 }
                ),
            Token
        );

        (await test.ReadAsync(Lantern.Id)).Records.Should().ContainKey(Lantern.Id);
    }
}
