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
public sealed class SampleWeek(Store store, PaperStore papers, WeekRun runs, DigestChannels channels)
{
    private const string Prefix = "PaperBot.notes.";
    private const string Mark = "sample";

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (channels.Configured.Any(channel => channel.Platform != "local"))
        {
            return;
        }

        if ((await papers.ListWeeksAsync(cancellationToken)).Count == 0)
        {
            await ImportAsync(cancellationToken);
        }

        var pending = await store.ReadAsync(
            session =>
                session.FindAsync<string>(
                    "select week from stage_run where fingerprint = @Mark and state = 'NotReady'",
                    new { Mark }
                ),
            cancellationToken
        );
        if (pending is not null)
        {
            await runs.RunAsync(
                new WeekRunRequest(WeekId.Parse(pending), null, DryRun: false, Mark) { Hurries = true },
                progress: null,
                cancellationToken
            );
        }
    }

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
