using System.Net;
using CsCheck;
using PaperBot.Downloads;

namespace PaperBot.Tests.Downloads;

public sealed class DownloadRulesTests
{
    private static readonly DownloadRules Rules = new() { Configured = [new Uri("http://127.0.0.1:8080/lists/")] };

    [Theory]
    [InlineData("https://arxiv.org/pdf/2305.18290v2")]
    [InlineData("https://export.arxiv.org/api/query?id_list=2305.18290")]
    [InlineData("https://RAW.githubusercontent.com/x/y/main/README.md")]
    [InlineData("http://127.0.0.1:8080/anything/below/it")]
    public void Allowed_hosts_and_exactly_what_the_settings_name_are_fetched(string address) =>
        Rules.Refusal(new Uri(address)).Should().BeNull();

    [Theory]
    [InlineData("http://arxiv.org/pdf/2305.18290v2", "https")]
    [InlineData("https://arxiv.org:8443/", "port")]
    [InlineData("https://arxiv.org.example.com/", "host")]
    [InlineData("https://evil-arxiv.org/", "host")]
    [InlineData("https://user:pw@arxiv.org/", "user")]
    [InlineData("http://user@127.0.0.1:8080/lists/", "user")]
    [InlineData("http://127.0.0.1:8081/lists/", "https")]
    [InlineData("https://127.0.0.1:8080/lists/", "port")]
    [InlineData("http://localhost:8080/lists/", "https")]
    [InlineData("https://169.254.169.254/latest/meta-data", "host")]
    [InlineData("file:///etc/passwd", "https")]
    [InlineData("ftp://arxiv.org/x", "https")]
    [InlineData("https://nature.com/article", "host")]
    public void Everything_else_is_refused_with_the_reason(string address, string reason) =>
        Rules.Refusal(new Uri(address)).Should().Contain(reason);

    [Fact]
    public void An_allowed_host_that_the_settings_name_too_must_still_be_out_in_the_world()
    {
        var rules = new DownloadRules
        {
            Configured = [new Uri("https://raw.githubusercontent.com/x/"), new Uri("https://lists.intern/")],
        };

        rules.MayBeAnywhere("raw.githubusercontent.com", 443).Should().BeFalse();
        rules.MayBeAnywhere("lists.intern", 443).Should().BeTrue();
        rules.MayBeAnywhere("lists.intern", 444).Should().BeFalse();
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("151.101.131.42")]
    [InlineData("172.15.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.63.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a04:4e42::81")]
    public void Addresses_out_in_the_world_are_public(string address) =>
        DownloadRules.IsPublic(IPAddress.Parse(address)).Should().BeTrue();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    public void Addresses_of_a_machine_or_a_network_of_its_own_are_not(string address) =>
        DownloadRules.IsPublic(IPAddress.Parse(address)).Should().BeFalse();

    [Fact]
    public void An_address_is_judged_the_same_whether_it_is_written_for_IPv4_or_mapped_into_IPv6() =>
        Gen.UInt.Sample(bits =>
        {
            var address = new IPAddress(bits);
            DownloadRules.IsPublic(address.MapToIPv6()).Should().Be(DownloadRules.IsPublic(address));
        });
}
