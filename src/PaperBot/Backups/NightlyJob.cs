using System.Globalization;
using PaperBot.Asking;
using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Storage;
using Quartz;

namespace PaperBot.Backups;

/// <summary>Every night: a copy of the store, the oldest copies beyond the wanted number removed, and what people asked long ago forgotten.</summary>
[DisallowConcurrentExecution]
public sealed partial class NightlyJob(
    Store store,
    StoreBackup backup,
    KeptQuestions questions,
    NoticeBoard notices,
    BackupSettings settings,
    TimeProvider time,
    ILogger<NightlyJob> logger
) : IJob
{
    /// <summary>A start after a night that was missed makes the copy; one after a night that was not makes none.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromHours(20);

    private const string Beginning = "paperbot-";
    private const string Ending = ".db";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var forgotten = await questions.ForgetOldAsync(time.GetUtcNow() - settings.KeepQuestions, cancellationToken);
            if (forgotten > 0)
            {
                Log.Forgot(logger, forgotten);
            }

            if (settings.Keep > 0 && await IsDueAsync(cancellationToken))
            {
                await BackUpAsync(cancellationToken);
            }
        }
#pragma warning disable CA1031 // Whatever hinders a backup must not take the service with it; an admin is told, and the next night tries again.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Failed(logger, exception, settings.Folder);
            await TellAsync(cancellationToken);
        }
    }

    private async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        var made = DateTimeOffset.FromUnixTimeMilliseconds(
            await store.ReadAsync(
                session =>
                    session.ScalarAsync<long>(
                        "select coalesce((select max(at) from audit where action = 'backup' and actor = 'schedule'), (select min(at) from schema_version))"
                    ),
                cancellationToken
            )
        );
        // A copy of the future is of a clock that was set back since.
        return (time.GetUtcNow() - made).Duration() >= Enough;
    }

    private async Task BackUpAsync(CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Beginning}{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}{Ending}");
        var path = Path.Combine(settings.Folder, name);
        if (File.Exists(path))
        {
            // A second node, or a clock that was set back to this very second: the copy is there.
            return;
        }

        var report = await backup.WriteAsync(path, "schedule", cancellationToken);
        Log.Written(logger, report.File, report.Bytes, report.Rows);
        foreach (var old in Copies(settings.Folder).Skip(settings.Keep))
        {
            File.Delete(old);
        }
    }

    /// <summary>The nightly copies, newest first; other files in the folder are nobody's to remove.</summary>
    internal static IReadOnlyList<string> Copies(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, $"{Beginning}*Z{Ending}").OrderDescending(StringComparer.Ordinal)]
            : [];

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            await notices.PutUpAsync(
                string.Create(CultureInfo.InvariantCulture, $"backup|{time.GetUtcNow():yyyy-MM-dd}"),
                "backup-failed",
                new TextForPeople(
                    "夜間バックアップに失敗しました。理由はサービスのログにあります。空き容量と Backup:Folder を確かめてください。",
                    "The nightly backup failed; the service's log says why. Check the free space and Backup:Folder."
                ),
                cancellationToken
            );
        }
        catch (System.Data.Common.DbException exception)
        {
            Log.Failed(logger, exception, settings.Folder);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6001,
            EventName = "BackupWritten",
            Level = LogLevel.Information,
            Message = "Backup {File}: {Bytes} bytes, {Rows} rows"
        )]
        public static partial void Written(ILogger logger, string file, long bytes, long rows);

        [LoggerMessage(
            EventId = 6002,
            EventName = "BackupFailed",
            Level = LogLevel.Error,
            Message = "The nightly backup to {Folder} failed; it is tried again next night"
        )]
        public static partial void Failed(ILogger logger, Exception exception, string folder);

        [LoggerMessage(
            EventId = 6003,
            EventName = "QuestionsForgotten",
            Level = LogLevel.Information,
            Message = "{Count} questions were kept long enough and are forgotten"
        )]
        public static partial void Forgot(ILogger logger, int count);
    }
}
