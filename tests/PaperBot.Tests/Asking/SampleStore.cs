using PaperBot.Asking;
using PaperBot.Fakes;
using PaperBot.Papers;

namespace PaperBot.Tests.Asking;

/// <summary>The shipped sample week in both languages, imported as the program imports it.</summary>
internal static class SampleStore
{
    public static string QuestionsFile => Path.Combine(AppContext.BaseDirectory, "Asking", "samples", "questions.jsonl");

    public static async Task<IReadOnlyList<StoredWeek>> WeeksAsync(CancellationToken cancellationToken)
    {
        await using var temporary = await TemporaryStore.CreateAsync(TimeProvider.System, cancellationToken);
        await ImportAsync(temporary, cancellationToken);
        return await new PaperStore(temporary.Store).LoadAllAsync(cancellationToken);
    }

    public static async Task ImportAsync(TemporaryStore temporary, CancellationToken cancellationToken)
    {
        var import = new NoteImport(temporary.Store);
        foreach (var language in Languages.All)
        {
            var file = $"2023-05-29.{language.Code()}.txt";
            await using var stream = typeof(AskIndex).Assembly.GetManifestResourceStream("PaperBot.notes." + file)!;
            using var reader = new StreamReader(stream);
            var reading = WeeklyNoteReader.Read(await reader.ReadToEndAsync(cancellationToken), file);
            await import.ImportAsync((NoteReading.Whole)reading, cancellationToken);
        }
    }

    public static async Task<AskIndex> IndexAsync(CancellationToken cancellationToken) =>
        AskIndex.Build(await WeeksAsync(cancellationToken), Glossary.Shipped);
}
