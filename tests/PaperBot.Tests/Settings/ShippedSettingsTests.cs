using Microsoft.Extensions.Configuration;
using PaperBot.Settings;

namespace PaperBot.Tests.Settings;

public sealed class ShippedSettingsTests
{
    [Fact]
    public void The_shipped_file_says_what_the_program_does_without_it()
    {
        using var shipped = typeof(PaperBotSettings).Assembly.GetManifestResourceStream("PaperBot.paperbot.json")!;
        var file = new ConfigurationBuilder().AddJsonStream(shipped).Build();

        PaperBotSettings.Read(file).Should().BeEquivalentTo(PaperBotSettings.Read(new ConfigurationBuilder().Build()));
    }
}
