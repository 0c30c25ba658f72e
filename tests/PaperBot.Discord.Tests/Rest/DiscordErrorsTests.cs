using PaperBot.Chat;
using PaperBot.Discord.Rest;
using PaperBot.Fakes;

namespace PaperBot.Discord.Tests.Rest;

public sealed class DiscordErrorsTests
{
    [Theory]
    [InlineData(404, 10003, RejectionReason.ChannelGone)]
    [InlineData(404, 10004, RejectionReason.ChannelGone)]
    [InlineData(404, 10008, RejectionReason.MessageGone)]
    [InlineData(400, 30033, RejectionReason.Other)]
    [InlineData(401, 40001, RejectionReason.TokenRefused)]
    [InlineData(400, 40005, RejectionReason.TooLarge)]
    [InlineData(413, 0, RejectionReason.TooLarge)]
    [InlineData(400, 40058, RejectionReason.InvalidRequest)]
    [InlineData(400, 40067, RejectionReason.Other)]
    [InlineData(403, 50001, RejectionReason.MissingPermission)]
    [InlineData(403, 50005, RejectionReason.EditForbidden)]
    [InlineData(400, 50006, RejectionReason.InvalidRequest)]
    [InlineData(400, 50008, RejectionReason.Other)]
    [InlineData(403, 50013, RejectionReason.MissingPermission)]
    [InlineData(401, 50014, RejectionReason.TokenRefused)]
    [InlineData(400, 50024, RejectionReason.Other)]
    [InlineData(400, 50035, RejectionReason.InvalidRequest)]
    [InlineData(400, 50045, RejectionReason.TooLarge)]
    [InlineData(400, 50083, RejectionReason.ThreadLocked)]
    [InlineData(400, 50109, RejectionReason.InvalidRequest)]
    [InlineData(403, 60003, RejectionReason.MissingPermission)]
    [InlineData(400, 160002, RejectionReason.MissingPermission)]
    [InlineData(400, 160005, RejectionReason.ThreadLocked)]
    [InlineData(400, 160006, RejectionReason.Other)]
    [InlineData(400, 160007, RejectionReason.Other)]
    [InlineData(400, 200000, RejectionReason.ContentRefused)]
    [InlineData(400, 200001, RejectionReason.ContentRefused)]
    [InlineData(400, 240000, RejectionReason.ContentRefused)]
    public void What_will_be_refused_again_is_held(int status, int code, RejectionReason reason) =>
        DiscordErrors
            .Sort(new DiscordAnswer.Refused(status, code, "words"))
            .Should()
            .BeOfType<SendOutcome.Rejected>()
            .Which.Reason.Should()
            .Be(reason);

    [Theory]
    [InlineData(20016, WaitScope.Channel)]
    [InlineData(20028, WaitScope.Channel)]
    [InlineData(20029, WaitScope.Workspace)]
    [InlineData(30046, WaitScope.Request)]
    [InlineData(40062, WaitScope.Channel)]
    public void What_passes_is_waited_for_as_long_as_it_is_told_or_known(int code, WaitScope scope)
    {
        var told = TimeSpan.FromSeconds(7);

        DiscordErrors
            .Sort(new DiscordAnswer.Wait(told, WaitScope.Platform, code, "words"))
            .Should()
            .Be(new SendOutcome.NotSent(told, scope, "words"));
        DiscordErrors
            .Sort(new DiscordAnswer.Refused(400, code, "words"))
            .Should()
            .BeOfType<SendOutcome.NotSent>()
            .Which.RetryAfter.Should()
            .BePositive();
    }

    [Theory]
    [InlineData(400, 999_999)]
    [InlineData(404, 0)]
    [InlineData(400, 40060)]
    [InlineData(400, 130000)]
    public void What_nobody_has_described_may_have_happened(int status, int code) =>
        DiscordErrors.Sort(new DiscordAnswer.Refused(status, code, "words")).Should().BeOfType<SendOutcome.Unknown>();
}

public sealed class DiscordErrorsSharedDataTests
{
    [Fact]
    public void Every_code_that_has_a_meaning_here_is_one_of_Discords_own()
    {
        var official = File.ReadLines(SharedData.PathOf("platforms", "specs", "discord", "error-codes.tsv"))
            .Skip(1)
            .Select(line => int.Parse(line.Split('\t')[0]))
            .ToHashSet();

        DiscordErrors.Known.Except(official).Should().BeEmpty();
    }
}
