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

    [Fact]
    public void A_wrong_start_names_every_wrong_setting_at_once()
    {
        var read = () =>
            PaperBotSettings.Read(
                PaperBotConfiguration.Build(
                    null,
                    [
                        "Schedule:Cron=every monday",
                        "Schedule:TimeZone=Mars/Base",
                        "Store:Provider=oracle",
                        "Schedule:CatchUp=-1d",
                        "Admins:0=hoshi",
                        "Shedule:Cron=x",
                    ]
                )
            );

        read.Should()
            .Throw<SettingsException>()
            .Which.Problems.Select(problem => problem.Key)
            .Should()
            .BeEquivalentTo("Schedule:Cron", "Schedule:TimeZone", "Store:Provider", "Schedule:CatchUp", "Admins", "Shedule:Cron");
    }
}
