using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Fakes;
using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Tests.Papers;
using PaperBot.Weeks;

namespace PaperBot.Tests.Weeks;

public sealed class NoteFilesTests : IDisposable
{
    private static readonly WeekLabel Label = new(new(2024, 1, 8), new(2024, 1, 14));

    private readonly string _folder = Directory.CreateTempSubdirectory("paperbot-notes").FullName;
    private DateTime _written = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_note_is_taken_once_it_has_stopped_changing_and_once_for_each_content()
    {
        await using var store = await TemporaryStore.CreateAsync(TimeProvider.System, Token);
        var files = Files(store);
        var note = PlainNotes.Japanese;
        Write("note.txt", note[..(note.Length / 2)]);
        var first = await files.LookAsync(Token);
        Write("note.txt", note);
        var growing = await files.LookAsync(Token);
        var whole = await files.LookAsync(Token);
        var again = await files.LookAsync(Token);
        var restarted = await LookTwiceAsync(Files(store));

        first.Should().BeEmpty();
        growing.Should().BeEmpty("it was another at the last look");
        whole.Should().Equal(Label.Week);
        again.Should().BeEmpty();
        restarted.Should().BeEmpty();
        (await files.KnownAsync(Token)).Should().Equal(Label);
        (await new PaperStore(store.Store).FindWeekAsync(Label.Week, Token))!.Papers.Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_note_that_changed_is_taken_again_and_one_that_changed_back_too()
    {
        await using var store = await TemporaryStore.CreateAsync(TimeProvider.System, Token);
        var files = Files(store);
        var note = PlainNotes.Japanese;
        var other = note.Replace("1ポイントに収まります", "2ポイントに収まります", StringComparison.Ordinal);
        other.Should().NotBe(note);
        Write("note.txt", note);
        await LookTwiceAsync(files);
        Write("note.txt", other);
        var changed = await LookTwiceAsync(files);
        Write("note.txt", note);
        var back = await LookTwiceAsync(files);

        changed.Should().ContainSingle();
        back.Should().ContainSingle();
    }

    [Fact]
    public async Task A_file_that_is_no_note_is_said_once_with_the_reason_and_stores_nothing()
    {
        await using var store = await TemporaryStore.CreateAsync(TimeProvider.System, Token);
        var files = Files(store);
        Write("shopping.txt", "milk\nbread\n");
        Write("picture.png", "not looked at");
        Write(".note.md.swp", "neither");

        var taken = await LookTwiceAsync(files);
        await LookTwiceAsync(files);

        taken.Should().BeEmpty();
        var notice = (await new NoticeBoard(store.Store).LatestAsync(10, Token)).Should().ContainSingle().Subject;
        notice.Words.English.Should().Contain("shopping.txt").And.Contain("Line 1");
        (await new PaperStore(store.Store).ListWeeksAsync(Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_folder_that_went_away_is_waited_for()
    {
        await using var store = await TemporaryStore.CreateAsync(TimeProvider.System, Token);
        var files = Files(store, Path.Combine(_folder, "gone"));

        (await LookTwiceAsync(files)).Should().BeEmpty();
    }

    private NoteFiles Files(TemporaryStore store, string? folder = null) =>
        new(store.Store, new WeeksSettings { Notes = folder ?? _folder }, NullLogger<NoteFiles>.Instance);

    private static async Task<IReadOnlyList<WeekId>> LookTwiceAsync(NoteFiles files)
    {
        var first = await files.LookAsync(Token);
        return [.. first, .. await files.LookAsync(Token)];
    }

    /// <summary>Each write at a later time than the one before, however coarse the file system's clock is.</summary>
    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        _written = _written.AddSeconds(10);
        File.SetLastWriteTimeUtc(path, _written);
    }
}
