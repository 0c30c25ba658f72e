using CsCheck;
using PaperBot.Admin;
using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Tests.Admin;

public sealed class ChannelWishTests
{
    private static readonly ChannelSettings Channel = new() { Platform = "slack", Id = "C1" };

    [Fact]
    public void Everything_that_a_channel_may_want_is_read_in_any_order_and_any_quotes()
    {
        var wish = Read(
            "en papers=5 want=\"reinforcement learning, agents\" mute=サーベイ、調査 authors=“Yann LeCun” categories=cs.CL,cs.AI cron='0 0 9 ? * TUE' zone=Europe/Berlin"
        );

        wish.ApplyTo(Channel)
            .Should()
            .BeEquivalentTo(
                Channel with
                {
                    Language = Language.English,
                    MaxPapers = 5,
                    Include = ["reinforcement learning", "agents"],
                    Exclude = ["サーベイ", "調査"],
                    Authors = ["Yann LeCun"],
                    Categories = ["cs.CL", "cs.AI"],
                    Schedule = "0 0 9 ? * TUE",
                    TimeZone = "Europe/Berlin",
                }
            );
    }

    [Fact]
    public void What_is_not_named_stays_and_an_empty_value_takes_a_wish_back()
    {
        var known = Channel with { Language = Language.English, MaxPapers = 3, Include = ["rl"], Schedule = "0 0 9 ? * TUE" };

        var changed = Read("want= cron=").ApplyTo(known);

        changed.Should().BeEquivalentTo(known with { Include = [], Schedule = null });
        Read("").IsNone.Should().BeTrue();
    }

    [Theory]
    [InlineData("subscribe fr", "fr")]
    [InlineData("subscribe ja papers=0", "papers=0")]
    [InlineData("subscribe papers=many", "papers=many")]
    [InlineData("subscribe cron=mondays", "cron=mondays")]
    // The 30th of February never comes.
    [InlineData("subscribe cron='0 0 9 30 2 ?'", "cron='0 0 9 30 2 ?'")]
    [InlineData("subscribe zone=Mars/Base", "zone=Mars/Base")]
    [InlineData("subscribe colour=blue", "colour=blue")]
    public void A_wish_that_nobody_can_grant_is_named(string text, string found) =>
        AdminCommand.Parse(text).Should().Be(new AdminCommand.Unclear(AdminCommand.UnclearReason.NoWish, found));

    [Fact]
    public void Any_text_is_read_without_a_crash() =>
        Gen.String.Sample(text => ChannelWish.TryParse(text, out var wrong) is not null || wrong.Length > 0);

    private static ChannelWish Read(string text)
    {
        var wish = ChannelWish.TryParse(text, out var wrong);
        wrong.Should().BeEmpty();
        return wish!;
    }
}
