using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Loopback;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Tests.Publishing;

/// <summary>What the outbox does on either database: every statement of it runs here on both.</summary>
public abstract class OutboxCompliance(StoreProvider provider)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_digest_is_posted_edited_withdrawn_and_posted_anew()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        await SaveWeekAsync(bench, SmallWeek.Build());
        var publisher = Publisher(bench);

        var posted = await publisher.PublishAsync(Request(PublishAction.Repair), Cancelled);
        await bench.RunAsync();
        var first = bench.Board.Standing("C1");

        posted.Written.Should().BeTrue();
        posted.Asked.Should().BeNull();
        first.Should().NotBeEmpty();

        // Changed at the source: the same posts say something else.
        await SaveWeekAsync(bench, WithSummary(SmallWeek.Build(), "書き直した要約です。"));
        var edited = await publisher.PublishAsync(Request(PublishAction.Repair), Cancelled);
        await bench.RunAsync();

        edited.Count<PlanStep.Edit>().Should().BePositive();
        edited.Count<PlanStep.Post>().Should().Be(0);
        bench.Board.Standing("C1").Select(post => post.Id).Should().Equal(first.Select(post => post.Id));
        bench.Board.Standing("C1").Should().Contain(post => post.Text.Contains("書き直した要約") && post.Text.Contains("改訂"));

        var asked = await publisher.PublishAsync(Request(PublishAction.Retract), Cancelled);
        asked.Written.Should().BeFalse();
        asked.Count<PlanStep.Retract>().Should().Be(first.Count);
        var retracted = await publisher.PublishAsync(
            Request(PublishAction.Retract) with
            {
                Confirmation = asked.Asked,
            },
            Cancelled
        );
        await bench.RunAsync();

        retracted.Written.Should().BeTrue();
        bench.Board.Standing("C1").Should().BeEmpty();
        (await Status(bench).OfWeekAsync(SmallWeek.Build().Week, Cancelled)).Single().State.Should().Be(DigestState.Retracted);

        var again = await publisher.PublishAsync(Request(PublishAction.Repost), Cancelled);
        await publisher.PublishAsync(Request(PublishAction.Repost) with { Confirmation = again.Asked }, Cancelled);
        await bench.RunAsync();

        bench.Board.Standing("C1").Should().HaveCount(first.Count);
        (await bench.CountAsync("delivery like '%|r2' and state = 'SENT'")).Should().Be(first.Count);
        var check = await bench.Store.ReadAsync(Audit.VerifyAsync, Cancelled);
        check.Should().Be(new AuditCheck.Whole(4));
    }

    [Fact]
    public async Task Replacing_a_digest_leaves_the_new_one_alone_standing()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        await SaveWeekAsync(bench, SmallWeek.Build());
        var publisher = Publisher(bench);
        await publisher.PublishAsync(Request(PublishAction.Repair), Cancelled);
        await bench.RunAsync();
        var first = bench.Board.Standing("C1").Select(post => post.Id).ToList();

        var asked = await publisher.PublishAsync(Request(PublishAction.Replace), Cancelled);
        await publisher.PublishAsync(Request(PublishAction.Replace) with { Confirmation = asked.Asked }, Cancelled);
        await bench.RunAsync();

        var second = bench.Board.Standing("C1").Select(post => post.Id).ToList();
        second.Should().HaveCount(first.Count).And.NotIntersectWith(first);
    }

    [Fact]
    public async Task Taking_a_week_back_takes_what_a_repost_left_standing_too()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        await SaveWeekAsync(bench, SmallWeek.Build());
        var publisher = Publisher(bench);
        await publisher.PublishAsync(Request(PublishAction.Repair), Cancelled);
        await bench.RunAsync();
        var once = bench.Board.Standing("C1").Count;
        await ConfirmedAsync(publisher, PublishAction.Repost);
        await bench.RunAsync();
        bench.Board.Standing("C1").Should().HaveCount(2 * once);

        var asked = await publisher.PublishAsync(Request(PublishAction.Retract), Cancelled);
        asked.Count<PlanStep.Retract>().Should().Be(2 * once);
        await publisher.PublishAsync(Request(PublishAction.Retract) with { Confirmation = asked.Asked }, Cancelled);
        await bench.RunAsync();

        bench.Board.Standing("C1").Should().BeEmpty();
        (await publisher.PublishAsync(Request(PublishAction.Retract), Cancelled)).Channels[0].Plans.Should().BeEmpty();
    }

    [Fact]
    public async Task A_week_whose_posts_were_all_removed_is_taken_back_and_does_not_grow_again()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        await SaveWeekAsync(bench, SmallWeek.Build());
        var publisher = Publisher(bench);
        await publisher.PublishAsync(Request(PublishAction.Repair), Cancelled);
        await bench.RunAsync();
        foreach (var post in bench.Board.Standing("C1"))
        {
            bench.Board.Remove(post.Id);
        }

        await bench.ExecuteAsync("update delivery set gone = 1");
        await ConfirmedAsync(publisher, PublishAction.Retract);
        await bench.RunAsync();
        // A part that was never planned would be posted, if the week still stood.
        await bench.ExecuteAsync("delete from delivery_attempt where delivery like '%/qa1'");
        await bench.ExecuteAsync("delete from delivery where part like '%/qa1'");
        await publisher.PublishAsync(Request(PublishAction.Repair), Cancelled);
        await bench.RunAsync();

        bench.Board.Standing("C1").Should().BeEmpty();
        (await Status(bench).OfWeekAsync(SmallWeek.Build().Week, Cancelled))
            .Should()
            .ContainSingle()
            .Which.State.Should()
            .Be(DigestState.Retracted);
    }

    [Fact]
    public async Task A_post_that_a_plan_took_out_comes_back_when_it_is_wanted_again()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));
        await bench.RunAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1), removalsConfirmed: true);
        await bench.RunAsync();

        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));
        await bench.RunAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1), removalsConfirmed: true);
        await bench.RunAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));
        await bench.RunAsync();

        bench.Board.Standing("C1").Should().HaveCount(7).And.OnlyHaveUniqueItems(post => post.Marker);
        (await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2))).Steps.Should().AllBeOfType<PlanStep.Keep>();
    }

    [Fact]
    public async Task A_confirmation_counts_for_its_asker_its_plan_and_once()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        await SaveWeekAsync(bench, SmallWeek.Build());
        var publisher = Publisher(bench);
        await publisher.PublishAsync(Request(PublishAction.Repair), Cancelled);
        await bench.RunAsync();
        var asked = await publisher.PublishAsync(Request(PublishAction.Retract), Cancelled);

        var other = await publisher.PublishAsync(
            new PublishRequest(SmallWeek.Build().Week, PublishAction.Retract, "board:U2") { Confirmation = asked.Asked },
            Cancelled
        );
        await bench.Store.WriteAsync(
            session => session.ExecuteAsync("update delivery set gone = 1 where part = 'p01'"),
            Cancelled
        );
        var changed = await publisher.PublishAsync(Request(PublishAction.Retract) with { Confirmation = asked.Asked }, Cancelled);
        var used = await publisher.PublishAsync(Request(PublishAction.Retract) with { Confirmation = asked.Asked }, Cancelled);

        other.Answer.Should().Be(ConfirmationAnswer.Unknown);
        changed.Answer.Should().Be(ConfirmationAnswer.PlanChanged);
        used.Answer.Should().Be(ConfirmationAnswer.Unknown);
        new[] { other, changed, used }.Should().OnlyContain(result => !result.Written);
    }

    [Fact]
    public async Task Held_posts_are_named_with_what_to_do_and_go_on_when_released()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        var refuse = true;
        bench.Platform.Interfere = (request, carryOut, _) =>
            Task.FromResult<SendOutcome>(
                refuse && request.Kind == PostKind.Reply
                    ? new SendOutcome.Rejected(RejectionReason.ContentRefused, "restricted", "No.")
                    : carryOut()
            );
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 3));
        await bench.RunAsync();

        var held = await Status(bench).HeldAsync(Cancelled);
        held.Select(post => (post.Part, post.Reason, post.Behind))
            .Should()
            .Equal(("p01/summary", HoldReason.ContentRefused, 2), ("p02/summary", HoldReason.ContentRefused, 2));
        bench.Board.Standing("C1").Should().HaveCount(3);

        refuse = false;
        (await Status(bench).ReleaseAsync(held[0].Delivery, "cli", Cancelled)).Should().Be(3);
        await bench.RunAsync();
        bench.Board.Standing("C1").Should().HaveCount(6);
        (await Status(bench).ReleaseAsync(null, "cli", Cancelled)).Should().Be(3);
        await bench.RunAsync();
        bench.Board.Standing("C1").Should().HaveCount(9);
    }

    [Fact]
    public async Task I3_what_is_released_with_one_held_post_waits_behind_another_of_its_thread()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        var refused = new HashSet<string> { OutboxBench.Key("p01/summary"), OutboxBench.Key("p02") };
        bench.Platform.Interfere = (request, carryOut, _) =>
            Task.FromResult<SendOutcome>(
                refused.Contains(request.DeliveryKey)
                    ? new SendOutcome.Rejected(RejectionReason.ContentRefused, "restricted", "No.")
                    : carryOut()
            );
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 3));
        await bench.RunAsync();
        refused.Clear();

        // The whole channel waited behind p02 when p01's summary, sent by a node that died, was found to be in doubt.
        await bench.ExecuteAsync(
            $"update delivery set held_by = '{OutboxBench.Key("p02")}' where held_by = '{OutboxBench.Key("p01/summary")}'"
        );
        await Status(bench).ReleaseAsync(OutboxBench.Key("p02"), "cli", Cancelled);
        await bench.RunAsync();

        (await Status(bench).HeldAsync(Cancelled))
            .Select(post => (post.Part, post.Reason, post.Behind))
            .Should()
            .Equal(("p01/summary", HoldReason.ContentRefused, 2));
        bench.Board.Standing("C1").Should().HaveCount(6);

        await Status(bench).ReleaseAsync(null, "cli", Cancelled);
        await bench.RunAsync();
        var starter = bench.Board.Standing("C1")[1].Id;
        bench
            .Board.Standing("C1")
            .Where(post => post.Thread == starter)
            .Select(post => post.Marker)
            .Should()
            .Equal(new[] { "p01/summary", "p01/qa1", "p01/qa2" }.Select(part => DeliveryMarker.For(OutboxBench.Key(part))));
    }

    [Fact]
    public async Task A_paused_channel_waits_and_the_others_go_on()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        var pauses = new Pauses(bench.Store, bench.Signal);
        await pauses.PauseAsync(OutboxBench.Channel("C1"), "cli", Cancelled);

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1), "C1");
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1), "C2");
        await bench.RunAsync();

        bench.Board.Standing("C1").Should().BeEmpty();
        bench.Board.Standing("C2").Should().HaveCount(3);
        (await pauses.ReadAsync(Cancelled)).Single().Channel.Should().Be(OutboxBench.Channel("C1"));

        (await pauses.ResumeAsync(OutboxBench.Channel("C1"), "cli", Cancelled)).Should().BeTrue();
        await bench.RunAsync();
        bench.Board.Standing("C1").Should().HaveCount(3);
    }

    [Fact]
    public async Task I11_what_cannot_be_written_into_the_audit_is_not_done()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        await SaveWeekAsync(bench, SmallWeek.Build());
        await bench.ExecuteAsync("update audit_head set id = 2");
        var pauses = new Pauses(bench.Store, bench.Signal);

        var pausing = () => pauses.PauseAsync(OutboxBench.Channel(), "cli", Cancelled);
        var publishing = () => Publisher(bench).PublishAsync(Request(PublishAction.Repair), Cancelled);
        await pausing.Should().ThrowAsync<Exception>();
        await publishing.Should().ThrowAsync<Exception>();

        (await pauses.ReadAsync(Cancelled)).Should().BeEmpty();
        (await bench.CountAsync("1 = 1")).Should().Be(0);

        await bench.ExecuteAsync("update audit_head set id = 1");
        await pauses.PauseAsync(OutboxBench.Channel(), "cli", Cancelled);
        await Publisher(bench).PublishAsync(Request(PublishAction.Repair), Cancelled);
        await Status(bench).ReleaseAsync(null, "cli", Cancelled);
        var audited = await bench.Store.ReadAsync(session => Audit.ReadAsync(session, 10), Cancelled);
        audited.Select(line => line.Entry.Action).Should().Equal("repair", "pause");
    }

    [Fact]
    public async Task Two_nodes_at_work_post_each_post_once()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        using var second = bench.NewOutbox();
        await second.StartAsync(Cancelled);
        foreach (var channel in new[] { "C1", "C2", "C3" })
        {
            await bench.PlanAsync(SmallDigest.Make(papers: 3, replies: 2), channel);
        }

        await bench.RunAsync();
        await second.StopAsync(Cancelled);

        foreach (var channel in new[] { "C1", "C2", "C3" })
        {
            bench.Board.Standing(channel).Select(post => post.Marker).Should().OnlyHaveUniqueItems().And.HaveCount(10);
        }
    }

    [Fact]
    public async Task I12_planning_at_once_on_two_nodes_plans_once()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => Task.Run(() => bench.PlanAsync(SmallDigest.Make(papers: 3, replies: 2)), Cancelled))
        );
        await bench.RunAsync();

        bench.Board.Standing("C1").Should().HaveCount(10);
        (await bench.CountAsync("op = 'create'")).Should().Be(10);
    }

    [Fact]
    public async Task I6_a_stale_token_changes_nothing()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0));
        var line = new ChannelLine(bench.Store, bench.Settings, "first");
        var first = (LineStep.Send)await line.BeginAsync(OutboxBench.Channel(), new LineTurn(TimeSpan.Zero), Cancelled);
        await line.TakeAllOverAsync(Cancelled);
        await bench.ExecuteAsync("update delivery set started_at = 0 where state = 'SENDING'");
        var second = await new ChannelLine(bench.Store, bench.Settings, "second").BeginAsync(
            OutboxBench.Channel(),
            new LineTurn(TimeSpan.Zero),
            Cancelled
        );

        var settled = await bench.Store.WriteAsync(
            session =>
                new Settlement(session, first.Delivery, first.Token, bench.Platform).WriteAsync(
                    new Transition.Done("1", []),
                    TimeSpan.Zero,
                    "first"
                ),
            Cancelled
        );

        second.Should().BeOfType<LineStep.Look>().Which.Token.Should().BeGreaterThan(first.Token);
        settled.Should().Be(Settled.PassedOver);
        (await bench.StateAsync(first.Delivery.Key)).Should().Be("UNKNOWN");
    }

    [Fact]
    public async Task A_channel_belongs_to_one_node_until_it_is_given_back()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0));
        var first = new ChannelLine(bench.Store, bench.Settings, "first");
        var second = new ChannelLine(bench.Store, bench.Settings, "second");
        await first.BeginAsync(OutboxBench.Channel(), new LineTurn(TimeSpan.Zero), Cancelled);

        var refused = await second.BeginAsync(OutboxBench.Channel(), new LineTurn(TimeSpan.Zero), Cancelled);
        await first.GiveBackAsync(OutboxBench.Channel(), Cancelled);
        var granted = await second.BeginAsync(OutboxBench.Channel(), new LineTurn(TimeSpan.Zero), Cancelled);

        refused.Should().BeOfType<LineStep.Elsewhere>().Which.For.Should().BeGreaterThan(TimeSpan.FromSeconds(1));
        granted.Should().NotBeOfType<LineStep.Elsewhere>();
    }

    [Fact]
    public async Task A_request_beside_the_running_service_is_taken_once_and_answered()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        var requests = new RunRequests(bench.Store, new StoreChanges(bench.Store, bench.Clock));
        var id = await requests.AskAsync("week", """{"week":"2023-W22"}""", "cli", Cancelled);
        var waiting = requests.WaitAsync(id, Cancelled);

        var taken = await Task.WhenAll(requests.TakeAsync("a", Cancelled), requests.TakeAsync("b", Cancelled));
        var mine = taken.Single(request => request is not null)!;
        var node = taken[0] is null ? "b" : "a";
        await requests.RenewAsync(mine.Id, node, Cancelled);
        await requests.FinishAsync(mine.Id, node, succeeded: true, "done", Cancelled);

        mine.Arguments.Should().Be("""{"week":"2023-W22"}""");
        (await waiting).Should().Be(mine with { State = RunRequestState.Done, Result = "done" });
    }

    [Fact]
    public async Task A_changed_audit_row_shows()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        foreach (var number in Enumerable.Range(1, 5))
        {
            await bench.Store.WriteAsync(
                session => Audit.AppendAsync(session, new AuditEntry("cli", "test", $"{number}", null, "h", "done")),
                Cancelled
            );
        }

        (await bench.Store.ReadAsync(Audit.VerifyAsync, Cancelled)).Should().Be(new AuditCheck.Whole(5));
        await bench.ExecuteAsync("update audit set actor = 'somebody else' where seq = 3");
        (await bench.Store.ReadAsync(Audit.VerifyAsync, Cancelled))
            .Should()
            .BeOfType<AuditCheck.Broken>()
            .Which.At.Should()
            .Be(3);
        await bench.ExecuteAsync("delete from audit where seq >= 3");
        (await bench.Store.ReadAsync(Audit.VerifyAsync, Cancelled))
            .Should()
            .BeOfType<AuditCheck.Broken>()
            .Which.At.Should()
            .Be(3);
        (await bench.Store.ReadAsync(session => Audit.ReadAsync(session, 1), Cancelled)).Single().Seq.Should().Be(2);
    }

    [Fact]
    public async Task An_audit_that_was_taken_out_whole_shows_and_nothing_is_done_without_one()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        await bench.ExecuteAsync("delete from audit");
        await bench.ExecuteAsync("delete from audit_head");

        (await bench.Store.ReadAsync(Audit.VerifyAsync, Cancelled))
            .Should()
            .BeOfType<AuditCheck.Broken>()
            .Which.At.Should()
            .Be(1);
        var append = () =>
            bench.Store.WriteAsync(
                session => Audit.AppendAsync(session, new AuditEntry("cli", "test", "x", null, "h", "done")),
                Cancelled
            );
        await append.Should().ThrowAsync<AuditException>().WithMessage("*not whole*");
    }

    [Fact]
    public async Task Weeks_that_a_channel_had_or_will_not_get_are_known()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        var ledger = new DigestLedger(bench.Store);

        var before = await ledger.ReadAsync(OutboxBench.Channel(), Cancelled);
        await ledger.ArchiveAsync(WeekId.Parse("2023-W10"), bench.Target(), "too old", Cancelled);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0));
        var after = await ledger.ReadAsync(OutboxBench.Channel(), Cancelled);

        before.Should().BeEquivalentTo(new ChannelLedger(new HashSet<WeekId>(), new HashSet<WeekId>(), null));
        after.Weeks.Should().BeEquivalentTo([WeekId.Parse("2023-W10"), OutboxBench.Week]);
        after.Posted.Should().BeEquivalentTo([OutboxBench.Week]);
        after.LastPlanned.Should().NotBeNull();

        // A call for the archived week by its name posts it.
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0), week: WeekId.Parse("2023-W10"));
        await bench.RunAsync();
        bench.Board.Standing("C1").Should().HaveCount(4);
    }

    private static async Task ConfirmedAsync(Publisher publisher, PublishAction action)
    {
        var asked = await publisher.PublishAsync(Request(action), Cancelled);
        await publisher.PublishAsync(Request(action) with { Confirmation = asked.Asked }, Cancelled);
    }

    private static PublishRequest Request(PublishAction action) => new(SmallWeek.Build().Week, action, "board:U1");

    private static Publisher Publisher(OutboxBench bench) =>
        new(
            bench.Store,
            new DigestChannels([bench.Target().Settings], [bench.Platform], new Subscriptions(bench.Store), bench.Clock),
            bench.Signal,
            ReadingLinks.None
        );

    private static DeliveryStatus Status(OutboxBench bench) =>
        new(bench.Store, new StoreChanges(bench.Store, bench.Clock), bench.Signal);

    private static StoredWeek WithSummary(StoredWeek week, string summary)
    {
        var paper = week.Papers[0];
        var note = paper.Notes[Language.Japanese] with { Summary = summary };
        return week with
        {
            Papers =
            [
                paper with
                {
                    Notes = new Dictionary<Language, PaperNote>(paper.Notes) { [Language.Japanese] = note },
                },
                .. week.Papers.Skip(1),
            ],
        };
    }

    internal static Task SaveWeekAsync(OutboxBench bench, StoredWeek week) => StoredWeeks.SaveAsync(bench.Store, week, Cancelled);
}

public sealed class SqliteOutboxComplianceTests() : OutboxCompliance(StoreProvider.Sqlite);

public sealed class PostgresOutboxComplianceTests() : OutboxCompliance(StoreProvider.Postgres);
