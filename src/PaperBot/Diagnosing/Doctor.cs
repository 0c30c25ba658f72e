using PaperBot.Backups;
using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Settings;
using PaperBot.Web;

namespace PaperBot.Diagnosing;

/// <summary>
/// Looks at everything that an operator can get wrong, and says of each what to do: settings, store, every platform that is on with its
/// channels, the model that writes, and the hosts that papers come from. It changes nothing.
/// </summary>
public sealed class Doctor(
    PaperBotSettings settings,
    StoreDoctor store,
    SourceDoctor sources,
    ModelDoctor model,
    DigestChannels channels,
    PicturePainter painter,
    IEnumerable<IChatPlatform> platforms,
    TimeProvider time
)
{
    /// <summary>What takes longer than this does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly IReadOnlyList<IChatPlatform> _platforms = [.. platforms];

    /// <summary>Settings first, then the store, the platforms and the sources.</summary>
    public async Task<IReadOnlyList<Finding>> ExamineAsync(Language language, CancellationToken cancellationToken)
    {
        var texts = DiagnosisTexts.For(language);
        var stored = await store.ExamineAsync(texts, cancellationToken);
        var wanted = stored.IsInUse ? await channels.ListAsync(cancellationToken) : channels.Configured;
        var others = await Task.WhenAll([
            .. _platforms.Select(platform =>
                GuardAsync(
                    platform.Name,
                    texts,
                    stop => platform.DiagnoseAsync(ChannelsOf(platform, wanted), stop),
                    cancellationToken
                )
            ),
            GuardAsync("Writer:Endpoint", texts, stop => model.ExamineAsync(texts, language, stop), cancellationToken),
            GuardAsync("Weeks:BaseUrl", texts, stop => sources.ListsAsync(texts, language, stop), cancellationToken),
            GuardAsync(
                "Arxiv:ApiBase",
                texts,
                stop => sources.ArxivAsync(stored.IsInUse, texts, language, stop),
                cancellationToken
            ),
        ]);
        return
        [
            .. Settings(wanted, texts),
            .. Pictures(settings.Web, painter, texts),
            .. Backups(settings.Backup, texts),
            .. stored.Findings,
            .. others.SelectMany(findings => findings),
        ];
    }

    /// <summary>Settings that were refused as a whole: nothing else can be looked at.</summary>
    public static IReadOnlyList<Finding> Refused(SettingsException exception, Language language) =>
        [
            .. exception.Problems.Select(problem => new Finding(
                FindingLevel.Wrong,
                problem.Key,
                SettingsWords.Problem(problem, language),
                DiagnosisTexts.For(language).Expected(SettingsWords.Expected(problem, language))
            )),
        ];

    private static string[] ChannelsOf(IChatPlatform platform, IReadOnlyList<ChannelSettings> wanted) =>
        [.. wanted.Where(channel => channel.Platform == platform.Name).Select(channel => channel.Id)];

    private IEnumerable<Finding> Settings(IReadOnlyList<ChannelSettings> wanted, DiagnosisTexts texts)
    {
        var subject = texts.Settings;
        yield return new Finding(
            FindingLevel.Well,
            subject,
            texts.SettingsRead(string.Join(", ", _platforms.Select(platform => platform.Name)), wanted.Count)
        );
        foreach (var channel in wanted.Where(channel => _platforms.All(platform => platform.Name != channel.Platform)))
        {
            yield return new Finding(
                FindingLevel.Wrong,
                subject,
                texts.PlatformOff(channel.Platform, channel.Id),
                texts.PlatformOffRemedy(channel.Platform)
            );
        }

        foreach (var platform in _platforms.Where(platform => ChannelsOf(platform, wanted).Length == 0))
        {
            yield return new Finding(
                FindingLevel.Warning,
                subject,
                texts.NoChannel(platform.Name),
                texts.NoChannelRemedy(platform.Name)
            );
        }

        foreach (var platform in _platforms.Where(platform => platform.Name == "slack" && !HasAdmin(platform.Name)))
        {
            yield return new Finding(
                FindingLevel.Warning,
                subject,
                texts.NoAdmin(platform.Name),
                texts.NoAdminRemedy(platform.Name)
            );
        }
    }

    /// <summary>Nothing where no chat shows pictures.</summary>
    internal static IEnumerable<Finding> Pictures(WebSettings web, PicturePainter painter, DiagnosisTexts texts)
    {
        if (web.HasPicturesForChats)
        {
            yield return painter.Font is { } font
                ? new Finding(FindingLevel.Well, texts.Pictures, texts.PicturesWell(font))
                : new Finding(FindingLevel.Wrong, texts.Pictures, texts.PicturesWithoutFont, texts.PicturesWithoutFontRemedy);
        }
    }

    /// <summary>Nothing where the nightly copies can be written, or are off.</summary>
    internal static IEnumerable<Finding> Backups(BackupSettings backup, DiagnosisTexts texts)
    {
        if (backup.Keep > 0 && WritableFolder.FindClosed(backup.Folder) is { } closed)
        {
            yield return new Finding(
                FindingLevel.Wrong,
                "Backup:Folder",
                texts.BackupFolderClosed(backup.Folder, closed),
                texts.BackupFolderClosedRemedy
            );
        }
    }

    private bool HasAdmin(string platform) =>
        settings.Admin.Admins.Any(admin => admin.StartsWith(platform + ":", StringComparison.Ordinal));

    /// <summary>One that fails, or never answers, must not take the other findings with it.</summary>
    private async Task<IReadOnlyList<Finding>> GuardAsync(
        string subject,
        DiagnosisTexts texts,
        Func<CancellationToken, Task<IReadOnlyList<Finding>>> look,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await look(stop.Token).WaitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [new Finding(FindingLevel.Wrong, subject, texts.NoAnswer(Patience), texts.NoAnswerRemedy)];
        }
        catch (HttpRequestException exception)
        {
            return [new Finding(FindingLevel.Wrong, subject, exception.Message, texts.NoAnswerRemedy)];
        }
    }
}
