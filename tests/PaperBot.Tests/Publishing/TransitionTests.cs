using PaperBot.Chat;
using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

/// <summary>What an answer, or a look into the history, makes of a delivery.</summary>
public sealed class TransitionTests
{
    private const string Key = "2023-W22|slack:T1:C1|p01/summary";

    [Theory]
    [InlineData(DeliveryOperation.Create)]
    [InlineData(DeliveryOperation.Edit)]
    [InlineData(DeliveryOperation.Delete)]
    public void What_was_sent_is_done(DeliveryOperation operation) =>
        Transition.After(Delivery(operation), new SendOutcome.Sent("7")).Should().BeEquivalentTo(new Transition.Done("7", []));

    [Theory]
    [InlineData(DeliveryOperation.Create)]
    [InlineData(DeliveryOperation.Edit)]
    [InlineData(DeliveryOperation.Delete)]
    public void What_certainly_did_not_happen_comes_again_when_the_platform_said(DeliveryOperation operation) =>
        Transition
            .After(Delivery(operation), new SendOutcome.NotSent(TimeSpan.FromSeconds(3), WaitScope.Workspace, "429"))
            .Should()
            .Be(new Transition.Later(TimeSpan.FromSeconds(3), WaitScope.Workspace, "429"));

    [Fact]
    public void I5_a_post_whose_answer_was_lost_is_in_doubt_and_never_simply_repeated() =>
        Transition.After(Delivery(), new SendOutcome.Unknown("reset")).Should().Be(new Transition.Doubt("reset"));

