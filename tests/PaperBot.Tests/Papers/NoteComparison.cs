using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

internal static class NoteComparison
{
    /// <summary>Every record of both notes is the same, order included.</summary>
    public static void ShouldBeTheNote(this WeeklyNote note, WeeklyNote expected) =>
        note.Should()
            .BeEquivalentTo(
                expected,
                options =>
                    options
                        .WithStrictOrdering()
                        .ComparingByValue<ArxivId>()
                        .ComparingByValue<PaperId>()
                        .ComparingByValue<WeekId>()
                        .ComparingByValue<WeekLabel>()
                        .ComparingByValue<Uri>()
                        .ComparingByValue<Citation>()
            );
}
