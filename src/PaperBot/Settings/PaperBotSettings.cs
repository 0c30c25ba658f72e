using PaperBot.Admin;
using PaperBot.Arxiv;
using PaperBot.Asking;
using PaperBot.Backups;
using PaperBot.Checking;
using PaperBot.Discord;
using PaperBot.Notices;
using PaperBot.Observing;
using PaperBot.Publishing;
using PaperBot.Runs;
using PaperBot.Slack;
using PaperBot.Storage;
using PaperBot.Web;
using PaperBot.Weeks;
using PaperBot.Writing;

namespace PaperBot.Settings;

/// <summary>Everything an operator can set, read once at start. Each feature owns its part.</summary>
public sealed record PaperBotSettings
{
    public required StoreSettings Store { get; init; }

    public required ScheduleSettings Schedule { get; init; }

    public required IReadOnlyList<ChannelSettings> Channels { get; init; }

    public required OutboxSettings Outbox { get; init; }

    public required WeeksSettings Weeks { get; init; }

    public required ArxivSettings Arxiv { get; init; }

    public required CheckingSettings Checking { get; init; }

    public required WriterSettings Writer { get; init; }

    public required NoticesSettings Notices { get; init; }

    public required AdminSettings Admin { get; init; }

    public required AskingSettings Asking { get; init; }

    public required WebSettings Web { get; init; }

    public required BackupSettings Backup { get; init; }

    public required ObservingSettings Observing { get; init; }

    /// <summary>Null where no token is set: Discord is off.</summary>
    public required DiscordSettings? Discord { get; init; }

    /// <summary>Null where no token is set: Slack is off.</summary>
    public required SlackSettings? Slack { get; init; }

    /// <summary>Values that must never be shown.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>Without any token there is a workspace to try everything in.</summary>
    public bool IsLocal => Slack is null && Discord is null;

    /// <summary>Whether what is stored can be read on pages: where people have an address for them, and in the local workspace.</summary>
    public bool HasReadingPages => Web.Pages && (Web.PublicUrl is not null || IsLocal);

    /// <summary>The settings of a call: everything that <see cref="PaperBotConfiguration"/> reads, with what is wrong in the call itself.</summary>
    /// <exception cref="SettingsException">Names every setting that is wrong.</exception>
    public static PaperBotSettings Read(FileInfo? file, IReadOnlyList<string> set, bool posts = false)
    {
        var problems = new List<SettingsProblem>();
        return Read(PaperBotConfiguration.Build(file, set, problems), problems, posts);
    }

    /// <param name="posts">Whether the platforms are needed: a question on the command line is answered without their tokens.</param>
    /// <exception cref="SettingsException">Names every setting that is wrong.</exception>
    public static PaperBotSettings Read(Microsoft.Extensions.Configuration.IConfiguration configuration, bool posts = false) =>
        Read(configuration, [], posts);

    private static PaperBotSettings Read(
        Microsoft.Extensions.Configuration.IConfiguration configuration,
        IReadOnlyList<SettingsProblem> problems,
        bool posts
    )
    {
        var reader = new SettingsReader(configuration);
        var store = StoreSettings.Read(reader);
        var settings = new PaperBotSettings
        {
            Store = store,
            Backup = BackupSettings.Read(reader, store),
            Schedule = ScheduleSettings.Read(reader),
            Channels = ChannelSettings.ReadAll(reader),
            Outbox = OutboxSettings.Read(reader),
            Weeks = WeeksSettings.Read(reader),
            Arxiv = ArxivSettings.Read(reader),
            Checking = CheckingSettings.Read(reader),
            Writer = WriterSettings.Read(reader),
            Notices = NoticesSettings.Read(reader),
            Admin = AdminSettings.Read(reader),
            Asking = AskingSettings.Read(reader),
            Web = WebSettings.Read(reader),
            Observing = ObservingSettings.Read(reader),
            Discord = DiscordSettingsReading.Read(reader),
            Slack = SlackSettingsReading.Read(reader),
            Secrets = reader.Secrets,
        };
        settings.ReportPictureOutOfReach(reader);
        if (posts)
        {
            settings.ReportChannelsOfNobody(reader);
        }

        reader.ReportUnknownKeys();
        IReadOnlyList<SettingsProblem> all = [.. problems, .. reader.Problems];
        return all.Count == 0 ? settings : throw new SettingsException(all);
    }

    /// <summary>Slack and Discord fetch pictures themselves: without an address for that, nobody would see one and nobody would know why.</summary>
    private void ReportPictureOutOfReach(SettingsReader reader)
    {
        if (!Web.Picture || IsLocal)
        {
            return;
        }

        if (Web.PublicUrl?.Scheme != Uri.UriSchemeHttps)
        {
            const string Needed =
                "the https address under which Slack and Discord fetch the picture that Web:Picture puts into their posts, or Web:Picture set to false";
            reader.Report(
                "Web:PublicUrl",
                Web.PublicUrl is null
                    ? "is not set, but Web:Picture is true"
                    : $"is '{Web.PublicUrl.OriginalString}', but Web:Picture is true",
                Needed
            );
        }

        if (!Web.Pages)
        {
            reader.Report(
                "Web:Pages",
                "is false, but Web:Picture is true",
                "true, because the picture is one of the reading pages, or Web:Picture set to false"
            );
        }
    }

    /// <summary>A channel of a platform that is off would never get a digest, and nobody would notice.</summary>
    private void ReportChannelsOfNobody(SettingsReader reader)
    {
        foreach (var channel in Channels)
        {
            var (isOn, remedy) = channel.Platform switch
            {
                "slack" => (Slack is not null, "Slack:BotToken set, which turns Slack on"),
                "discord" => (Discord is not null, "Discord:Token set, which turns Discord on"),
                _ => (IsLocal, "slack or discord: the local workspace is off where a token is set"),
            };
            if (!isOn)
            {
                reader.Report($"{channel.Entry}:Platform", $"is '{channel.Platform}', which is off", remedy);
            }
        }
    }
}

/// <summary>The start cannot go on; the message lists every problem, one a line.</summary>
public sealed class SettingsException(IReadOnlyList<SettingsProblem> problems)
    : Exception("These settings are wrong:\n" + string.Join("\n", problems.Select(problem => "  " + problem)))
{
    public IReadOnlyList<SettingsProblem> Problems => problems;
}
