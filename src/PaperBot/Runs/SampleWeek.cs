using System.Reflection;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Runs;

/// <summary>
/// The week that comes with the program, so that the first start shows the whole product. It is loaded only into an empty store and only
/// where the local workspace is all there is. What is still to be posted is noted down with the notes, so a start that is cut off in
/// between goes on at the next one.
/// </summary>
public sealed class SampleWeek(Store store, WeekRun runs, DigestChannels channels)
{
    private const string Prefix = "PaperBot.notes.";
    private const string Mark = "sample";

    /// <summary>Whether the store is empty, or a sample in it is not planned yet, where nothing but the local workspace is set up.</summary>
    public async Task<bool> IsWantedAsync(CancellationToken cancellationToken) =>
        channels.Configured.All(channel => channel.Platform == "local")
        && await store.ReadAsync(
            async session => await IsEmptyAsync(session) || await FindPendingAsync(session) is not null,
            cancellationToken
        );

    /// <summary>Imports the sample where it is not stored yet, and plans its digests; for a store that it is wanted in.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(FindPendingAsync, cancellationToken) is null)
        {
            await ImportAsync(cancellationToken);
        }

        if (await store.ReadAsync(FindPendingAsync, cancellationToken) is { } pending)
        {
            await runs.RunAsync(
                new WeekRunRequest(WeekId.Parse(pending), null, DryRun: false, Mark) { Hurries = true },
                progress: null,
                cancellationToken
            );
        }
    }

    private static async Task<bool> IsEmptyAsync(StoreSession session) =>
        await session.ScalarAsync<long>("select count(*) from week") == 0;

    private static Task<string?> FindPendingAsync(StoreSession session) =>
        session.FindAsync<string>("select week from stage_run where fingerprint = @Mark and state = 'NotReady'", new { Mark });

    private Task ImportAsync(CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                foreach (var note in Notes())
                {
                    await NoteImport.SaveAsync(session, note);
                    await StageLog.WriteAsync(session, note.Note.Week, Stage.Publishing, null, Mark, StageState.NotReady, "");
                }
            },
            cancellationToken
        );

    private static List<NoteReading.Whole> Notes() =>
        [
            .. Assembly
                .GetExecutingAssembly()
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(Read),
        ];

    private static NoteReading.Whole Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return WeeklyNoteReader.Read(bytes.ToArray(), resource[Prefix.Length..]) as NoteReading.Whole
            ?? throw new InvalidOperationException($"The shipped note {resource} cannot be read.");
    }
}
