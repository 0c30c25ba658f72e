using CsCheck;
using PaperBot.Admin;
using PaperBot.Papers;
using PaperBot.Runs;

namespace PaperBot.Tests.Admin;

public sealed class AdminCommandTests
{
    private static readonly WeekId Week = WeekId.Parse("2023-W22");

    [Fact]
    public void A_rerun_is_read_with_its_week_stage_and_wishes_in_any_order()
    {
        AdminCommand.Parse("rerun 2023-05-29").Should().Be(new AdminCommand.Rerun(Week, null, false, false));
        AdminCommand
            .Parse("  RERUN 2023-W22 from Writing repost dry-run")
            .Should()
            .Be(new AdminCommand.Rerun(Week, Stage.Writing, true, true));
        AdminCommand.Parse("rerun latest --dry-run --repost").Should().Be(new AdminCommand.Rerun(null, null, true, true));
    }

    [Theory]
    [InlineData("rerun", AdminCommand.UnclearReason.WeekMissing, "")]
    [InlineData("rerun soon", AdminCommand.UnclearReason.NoWeek, "soon")]
    [InlineData("rerun 2023-W22 from", AdminCommand.UnclearReason.NoStage, "")]
    [InlineData("rerun 2023-W22 from nowhere", AdminCommand.UnclearReason.NoStage, "nowhere")]
    [InlineData("rerun 2023-W22 quickly", AdminCommand.UnclearReason.UnknownWord, "quickly")]
    [InlineData("status now", AdminCommand.UnclearReason.UnknownWord, "now")]
    [InlineData("retract", AdminCommand.UnclearReason.WeekMissing, "")]
    [InlineData("fix 2305.18290", AdminCommand.UnclearReason.NoAddress, "")]
    [InlineData("fix 2305.18290 javascript:alert(1)", AdminCommand.UnclearReason.NoAddress, "javascript:alert(1)")]
    [InlineData("dance", AdminCommand.UnclearReason.UnknownCommand, "dance")]
    public void What_is_unclear_names_the_word_that_is_wrong(string text, AdminCommand.UnclearReason reason, string found) =>
        AdminCommand.Parse(text).Should().Be(new AdminCommand.Unclear(reason, found));

    [Fact]
    public void A_fix_takes_an_address_as_slack_wraps_it_and_a_bare_arxiv_id()
    {
        AdminCommand
            .Parse("fix DPO <https://example.org/paper.pdf|example.org>")
            .Should()
            .Be(new AdminCommand.Fix("DPO", new Uri("https://example.org/paper.pdf")));
        AdminCommand
            .Parse("fix DPO 2305.18290")
            .Should()
            .Be(new AdminCommand.Fix("DPO", new Uri("https://arxiv.org/abs/2305.18290")));
    }

    [Fact]
    public void Any_text_is_read_without_a_crash() => Gen.String.Sample(text => AdminCommand.Parse(text) is not null);
}
