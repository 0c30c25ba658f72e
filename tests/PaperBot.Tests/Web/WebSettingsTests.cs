using Microsoft.Extensions.Configuration;
using PaperBot.Settings;
using PaperBot.Web;

namespace PaperBot.Tests.Web;

public sealed class WebSettingsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080/")]
    [InlineData("http://localhost:8080", "http://localhost:8080/")]
    [InlineData("http://[::1]:5080;http://127.0.0.1:5080", "http://[::1]:5080/")]
    public void Addresses_of_this_machine_are_taken_as_they_stand(string urls, string address)
    {
        var (settings, problems) = Read(("Web:Urls", urls));

        problems.Should().BeEmpty();
        settings.Address.Should().Be(new Uri(address));
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://paperbot:5080")]
    [InlineData("http://127.0.0.1:5080,http://10.0.0.5:5080")]
    public void An_address_for_other_machines_is_refused_until_they_are_allowed(string urls)
    {
        Read(("Web:Urls", urls)).Problems.Should().ContainSingle().Which.Key.Should().Be("Web:Urls");
        Read(("Web:Urls", urls), ("Web:AllowRemote", "true")).Problems.Should().BeEmpty();
    }

    [Theory]
    [InlineData("https://127.0.0.1:5080")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:5080/paperbot")]
    [InlineData("http://unix:/tmp/paperbot.sock")]
    public void What_cannot_be_listened_on_is_refused(string url) =>
        Read(("Web:Urls", url)).Problems.Should().ContainSingle().Which.Key.Should().Be("Web:Urls");

    [Fact]
    public void Links_begin_with_the_public_address_where_there_is_one()
    {
        var (settings, problems) = Read(("Web:PublicUrl", "https://papers.example.com/bot"));

        problems.Should().BeEmpty();
        settings.Address.Should().Be(new Uri("https://papers.example.com/bot/"));
    }

    [Fact]
    public void A_binding_to_every_address_is_reached_by_this_machines_own()
    {
        var (settings, _) = Read(("Web:Urls", "http://*:8080"), ("Web:AllowRemote", "true"));

        settings.Address.Should().Be(new Uri("http://127.0.0.1:8080/"));
    }

    private static (WebSettings Settings, IReadOnlyList<SettingsProblem> Problems) Read(
        params (string Key, string Value)[] values
    )
    {
        var reader = new SettingsReader(
            new ConfigurationBuilder()
                .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
                .Build()
        );
        return (WebSettings.Read(reader), reader.Problems);
    }
}