    [Theory]
    [InlineData(DeliveryOperation.Edit, PostKind.Reply)]
    [InlineData(DeliveryOperation.Delete, PostKind.Header)]
    [InlineData(DeliveryOperation.Create, PostKind.Thread)]
    public void What_does_no_harm_twice_is_repeated_four_times_and_then_held(DeliveryOperation operation, PostKind kind)
    {
        var delivery = Delivery(operation, kind);

        Transition
            .After(delivery with { Rounds = 3 }, new SendOutcome.Unknown("timeout"))
            .Should()
            .Be(new Transition.Repeat("timeout"));
        Transition
            .After(delivery with { Rounds = 4 }, new SendOutcome.Unknown("timeout"))
            .Should()
            .BeOfType<Transition.Hold>()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    Reason = HoldReason.NeverArrives,
                    Detail = "timeout",
                    Doubtful = false,
                }
            );
    }

    [Fact]
    public void A_removal_of_what_is_gone_is_done() =>
        Transition
            .After(Delivery(DeliveryOperation.Delete), Refused(RejectionReason.MessageGone))
            .Should()
            .BeEquivalentTo(new Transition.Done("5", []));

    [Fact]
    public void A_removal_of_what_is_gone_and_whose_id_nobody_knows_is_done() =>
        Transition
            .After(Delivery(DeliveryOperation.Delete) with { RemoteId = null }, Refused(RejectionReason.MessageGone))
            .Should()
            .BeEquivalentTo(new Transition.Done("", []));

    [Fact]
    public void An_edit_of_what_somebody_removed_ends_without_bringing_it_back() =>
        Transition
            .After(Delivery(DeliveryOperation.Edit), Refused(RejectionReason.MessageGone))
            .Should()
            .Be(new Transition.Gone("code: in words"));

    [Fact]
    public void An_edit_that_the_platform_no_longer_allows_becomes_a_correction() =>
        Transition
            .After(Delivery(DeliveryOperation.Edit), Refused(RejectionReason.EditForbidden))
            .Should()
            .Be(new Transition.Correct("code: in words"));

    [Theory]
    [InlineData(RejectionReason.TokenRefused, HoldReason.TokenRefused, HoldReach.Installation)]
    [InlineData(RejectionReason.MissingPermission, HoldReason.MissingPermission, HoldReach.Channel)]
    [InlineData(RejectionReason.ChannelGone, HoldReason.ChannelGone, HoldReach.Channel)]
    [InlineData(RejectionReason.NotInChannel, HoldReason.NotInChannel, HoldReach.Channel)]
    [InlineData(RejectionReason.ChannelArchived, HoldReason.ChannelArchived, HoldReach.Channel)]
    [InlineData(RejectionReason.ThreadGone, HoldReason.ThreadGone, HoldReach.Thread)]
    [InlineData(RejectionReason.ThreadLocked, HoldReason.ThreadLocked, HoldReach.Thread)]
    [InlineData(RejectionReason.MessageGone, HoldReason.MessageGone, HoldReach.Thread)]
    [InlineData(RejectionReason.EditForbidden, HoldReason.EditForbidden, HoldReach.Thread)]
    [InlineData(RejectionReason.ContentRefused, HoldReason.ContentRefused, HoldReach.Thread)]
    [InlineData(RejectionReason.TooLarge, HoldReason.TooLarge, HoldReach.Thread)]
    [InlineData(RejectionReason.InvalidRequest, HoldReason.InvalidRequest, HoldReach.Thread)]
    [InlineData(RejectionReason.Other, HoldReason.Other, HoldReach.Thread)]
    public void A_refused_post_is_held_with_all_that_waits_for_the_same_remedy(
        RejectionReason refused,
        HoldReason reason,
        HoldReach reach
    ) =>
        Transition
            .After(Delivery(), Refused(refused))
            .Should()
            .Be(new Transition.Hold(reason, "code: in words", reach, Doubtful: false));

    [Theory]
    [InlineData(DeliveryOperation.Create, PostKind.Header, HoldReach.Digest)]
    [InlineData(DeliveryOperation.Create, PostKind.Starter, HoldReach.Thread)]
    [InlineData(DeliveryOperation.Create, PostKind.Reply, HoldReach.Thread)]
    [InlineData(DeliveryOperation.Edit, PostKind.Header, HoldReach.Alone)]
    [InlineData(DeliveryOperation.Delete, PostKind.Reply, HoldReach.Alone)]
    public void A_held_post_keeps_back_its_own_thread_and_a_held_header_its_digest(
        DeliveryOperation operation,
        PostKind kind,
        HoldReach reach
    ) =>
        Transition
            .HoldFor(Delivery(operation, kind), HoldReason.ContentRefused, "no")
            .Should()
            .Be(new Transition.Hold(HoldReason.ContentRefused, "no", reach, Doubtful: false));

    [Fact]
    public void A_post_that_shows_is_done_with_the_first_copy_kept_and_the_others_named()
    {
        var look = Read(("9", 30), ("3", 10), ("6", 20), ("3", 10));

        Transition.AfterLook(Delivery(), look, null).Should().BeEquivalentTo(new Transition.Done("3", ["6", "9"]));
    }

    [Fact]
    public void Somebody_elses_post_is_not_taken_for_ours()
    {
        var look = new HistoryOutcome.Read([new MarkedPost(DeliveryMarker.For("another"), "3", DateTimeOffset.UnixEpoch)]);

        Transition.AfterLook(Delivery(), look, null).Should().Be(new Transition.LookAgain());
    }

    [Fact]
    public void Absence_is_believed_at_the_second_look()
    {
        Transition.AfterLook(Delivery(), Read(), true).Should().Be(new Transition.LookAgain());
        Transition.AfterLook(Delivery() with { Looks = 1 }, Read(), true).Should().Be(new Transition.Absent());
    }

    [Fact]
    public void Absent_for_the_fifth_time_it_is_held()
    {
        var delivery = Delivery() with { Looks = 1 };

        Transition.AfterLook(delivery with { Rounds = 3 }, Read(), null).Should().Be(new Transition.Absent());
        Transition
            .AfterLook(delivery with { Rounds = 4 }, Read(), null)
            .Should()
            .BeOfType<Transition.Hold>()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    Reason = HoldReason.NeverArrives,
                    Reach = HoldReach.Thread,
                    Doubtful = false,
                }
            );
    }

    [Fact]
    public void I5_absence_proves_nothing_where_an_earlier_post_of_ours_does_not_show_either() =>
        Transition
            .AfterLook(Delivery() with { Looks = 1 }, Read(), earlierSeen: false)
            .Should()
            .BeOfType<Transition.Hold>()
            .Which.Should()
            .BeEquivalentTo(new { Reason = HoldReason.HistoryUnreadable, Doubtful = true });

    [Fact]
    public void Where_it_shows_it_does_not_matter_what_else_does() =>
        Transition.AfterLook(Delivery(), Read(("3", 10)), earlierSeen: false).Should().BeOfType<Transition.Done>();

    [Fact]
    public void A_history_that_may_not_be_read_holds_the_post_with_the_question_whether_it_arrived() =>
        Transition
            .AfterLook(Delivery(), new HistoryOutcome.Unreadable(RejectionReason.MissingPermission, "no scope"), null)
            .Should()
            .Be(
                new Transition.Hold(HoldReason.HistoryUnreadable, "MissingPermission: no scope", HoldReach.Thread, Doubtful: true)
            );

    [Fact]
    public void A_history_that_is_away_is_looked_at_later() =>
        Transition
            .AfterLook(Delivery(), new HistoryOutcome.Unavailable(TimeSpan.FromSeconds(9), "429"), null)
            .Should()
            .Be(new Transition.LookLater(TimeSpan.FromSeconds(9), "429"));

    [Theory]
    [InlineData("p03/qa1", "p03")]
    [InlineData("p03", "p03")]
    [InlineData("header", "header")]
    public void A_part_belongs_to_its_starter(string part, string thread) => DeliveryKey.Thread(part).Should().Be(thread);

    private static HistoryOutcome.Read Read(params (string Id, int Second)[] posts) =>
        new([
            .. posts.Select(post => new MarkedPost(
                DeliveryMarker.For(Key),
                post.Id,
                DateTimeOffset.UnixEpoch.AddSeconds(post.Second)
            )),
        ]);

    private static SendOutcome.Rejected Refused(RejectionReason reason) => new(reason, "code", "in words");

    private static Delivery Delivery(DeliveryOperation operation = DeliveryOperation.Create, PostKind kind = PostKind.Reply) =>
        new()
        {
            Key = Key,
            Digest = "2023-W22|slack:T1:C1",
            Channel = new ChannelKey("slack", "T1", "C1"),
            Part = "p01/summary",
            Kind = kind,
            Operation = operation,
            Post = Key,
            RemoteId = operation == DeliveryOperation.Create ? null : "5",
            Payload = "{}",
            PayloadHash = "",
            State = DeliveryState.Sending,
        };
}
