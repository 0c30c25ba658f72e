using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

/// <summary>What it takes to make what is stored say what it should.</summary>
public sealed class DigestPlanTests
{
    [Fact]
    public void A_part_that_is_missing_is_posted() => Plan([Wanted("p01")], []).Should().Equal(("Post", "p01"));

    [Fact]
    public void I12_what_says_what_it_should_is_left_alone() =>
        Plan([Wanted("p01")], [Stored("p01")]).Should().Equal(("Keep", "p01"));

    [Theory]
    [InlineData(DeliveryState.Sent, "Edit")]
    [InlineData(DeliveryState.Sending, "Edit")]
    [InlineData(DeliveryState.Unknown, "Edit")]
    [InlineData(DeliveryState.Pending, "Replace")]
    [InlineData(DeliveryState.Held, "Replace")]
    public void A_changed_text_is_exchanged_where_it_reached_nobody_and_edited_where_it_may_have(
        DeliveryState state,
        string step
    ) => Plan([Wanted("p01", "new")], [Stored("p01", state: state)]).Should().Equal((step, "p01"));

    [Fact]
    public void A_changed_text_of_a_held_post_that_may_stand_is_edited() =>
        Plan([Wanted("p01", "new")], [Stored("p01", state: DeliveryState.Held) with { Doubt = true }])
            .Should()
            .Equal(("Edit", "p01"));

    [Fact]
    public void A_changed_text_whose_last_edit_is_not_sent_yet_is_exchanged_there() =>
        DigestPlan
            .Make(
                "d",
                [Wanted("p01", "newest")],
                [
                    Stored("p01") with
                    {
                        Hash = DeliveryKey.Hash("newer"),
                        Latest = "p01|edit1",
                        LatestState = DeliveryState.Pending,
                    },
                ]
            )
            .Steps.Should()
            .ContainSingle()
            .Which.Should()
            .BeOfType<PlanStep.Replace>()
            .Which.Delivery.Should()
            .Be("p01|edit1");

    [Fact]
    public void A_held_post_is_released_by_a_rerun() =>
        Plan([Wanted("p01")], [Stored("p01", state: DeliveryState.Held)]).Should().Equal(("Release", "p01"));

    [Theory]
    [InlineData(DeliveryState.Pending)]
    [InlineData(DeliveryState.Sending)]
    [InlineData(DeliveryState.Unknown)]
    public void What_is_on_its_way_with_the_right_text_is_left_alone(DeliveryState state) =>
        Plan([Wanted("p01")], [Stored("p01", state: state)]).Should().Equal(("Keep", "p01"));

    [Fact]
    public void What_somebody_removed_stays_removed()
    {
        Plan([Wanted("p01", "new")], [Stored("p01") with { Gone = true }]).Should().Equal(("Removed", "p01"));
        Plan([], [Stored("p01") with { Gone = true }]).Should().BeEmpty();
    }

    [Fact]
    public void What_a_plan_took_out_is_posted_when_it_is_wanted_again() =>
        Plan([Wanted("p01", "new")], [Stored("p01", state: DeliveryState.Retracted)]).Should().Equal(("Post", "p01"));

    [Fact]
    public void What_was_dropped_and_is_wanted_again_goes_back_into_the_line() =>
        Plan([Wanted("p01")], [Stored("p01", state: DeliveryState.Skipped)]).Should().Equal(("Replace", "p01"));

    [Fact]
    public void A_post_whose_id_is_lost_is_looked_up() =>
        Plan([Wanted("p01", "new")], [Stored("p01") with { RemoteId = null }]).Should().Equal(("Find", "p01"));

    [Theory]
    [InlineData(DeliveryState.Pending, false, "Drop")]
    [InlineData(DeliveryState.Held, false, "Drop")]
    [InlineData(DeliveryState.Held, true, "Retract")]
    [InlineData(DeliveryState.Sending, false, "Retract")]
    [InlineData(DeliveryState.Unknown, false, "Retract")]
    [InlineData(DeliveryState.Sent, false, "Retract")]
    [InlineData(DeliveryState.Retracted, false, null)]
    [InlineData(DeliveryState.Skipped, false, null)]
    public void What_is_no_longer_wanted_is_dropped_before_it_is_sent_and_removed_afterwards(
        DeliveryState state,
        bool doubt,
        string? step
    ) => Plan([], [Stored("p01", state: state) with { Doubt = doubt }]).Should().Equal(step is null ? [] : [(step, "p01")]);

