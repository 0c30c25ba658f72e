using PaperBot.Fakes;
using PaperBot.Papers;
using PaperBot.Storage;
using PaperBot.Web;

namespace PaperBot.Tests.Web;

public sealed class NoteTimesTests
{
    [Theory]
    [InlineData(StoreProvider.Sqlite)]
    [InlineData(StoreProvider.Postgres)]
    public async Task A_week_has_the_time_at_which_anything_in_it_was_written_last(StoreProvider provider)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var temporary = await TemporaryStore.CreateAsync(provider, TimeProvider.System, cancellation);
        var times = new NoteTimes(temporary.Store);
        (await times.ReadAsync(cancellation)).Should().BeEmpty();

        await StoredWeeks.SaveAsync(temporary.Store, SmallWeek.Build(), cancellation);
        var first = (await times.ReadAsync(cancellation))[SmallWeek.Build().Week];
        var rewritten = SmallWeek.Note(SmallWeek.Retriever().Paper, Language.Japanese, "書き直した要約です。");
        await temporary.Store.WriteAsync(session => PaperStore.SaveNoteAsync(session, rewritten), cancellation);

        (await times.ReadAsync(cancellation))[SmallWeek.Build().Week].Should().BeOnOrAfter(first);
        first.Year.Should().BeGreaterThanOrEqualTo(2026);
    }
}
