using PaperBot.Chat;
using PaperBot.Fakes.Loopback;
using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

/// <summary>Planning into the store, and what the outbox makes of it.</summary>
public sealed class DigestPlannerTests
{
    private sealed record Line(string Delivery, string Op, string State, long Turn, long Seq, string? Parent, string Post);

    [Fact]
    public async Task I10_a_plan_that_is_cut_off_leaves_nothing()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var posts = SmallDigest.Make(papers: 3, replies: 2).ToList();
        // The last one cannot be stored: its part is taken.
        posts[^1] = posts[^1] with
        {
            Parent = null!,
            Message = null!,
        };

        await bench.Invoking(it => it.PlanAsync(posts)).Should().ThrowAsync<Exception>();

        (await bench.CountAsync("1 = 1")).Should().Be(0);
        (await ScalarAsync(bench, "select count(*) from digest")).Should().Be(0);
    }

    [Fact]
    public async Task I12_planning_twice_is_planning_once()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));
        var first = await LinesAsync(bench);

        var again = await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));

        again.IsEmpty.Should().BeTrue();
        (await LinesAsync(bench)).Should().Equal(first);
        first
            .Select(line => line.Delivery)
            .Should()
            .Equal(
                "2023-W22|board:W1:C1|header",
                "2023-W22|board:W1:C1|p01",
                "2023-W22|board:W1:C1|p02",
                "2023-W22|board:W1:C1|p01/summary",
                "2023-W22|board:W1:C1|p01/qa1",
                "2023-W22|board:W1:C1|p02/summary",
                "2023-W22|board:W1:C1|p02/qa1"
            );
        first
            .Should()
            .OnlyContain(line => line.Turn == 1 && line.Op == "create" && line.State == "PENDING" && line.Post == line.Delivery);
        first.Select(line => line.Seq).Should().Equal(0, 1, 2, 3, 4, 5, 6);
        first[3].Parent.Should().Be("2023-W22|board:W1:C1|p01");
    }

    [Fact]
    public async Task I8_what_is_sent_is_the_body_that_was_planned()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));

        await bench.RunAsync();

        foreach (var request in bench.Platform.Requests.Where(request => request.Operation == PostOperation.Create))
        {
            var hash = await bench.Store.ReadAsync(
                session =>
                    session.FindAsync<string>(
                        "select payload_hash from delivery where delivery = @key",
                        new { key = request.DeliveryKey }
                    ),
                OutboxBench.Cancelled
            );
            DeliveryKey.Hash(request.Body).Should().Be(hash);
        }
    }

    [Fact]
    public async Task A_text_that_changed_before_it_was_sent_is_exchanged_in_its_place()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1));
        var before = await LinesAsync(bench);

        var plan = await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1, version: 2));

        plan.Count<PlanStep.Replace>().Should().Be(4);
        (await LinesAsync(bench)).Should().Equal(before);
        await bench.RunAsync();
        bench.Board.Standing("C1").Skip(1).Should().OnlyContain(post => post.Text.Contains("v2") && !post.Text.Contains("改訂"));
        (await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1, version: 2))).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task I7_a_text_that_changed_afterwards_is_edited_in_place_with_the_revision_marked_and_counted()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1));
        await bench.RunAsync();
        var ids = bench.Board.Standing("C1").Select(post => post.Id).ToList();

        var plan = await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1, version: 2, changed: paper => paper == 2));
        await bench.RunAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1, version: 3, changed: paper => paper == 2));
        await bench.RunAsync();

        plan.Steps.OfType<PlanStep.Edit>().Select(step => step.Part).Should().BeEquivalentTo("p02", "p02/summary");
        bench.Board.Standing("C1").Select(post => post.Id).Should().Equal(ids);
        var edited = bench.Board.Standing("C1").Where(post => post.Text.Contains("v3")).ToList();
        edited.Should().HaveCount(2).And.OnlyContain(post => post.Edits == 2 && post.Text.Contains("改訂 2 回目"));
        (await bench.CountAsync("delivery = '2023-W22|board:W1:C1|p02/summary|edit2' and state = 'SENT' and mark = 2"))
            .Should()
            .Be(1);
        (await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1, version: 3, changed: paper => paper == 2)))
            .IsEmpty.Should()
            .BeTrue();
    }

    [Fact]
    public async Task A_part_that_comes_later_is_posted_behind_what_the_line_holds()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));

        var plan = await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 2));

        plan.Steps.OfType<PlanStep.Post>().Select(step => step.Part).Should().Equal("p01/qa1");
        (await LinesAsync(bench)).Single(line => line.Delivery.EndsWith("/qa1", StringComparison.Ordinal)).Turn.Should().Be(2);
        await bench.RunAsync();
        bench.Board.Standing("C1").Should().HaveCount(4);
    }

    [Fact]
    public async Task A_part_that_is_no_longer_planned_is_dropped_or_asked_about_and_removed_children_first()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1));
        (await bench.CountAsync("part like '%/qa1' and state = 'SKIPPED'")).Should().Be(2);
        await bench.RunAsync();
        bench.Board.Standing("C1").Should().HaveCount(5);

        var shown = await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();
        shown.Retractions.Select(step => step.Part).Should().BeEquivalentTo("p02", "p02/summary");
        bench.Board.Standing("C1").Should().HaveCount(5);

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1), removalsConfirmed: true);
        await bench.RunAsync();

        bench.Board.Removed("C1").Select(post => post.Text.Split(' ')[0]).Should().Equal("p02/summary", "p02");
        (await bench.CountAsync("state = 'RETRACTED' and part like 'p02%'")).Should().Be(2);
        // And back again: what was removed is posted, what was dropped is sent, and a second plan finds nothing to do.
        var again = await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));
        again.Steps.OfType<PlanStep.Post>().Select(step => step.Part).Should().BeEquivalentTo("p02", "p02/summary");
        again.Steps.OfType<PlanStep.Replace>().Select(step => step.Part).Should().BeEquivalentTo("p01/qa1", "p02/qa1");
        await bench.RunAsync();
        bench.Board.Standing("C1").Should().HaveCount(7).And.OnlyHaveUniqueItems(post => post.Marker);
        (await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2))).Steps.Should().AllBeOfType<PlanStep.Keep>();
    }

    [Fact]
    public async Task A_thread_goes_with_its_starter()
    {
        await using var bench = await OutboxBench.CreateAsync();
        bench.Platform.Threads = ThreadModel.FromMessage;
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1, ThreadModel.FromMessage));
        await bench.RunAsync();

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1, ThreadModel.FromMessage), removalsConfirmed: true);
        await bench.RunAsync();

        bench
            .Platform.Requests.Should()
            .NotContain(request => request.Operation == PostOperation.Delete && request.Kind == PostKind.Thread);
        (await bench.CountAsync("part = 'p02/thread' and op = 'create' and state = 'RETRACTED'")).Should().Be(1);
    }

    [Fact]
    public async Task A_post_whose_id_was_lost_is_found_by_its_marker_or_held_but_never_posted_again()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1));
        await bench.RunAsync();
        var lost = bench.Board.Standing("C1").Single(post => post.Text.StartsWith("p01/summary", StringComparison.Ordinal));
        bench.Board.Remove(
            bench.Board.Standing("C1").Single(post => post.Text.StartsWith("p02/summary", StringComparison.Ordinal)).Id
        );
        await bench.ExecuteAsync("update delivery set remote_id = null where part like '%/summary'");
        var requests = bench.Platform.Requests.Count;

        var plan = await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 1));
        await bench.RunAsync();

        plan.Steps.OfType<PlanStep.Find>().Select(step => step.Part).Should().BeEquivalentTo("p01/summary", "p02/summary");
        bench.Platform.Requests.Should().HaveCount(requests);
        (await bench.CountAsync($"part = 'p01/summary' and state = 'SENT' and remote_id = '{lost.Id}'")).Should().Be(1);
        (await bench.CountAsync("part = 'p02/summary' and state = 'HELD' and hold = 'NeverArrives'")).Should().Be(1);
    }

    [Fact]
    public async Task An_edit_that_is_refused_becomes_a_correction_in_the_thread()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();
        bench.Platform.Interfere = (request, carryOut, _) =>
            Task.FromResult(
                request.Operation == PostOperation.Edit
                    ? new SendOutcome.Rejected(RejectionReason.EditForbidden, "edit_window_closed", "")
                    : carryOut()
            );

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1, version: 2));
        await bench.RunAsync();

        var posts = bench.Board.Standing("C1");
        posts.Should().HaveCount(5);
        posts.Skip(3).Should().OnlyContain(post => post.Thread == posts[1].Id && post.Text.Contains("v2"));
        (await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1, version: 2))).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task An_edit_of_a_post_that_somebody_removed_brings_nothing_back()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();
        bench.Board.Remove(bench.Board.Standing("C1")[2].Id);

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1, version: 2));
        await bench.RunAsync();

        bench.Board.Standing("C1").Should().HaveCount(2);
        (await bench.CountAsync("part = 'p01/summary' and op = 'create' and gone = 1")).Should().Be(1);
        (await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1, version: 2)))
            .Steps.OfType<PlanStep.Removed>()
            .Select(step => step.Part)
            .Should()
            .Equal("p01/summary");
    }

    [Fact]
    public async Task A_held_post_that_may_stand_is_looked_up_before_it_is_edited()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var lost = true;
        bench.Platform.Interfere = (request, carryOut, _) =>
        {
            var outcome = carryOut();
            return Task.FromResult(
                lost && request.DeliveryKey == OutboxBench.Key("p01/summary") ? new SendOutcome.Unknown("lost") : outcome
            );
        };
        bench.Platform.Show = (_, shown) =>
            lost ? new HistoryOutcome.Unreadable(RejectionReason.MissingPermission, "no scope") : shown;
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();

        lost = false;
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1, version: 2));
        await bench.RunAsync();

        bench.Board.Standing("C1").Should().HaveCount(3);
        bench.Board.Standing("C1")[2].Text.Should().Contain("v2");
    }

    [Fact]
    public async Task An_archived_week_that_is_asked_for_is_posted()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var ledger = new DigestLedger(bench.Store);
        await ledger.ArchiveAsync(OutboxBench.Week, bench.Target(), "too old", OutboxBench.Cancelled);
        var archived = await ledger.ReadAsync(OutboxBench.Channel(), OutboxBench.Cancelled);

        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0));
        await bench.RunAsync();

        archived.LastPlanned.Should().BeNull();
        archived.Weeks.Should().Equal(OutboxBench.Week);
        bench.Board.Standing("C1").Should().HaveCount(2);
        (await ledger.ReadAsync(OutboxBench.Channel(), OutboxBench.Cancelled)).LastPlanned.Should().NotBeNull();
        (await ledger.ReadAsync(OutboxBench.Channel("C2"), OutboxBench.Cancelled)).Weeks.Should().BeEmpty();
    }

    [Fact]
    public async Task Archiving_a_week_that_was_posted_changes_nothing()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0));

        await new DigestLedger(bench.Store).ArchiveAsync(OutboxBench.Week, bench.Target(), "too old", OutboxBench.Cancelled);

        (await ScalarAsync(bench, "select count(*) from digest where state = 'POSTING'")).Should().Be(1);
    }

    [Fact]
    public async Task The_workspace_is_in_every_key()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        var other = bench.Target() with { Channel = new ChannelKey("board", "W2", "C1") };

        await bench.PlanAsync(other, SmallDigest.Make(papers: 1, replies: 1));

        (await bench.CountAsync("workspace = 'board:W1'")).Should().Be(3);
        (await bench.CountAsync("workspace = 'board:W2' and delivery like '2023-W22|board:W2:C1|%'")).Should().Be(3);
        // The token that is here belongs to W1: rows of W2 are not its to send.
        await bench.StartAsync();
        await bench.WindAsync(async () => await bench.CountAsync("workspace = 'board:W1' and state <> 'SENT'") == 0);
        bench.Board.Standing("C1").Should().HaveCount(3);
        (await bench.CountAsync("workspace = 'board:W2' and state = 'PENDING'")).Should().Be(3);
    }

    [Fact]
    public async Task A_digest_is_done_when_nothing_of_it_is_open_and_the_auditor_comes_half_a_minute_later()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        (await ScalarAsync(bench, "select count(*) from digest where state = 'POSTING' and finished_at is null")).Should().Be(1);

        await bench.RunAsync();

        (await ScalarAsync(bench, "select count(*) from digest where state = 'POSTED' and audit_at = finished_at + 30000"))
            .Should()
            .Be(1);
    }

    private static Task<IReadOnlyList<Line>> LinesAsync(OutboxBench bench) =>
        bench.Store.ReadAsync(
            session =>
                session.QueryAsync<Line>(
                    "select delivery as Delivery, op as Op, state as State, turn as Turn, seq as Seq, parent as Parent, post as Post from delivery order by turn, seq"
                ),
            OutboxBench.Cancelled
        );

    private static Task<long> ScalarAsync(OutboxBench bench, string sql) =>
        bench.Store.ReadAsync(session => session.ScalarAsync<long>(sql), OutboxBench.Cancelled);
}
