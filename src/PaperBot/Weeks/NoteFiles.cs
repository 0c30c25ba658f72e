using System.Security.Cryptography;
using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Weeks;

/// <summary>
/// The second source of weeks: a folder into which somebody puts weekly notes. A file is taken once it has stopped changing, once for
/// each content; one that is no note is said to the admins, with the line and the reason, and left alone until it changes.
/// </summary>
public sealed partial class NoteFiles(Store store, WeeksSettings settings, ILogger<NoteFiles> logger)
{
    private static readonly string[] Endings = [".txt", ".md", ".markdown"];

    // As the files were at the last look: one that is still being written is another at the next.
    private Dictionary<string, (long Length, DateTime Written)> _before = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Length, DateTime Written)> _taken = new(StringComparer.Ordinal);

    private sealed record WeekRow(string Week, string LabelStart, string LabelEnd);

    /// <summary>Looks once and imports what is new.</summary>
    /// <returns>The weeks of which something changed in the store.</returns>
    public async Task<IReadOnlyList<WeekId>> LookAsync(CancellationToken cancellationToken)
    {
        if (settings.Notes is not { } folder)
        {
            return [];
        }

        var changed = new List<WeekId>();
        var now = new Dictionary<string, (long, DateTime)>(StringComparer.Ordinal);
        foreach (var file in Files(folder))
        {
            var state = (file.Length, file.LastWriteTimeUtc);
            now[file.FullName] = state;
            if (
                !_before.TryGetValue(file.FullName, out var before)
                || before != state
                || (_taken.TryGetValue(file.FullName, out var taken) && taken == state)
            )
            {
                continue;
            }

            if (await TakeAsync(file, cancellationToken) is { } week)
            {
                changed.Add(week);
            }

            _taken[file.FullName] = state;
        }

        _before = now;
        return [.. changed.Distinct()];
    }

    /// <summary>The weeks that came as notes from the folder.</summary>
    public Task<IReadOnlyList<WeekLabel>> KnownAsync(CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<WeekLabel>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync<WeekRow>(
                            """
                            select w.week as Week, w.label_start as LabelStart, w.label_end as LabelEnd from week w
                            where w.week in (select week from note_file where week is not null) order by w.week desc
                            """
                        )
                    ).Select(row => new WeekLabel(ListStore.Day(row.LabelStart), ListStore.Day(row.LabelEnd))),
                ],
            cancellationToken
        );

    private List<FileInfo> Files(string folder)
    {
        try
        {
            return
            [
                .. new DirectoryInfo(folder)
                    .EnumerateFiles()
                    .Where(file => file.Name[0] != '.' && Endings.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
                    .OrderBy(file => file.Name, StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A network folder may be away for a while.
            Log.FolderAway(logger, folder, exception.Message);
            return [];
        }
    }

    private async Task<WeekId?> TakeAsync(FileInfo file, CancellationToken cancellationToken)
    {
        byte[]? content;
        NoteReading reading;
        try
        {
            content =
                file.Length > WeeklyNoteReader.LargestFile
                    ? null
                    : await File.ReadAllBytesAsync(file.FullName, cancellationToken);
            reading = content is null
                ? await WeeklyNoteReader.ReadFileAsync(file.FullName, cancellationToken)
                : WeeklyNoteReader.Read(content, file.Name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.FolderAway(logger, file.FullName, exception.Message);
            return null;
        }

        // One that is too large to be a note is not read to be hashed either.
        var hash = content is null ? $"{file.Length} bytes" : Convert.ToHexStringLower(SHA256.HashData(content));
        return await store.WriteAsync(session => SaveAsync(session, file, hash, reading), cancellationToken);
    }

    private async Task<WeekId?> SaveAsync(StoreSession session, FileInfo file, string hash, NoteReading reading)
    {
        var key = new { path = file.FullName, hash };
        var last = await session.FindAsync<string>(
            "select content_hash from note_file where path = @path order by at desc, content_hash limit 1",
            key
        );
        if (last == hash)
        {
            return null;
        }

        WeekId? week = null;
        var changed = false;
        string? problem = null;
        switch (reading)
        {
            case NoteReading.Whole whole:
                week = whole.Note.Week;
                changed = (await NoteImport.SaveAsync(session, whole)).Changed;
                Log.Imported(logger, file.Name, whole.Note.Week);
                break;
            case NoteReading.Refused(var reason):
                problem = reason.Text(Language.English);
                Log.Refused(logger, file.Name, problem);
                await NoticeBoard.PutUpAsync(
                    session,
                    $"note-refused|{file.FullName}|{hash}",
                    "note-refused",
                    WeekTexts.NoteRefused(file.Name, reason)
                );
                break;
        }

        await session.ExecuteAsync(
            """
            insert into note_file(path, content_hash, at, problem, week) values(@path, @hash, @now, @problem, @week)
            on conflict(path, content_hash) do update set at = excluded.at, problem = excluded.problem, week = excluded.week
            """,
            new
            {
                key.path,
                key.hash,
                now = await session.NowAsync(),
                problem,
                week = week?.ToString(),
            }
        );
        return changed ? week : null;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4004,
            EventName = "NotesFolderAway",
            Level = LogLevel.Warning,
            Message = "{Path} cannot be read now: {Reason}"
        )]
        public static partial void FolderAway(ILogger logger, string path, string reason);

        [LoggerMessage(
            EventId = 4005,
            EventName = "NoteImported",
            Level = LogLevel.Information,
            Message = "The note {File} is about {Week} and was taken"
        )]
        public static partial void Imported(ILogger logger, string file, WeekId week);

        [LoggerMessage(
            EventId = 4006,
            EventName = "NoteRefused",
            Level = LogLevel.Warning,
            Message = "{File} is no note that can be read: {Reason}"
        )]
        public static partial void Refused(ILogger logger, string file, string reason);
    }
}
