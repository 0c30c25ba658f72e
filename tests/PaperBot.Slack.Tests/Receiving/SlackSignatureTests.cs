using System.Security.Cryptography;
using System.Text;
using PaperBot.Slack.Receiving;

namespace PaperBot.Slack.Tests.Receiving;

public sealed class SlackSignatureTests
{
    private const string Secret = "a-secret";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_721_000_000);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("command=%2Fpaper&text=DPO");

    [Fact]
    public void A_right_signature_of_now_is_taken() => Check(Sign(Body)).Should().BeTrue();

    [Theory]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void Five_minutes_either_way_are_now(int seconds, bool taken) =>
        Check(Sign(Body, at: Now.AddSeconds(seconds)), Now.AddSeconds(seconds)).Should().Be(taken);

    [Fact]
    public void A_body_changed_by_one_byte_is_refused() =>
        SlackSignature.IsValid(Secret, Timestamp(Now), Sign(Body), [.. Body, (byte)' '], Now).Should().BeFalse();

    [Fact]
    public void Another_apps_secret_is_refused() => Check(Sign(Body, "another")).Should().BeFalse();

    [Fact]
    public void A_timestamp_that_was_exchanged_is_refused() => Check(Sign(Body), Now.AddSeconds(1)).Should().BeFalse();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v0=")]
    [InlineData("v1=00")]
    [InlineData("v0=zz")]
    [InlineData("v0=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(
        "v0=ああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああああ"
    )]
    public void What_is_no_signature_is_refused(string? signature) => Check(signature).Should().BeFalse();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("-1721000000")]
    [InlineData("1721000000.5")]
    [InlineData("99999999999999999999")]
    public void What_is_no_time_is_refused(string? timestamp) =>
        SlackSignature.IsValid(Secret, timestamp, Sign(Body), Body, Now).Should().BeFalse();

    [Fact]
    public void An_empty_body_can_be_signed() =>
        SlackSignature.IsValid(Secret, Timestamp(Now), Sign([]), [], Now).Should().BeTrue();

    [Fact]
    public void Without_a_secret_nothing_is_valid()
    {
        var check = () => SlackSignature.IsValid("", Timestamp(Now), Sign(Body, ""), Body, Now);

        check.Should().Throw<ArgumentException>();
    }

    private static bool Check(string? signature, DateTimeOffset? at = null) =>
        SlackSignature.IsValid(Secret, Timestamp(at ?? Now), signature, Body, Now);

    private static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString();

    private static string Sign(byte[] body, string secret = Secret, DateTimeOffset? at = null)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"v0:{Timestamp(at ?? Now)}:"), .. body];
        return "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }
}
