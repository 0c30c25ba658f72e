using PaperBot.Asking;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Tests.Asking;

/// <summary>What people save for themselves, on either database.</summary>
public abstract class SavedPapersCompliance(StoreProvider provider)
{
    private static readonly PaperId First = PaperId.Parse("2305.18290");
    private static readonly PaperId Second = PaperId.Parse("2306.00323");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Papers_are_kept_once_each_for_their_own_person_the_last_one_first()
    {
        await using var temporary = await TemporaryStore.CreateAsync(provider, TimeProvider.System, Cancelled);
        var saved = new SavedPapers(temporary.Store);
        var (one, other) = (AskingScene.Origin("U1", null), AskingScene.Origin("U2", null));

        await saved.SaveAsync(one, First, Cancelled);
        await AgeAsync(temporary.Store);
        await saved.SaveAsync(one, Second, Cancelled);
        await saved.SaveAsync(one, First, Cancelled);
        await saved.SaveAsync(other, First, Cancelled);

        (await saved.ListAsync(one, Cancelled)).Should().Equal(Second, First);
        (await saved.ListAsync(other, Cancelled)).Should().Equal(First);
        (await saved.HasAsync(other, Second, Cancelled)).Should().BeFalse();

        await saved.ForgetAsync(one, Second, Cancelled);
        await saved.ForgetAsync(one, Second, Cancelled);
        (await saved.ListAsync(one, Cancelled)).Should().Equal(First);
        (await saved.HasAsync(one, Second, Cancelled)).Should().BeFalse();
        (await saved.HasAsync(other, First, Cancelled)).Should().BeTrue();
    }

    [Fact]
    public async Task A_person_is_the_same_in_every_channel_and_another_one_on_another_platform_and_nobody_is_named()
    {
        await using var temporary = await TemporaryStore.CreateAsync(provider, TimeProvider.System, Cancelled);
        var saved = new SavedPapers(temporary.Store);
        var here = AskingScene.Origin("U1SECRET", null);

        await saved.SaveAsync(here, First, Cancelled);

        (await saved.HasAsync(here with { ChannelId = "C2", ThreadId = "1.1" }, First, Cancelled)).Should().BeTrue();
        (await saved.HasAsync(here with { Platform = "discord" }, First, Cancelled)).Should().BeFalse();
        var people = await temporary.Store.ReadAsync(
            session => session.QueryAsync<string>("select person from saved_paper"),
            Cancelled
        );
        people.Should().ContainSingle().Which.Should().NotContain("U1SECRET");
    }

    [Fact]
    public async Task Everything_of_a_person_is_forgotten_at_their_word_and_nothing_of_others()
    {
        await using var temporary = await TemporaryStore.CreateAsync(provider, TimeProvider.System, Cancelled);
        var saved = new SavedPapers(temporary.Store);
        var (one, other) = (AskingScene.Origin("U1", null), AskingScene.Origin("U2", null));
        await saved.SaveAsync(one, First, Cancelled);
        await saved.SaveAsync(one, Second, Cancelled);
        await saved.SaveAsync(other, Second, Cancelled);

        await new KeptQuestions(temporary.Store).ForgetAsync(one, Cancelled);

        (await saved.ListAsync(one, Cancelled)).Should().BeEmpty();
        (await saved.ListAsync(other, Cancelled)).Should().Equal(Second);
    }

    // PostgreSQL goes by its own clock: what was saved before is made older instead of being waited for.
    private static Task AgeAsync(Store store) =>
        store.WriteAsync(session => session.ExecuteAsync("update saved_paper set at = at - 1000"), Cancelled);
}

public sealed class SqliteSavedPapersTests() : SavedPapersCompliance(StoreProvider.Sqlite);

public sealed class PostgresSavedPapersTests() : SavedPapersCompliance(StoreProvider.Postgres);
