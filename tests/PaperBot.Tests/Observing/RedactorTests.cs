using CsCheck;
using Microsoft.Extensions.Configuration;
using PaperBot.Settings;

namespace PaperBot.Tests.Observing;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("token xoxb-123456789-abcdef refused", "xoxb-123456789-abcdef")]
    [InlineData("xoxe.xoxp-1-Mi0yLTE2 ended", "Mi0yLTE2")]
    [InlineData("\"xapp-1-A0123-abcdef\"", "A0123-abcdef")]
    [InlineData("Incorrect API key provided: sk-proj-abcdefghijklmnop.", "abcdefghijklmnop")]
    [InlineData("Authorization: Bearer abcdefghijklmnopqrstuv", "abcdefghijklmnopqrstuv")]
    [InlineData("Authorization: Bot abcdefghijklmnopqrstuv", "abcdefghijklmnopqrstuv")]
    [InlineData("MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs", "ZnCjm1XVW7vRze4b7Cq4se7kKWs")]
    [InlineData("POST https://discord.com/api/v10/interactions/123456789/aW50ZXJhY3Rpb24/callback", "aW50ZXJhY3Rpb24")]
    [InlineData("https://discord.com/api/webhooks/123456789/aW50ZXJhY3Rpb24?wait=true", "aW50ZXJhY3Rpb24")]
    [InlineData("https://hooks.slack.com/services/T0/B0/abcdef", "T0/B0/abcdef")]
    [InlineData("https://hooks.slack.com/actions/T0/1/abcdef", "abcdef")]
    [InlineData("wss://wss-primary.slack.com/link/?ticket=abc-def&app_id=1", "abc-def")]
    [InlineData("Host=db;Username=bot;Password=geheim;Database=x", "geheim")]
    [InlineData("postgres://bot:geheim@db/paperbot", "geheim")]
    public void What_looks_like_a_secret_is_taken_out(string text, string secret) =>
        Redactor.ByShape.Clean(text).Should().NotContain(secret).And.Contain(Redactor.Mark);

    [Theory]
    [InlineData("2023-W22|slack:T0:C123|p03/qa1 is held (TokenRefused)")]
    [InlineData("The risk-neutral-baseline of 12 papers; see https://arxiv.org/pdf/2305.18290v2#page=4")]
    [InlineData("/var/lib/paperbot/paperbot.db: another PaperBot runs")]
    [InlineData("Direct Preference Optimization: Your Language Model is Secretly a Reward Model")]
    [InlineData("トークンが無効です。Bot を招待してください。")]
    public void What_is_no_secret_stays(string text) => Redactor.ByShape.Clean(text).Should().Be(text);

    [Fact]
    public void A_secret_of_this_installation_is_taken_out_however_it_is_written() =>
        Gen.Select(Gen.String[Gen.Char[" !\"$%&'()*+,-./:;<=>?@[]^_{|}~äあ0aZ"], 8, 40], Gen.String[0, 30], Gen.String[0, 30])
            .Sample(
                (secret, before, after) =>
                {
                    var redactor = new Redactor([secret]);
                    string[] spellings =
                    [
                        secret,
                        Uri.EscapeDataString(secret),
                        System.Text.Json.JsonEncodedText.Encode(secret).ToString(),
                        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret)),
                    ];
                    foreach (var spelling in spellings)
                    {
                        redactor.Clean(before + spelling + after).Should().NotContain(spelling);
                    }
                },
                seed: "0000KOIPe037",
                iter: 500
            );

    [Fact]
    public void A_connection_string_and_its_password_are_secrets_and_the_path_of_a_file_is_none()
    {
        var server = Redactor.For(Settings("postgres", "Host=db;Username=bot;Password=geheim99;Database=papers"));
        server.Clean("could not log in with geheim99").Should().NotContain("geheim99");

        var file = Redactor.For(Settings("sqlite", "/var/lib/paperbot/paperbot.db"));
        file.Clean("/var/lib/paperbot/paperbot.db is locked").Should().Contain("/var/lib/paperbot/paperbot.db");
    }

    private static PaperBotSettings Settings(string provider, string connectionString) =>
        PaperBotSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("Store:Provider", provider), new("Store:ConnectionString", connectionString)])
                .Build()
        );
}
