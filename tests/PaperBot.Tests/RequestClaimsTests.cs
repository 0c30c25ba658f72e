using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Storage;

namespace PaperBot.Tests;

public sealed class RequestClaimsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_processes_on_one_PostgreSQL_exactly_one_takes_a_request_on()
    {
        await using var shared = await TemporaryStore.CreateAsync(StoreProvider.Postgres, TimeProvider.System, Token);
        var processes = Enumerable.Range(0, 8).Select(_ => Claims(shared, StoreProvider.Postgres)).ToList();

        for (var request = 0; request < 5; request++)
        {
            var origin = Origin($"interaction-{request}");
            var taken = await Task.WhenAll(processes.Select(claims => claims.TryAsync(origin, Token)));
            taken.Should().ContainSingle(first => first);
        }
    }

    [Fact]
    public async Task Equal_ids_on_two_platforms_are_two_requests()
    {
        await using var shared = await TemporaryStore.CreateAsync(StoreProvider.Postgres, TimeProvider.System, Token);
        var claims = Claims(shared, StoreProvider.Postgres);

        (await claims.TryAsync(Origin("1"), Token)).Should().BeTrue();
        (await claims.TryAsync(Origin("1") with { Platform = "slack" }, Token)).Should().BeTrue();
        (await claims.TryAsync(Origin("1"), Token)).Should().BeFalse();
    }

    [Fact]
    public async Task What_is_older_than_anything_is_delivered_again_is_forgotten()
    {
        await using var shared = await TemporaryStore.CreateAsync(StoreProvider.Postgres, TimeProvider.System, Token);
        var claims = Claims(shared, StoreProvider.Postgres);
        await claims.TryAsync(Origin("old"), Token);
        await shared.Store.WriteAsync(
            session => session.ExecuteAsync("update request_claim set at = at - 3600001 where request = 'discord:old'"),
            Token
        );

        await claims.TryAsync(Origin("new"), Token);

        var kept = await shared.Store.ReadAsync(
            session => session.ScalarAsync<long>("select count(*) from request_claim"),
            Token
        );
        kept.Should().Be(1);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_leaves_nobody_without_an_answer()
    {
        await using var shared = await TemporaryStore.CreateEmptyAsync(StoreProvider.Postgres, TimeProvider.System, Token);

        (await Claims(shared, StoreProvider.Postgres).TryAsync(Origin("1"), Token)).Should().BeTrue();
    }

    [Fact]
    public async Task On_a_file_of_its_own_nothing_is_written_for_a_request()
    {
        var time = new FakeTimeProvider();
        await using var own = await TemporaryStore.CreateAsync(StoreProvider.Sqlite, time, Token);

        (await Claims(own, StoreProvider.Sqlite).TryAsync(Origin("1"), Token)).Should().BeTrue();

        (await own.Store.ReadAsync(session => session.ScalarAsync<long>("select count(*) from request_claim"), Token))
            .Should()
            .Be(0);
    }

    private static RequestClaims Claims(TemporaryStore store, StoreProvider provider) =>
        new(store.Store, new StoreSettings { Provider = provider }, NullLogger<RequestClaims>.Instance);

    private static ChatOrigin Origin(string request) =>
        new("discord", "app", "1", ThreadId: null, "2", "ja", HasAdminRight: false, request);
}