    [Fact]
    public void Threads_and_corrections_are_nobodys_surplus() =>
        Plan([], [Stored("p01/thread") with { Kind = PostKind.Thread }, Stored("p01/fix1")]).Should().BeEmpty();

    [Fact]
    public void A_plan_is_empty_where_nothing_is_to_be_done()
    {
        Make([Wanted("p01"), Wanted("p02")], [Stored("p01"), Stored("p02") with { Gone = true }]).IsEmpty.Should().BeTrue();
        Make([Wanted("p01")], []).IsEmpty.Should().BeFalse();
        Make([], [Stored("p01")]).IsEmpty.Should().BeFalse();
    }

    [Fact]
    public void Retractions_are_named_and_steps_counted()
    {
        var plan = Make([Wanted("p01"), Wanted("p02", "new")], [Stored("p02"), Stored("p03"), Stored("p04")]);

        plan.Retractions.Select(step => step.Part).Should().Equal("p03", "p04");
        plan.Count<PlanStep.Retract>().Should().Be(2);
        plan.Count<PlanStep.Post>().Should().Be(1);
        plan.Count<PlanStep.Edit>().Should().Be(1);
    }

    [Fact]
    public void Replies_about_a_paper_that_was_replaced_go_without_asking_and_nothing_else_does()
    {
        var plan = Make(
            [Wanted("p01") with { Replaced = true }, Wanted("p02")],
            [Stored("p01/qa1"), Stored("p01/card") with { Kind = PostKind.Starter }, Stored("p02/qa1")]
        );

        plan.Retractions.Select(step => step.Part).Should().Equal("p01/card", "p02/qa1");
        plan.Count<PlanStep.Retract>().Should().Be(3);
    }

    [Fact]
    public void Keys_tell_week_channel_part_and_every_revision_but_the_first()
    {
        var (week, channel) = (WeekId.Parse("2023-W22"), new ChannelKey("slack", "T1", "C1"));

        DeliveryKey.Digest(week, channel, 1).Should().Be("2023-W22|slack:T1:C1");
        DeliveryKey.Digest(week, channel, 2).Should().Be("2023-W22|slack:T1:C1|r2");
        DeliveryKey.Post(week, channel, "p03/qa1", 1).Should().Be("2023-W22|slack:T1:C1|p03/qa1");
        DeliveryKey.Post(week, channel, "p03/qa1", 2).Should().Be("2023-W22|slack:T1:C1|p03/qa1|r2");
    }

    [Fact]
    public void Plans_that_do_the_same_have_the_same_hash_and_others_another()
    {
        var plan = Make([Wanted("p01")], []);

        plan.Hash.Should().Be(Make([Wanted("p01")], []).Hash);
        string[] others =
        [
            Make([Wanted("p02")], []).Hash,
            Make([Wanted("p01", "new")], []).Hash,
            Make([Wanted("p01"), Wanted("p02")], []).Hash,
            DigestPlan.Make("other", [Wanted("p01")], []).Hash,
            Make([Wanted("p01", "new")], [Stored("p01")]).Hash,
            Make([Wanted("p01", "newer")], [Stored("p01")]).Hash,
            Make([Wanted("p01", "new")], [Stored("p01", state: DeliveryState.Pending)]).Hash,
            Make([Wanted("p01", "newer")], [Stored("p01", state: DeliveryState.Pending)]).Hash,
            Make([Wanted("p01")], [Stored("p01", state: DeliveryState.Held)]).Hash,
            Make([Wanted("p01")], [Stored("p01", state: DeliveryState.Held) with { Latest = "p01|edit1" }]).Hash,
        ];
        others.Append(plan.Hash).Should().OnlyHaveUniqueItems();
    }

    private static IEnumerable<(string Step, string Part)> Plan(WantedPost[] wanted, StoredPost[] stored) =>
        Make(wanted, stored).Steps.Select(step => (step.GetType().Name, step.Part));

    private static DigestPlan Make(WantedPost[] wanted, StoredPost[] stored) => DigestPlan.Make("d", wanted, stored);

    private static WantedPost Wanted(string part, string body = "body") =>
        new(part, PostKind.Reply, null, 1, body, new ChatMessage(body, []));

    private static StoredPost Stored(string part, string body = "body", DeliveryState state = DeliveryState.Sent) =>
        new(part, PostKind.Reply, state, "7", Gone: false, DeliveryKey.Hash(body), part, state, Doubt: false);
}
