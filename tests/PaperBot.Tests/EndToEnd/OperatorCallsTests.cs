using System.Text.Json;
using Microsoft.Data.Sqlite;
using PaperBot.Fakes;
using PaperBot.Storage;

namespace PaperBot.Tests.EndToEnd;

/// <summary>What an operator does from a shell, beside the running service and without it.</summary>
public sealed class OperatorCallsTests : IDisposable
{
    private readonly TestWorkspace _workspace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Database => _workspace.Settings["Store:ConnectionString"];

    public OperatorCallsTests() => _workspace.Settings["Weeks:BaseUrl"] = "http://127.0.0.1:9/";

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_week_is_taken_back_and_posted_anew_beside_the_running_service_after_a_second_word()
    {
        await using var service = PaperBotProcess.StartService(_workspace.Settings);
        await service.ReadyAsync(Cancellation);
        var status = await JsonAsync(0, "week", "run", "2023-W22");
        status.GetProperty("held").GetArrayLength().Should().Be(0);
        var posted = (await LocalPosts.ReadAsync(Database, Cancellation)).Count;
        posted.Should().BeGreaterThan(40);

        // The first call shows, and does nothing.
        var asked = await JsonAsync(1, "week", "retract", "2023-W22");
        asked.GetProperty("written").GetBoolean().Should().BeFalse();
        asked
            .GetProperty("channels")
            .EnumerateArray()
            .Sum(channel => channel.GetProperty("plans")[0].GetProperty("steps").GetArrayLength())
            .Should()
            .Be(posted);
        (await LocalPosts.ReadAsync(Database, Cancellation)).Should().HaveCount(posted);

        var wrong = await CallAsync("week", "retract", "2023-W22", "--confirm", "nonsense");
        wrong.ExitCode.Should().Be(1);
        var again = await JsonAsync(1, "week", "retract", "2023-W22");
        var word = again.GetProperty("confirm").GetString()!;
        var done = await JsonAsync(0, "week", "retract", "2023-W22", "--confirm", word);
        done.GetProperty("written").GetBoolean().Should().BeTrue();
        (await LocalPosts.ReadAsync(Database, Cancellation)).Should().BeEmpty();

        var plan = await CallAsync("week", "repost", "2023-W22", "--dry-run");
        plan.ExitCode.Should().Be(0);
        plan.Output.Should().Contain("p01/summary").And.Contain("header");
        (await LocalPosts.ReadAsync(Database, Cancellation)).Should().BeEmpty();
        word = (await JsonAsync(1, "week", "repost", "2023-W22")).GetProperty("confirm").GetString()!;
        await JsonAsync(0, "week", "repost", "2023-W22", "--confirm", word);
        (await LocalPosts.ReadAsync(Database, Cancellation)).Should().HaveCount(posted);

        // All of it is in the audit chain, which shows when somebody rewrites it.
        (await JsonAsync(0, "audit", "verify"))
            .GetProperty("entries")
            .GetInt64()
            .Should()
            .BeGreaterThanOrEqualTo(3);
        await service.StopAsync(Cancellation);
        await ExecuteAsync("update audit set actor = 'nobody' where seq = 2");
        var broken = await JsonAsync(1, "audit", "verify");
        broken.GetProperty("at").GetInt64().Should().Be(2);
    }

    [Fact]
    public async Task Held_posts_are_named_with_their_remedy_and_go_on_when_released()
    {
        await using (var first = PaperBotProcess.StartService(_workspace.Settings))
        {
            await first.ReadyAsync(Cancellation);
            await JsonAsync(0, "week", "run", "2023-W22");
            // A copy beside the service, put back without it: the local workspace's messages are in the store and come with it.
            var copy = Path.Combine(_workspace.Folder, "copy.db");
            (await JsonAsync(0, "store", "backup", copy)).GetProperty("rows").GetInt64().Should().BeGreaterThan(300);
            (await CallAsync("store", "restore", copy)).Errors.Should().Contain("Another PaperBot is running");
            await first.StopAsync(Cancellation);
            var posted = await LocalPosts.ReadAsync(Database, Cancellation);
            var kept = (await JsonAsync(0, "store", "restore", copy)).GetProperty("kept").GetString();
            File.Exists(kept).Should().BeTrue();
            await JsonAsync(0, "week", "run", "2023-W22");
            (await LocalPosts.ReadAsync(Database, Cancellation)).Should().HaveCount(posted.Count);
        }

        await ExecuteAsync(
            "update delivery set state = 'HELD', hold = 'ContentRefused', detail = 'restricted' where part = 'p03/summary' and channel like '%papers-ja'"
        );
        var held = (await JsonAsync(0, "deliveries", "held")).GetProperty("held");
        held.GetArrayLength().Should().Be(1);
        var delivery = held[0].GetProperty("delivery").GetString()!;
        held[0].GetProperty("remedy").GetString().Should().NotBeEmpty();

        (await CallAsync("deliveries", "release", "no such post")).Errors.Should().Contain("deliveries held");
        (await CallAsync("deliveries", "release")).ExitCode.Should().Be(2);
        (await JsonAsync(0, "deliveries", "release", delivery)).GetProperty("released").GetInt32().Should().Be(1);
        (await JsonAsync(0, "deliveries", "release", "--all")).GetProperty("released").GetInt32().Should().Be(0);
        (await JsonAsync(0, "deliveries", "held")).GetProperty("held").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task The_store_moves_to_postgresql_while_the_service_runs_and_the_program_goes_on_there()
    {
        await using var service = PaperBotProcess.StartService(_workspace.Settings);
        await service.ReadyAsync(Cancellation);
        await JsonAsync(0, "week", "run", "2023-W22");
        await using var target = await TemporaryStore.CreateEmptyAsync(StoreProvider.Postgres, TimeProvider.System, Cancellation);

        var report = await JsonAsync(0, "store", "copy", "--to", "postgres", target.ConnectionString);
        var refused = await CallAsync("store", "copy", "--to", "postgres", target.ConnectionString);
        await service.StopAsync(Cancellation);

        report.GetProperty("rows").GetInt64().Should().BeGreaterThan(300);
        refused.ExitCode.Should().Be(1);
        refused.Errors.Should().Contain("not empty");
        _workspace.Settings["Store:Provider"] = "postgres";
        _workspace.Settings["Store:ConnectionString"] = target.ConnectionString;
        await using var moved = PaperBotProcess.StartService(_workspace.Settings);
        await moved.ReadyAsync(Cancellation);
        var rerun = await JsonAsync(0, "week", "run", "2023-W22");
        rerun.GetProperty("digests").GetArrayLength().Should().Be(2);
        rerun
            .GetProperty("digests")
            .EnumerateArray()
            .Should()
            .OnlyContain(digest => digest.GetProperty("revision").GetInt32() == 1);
        await moved.StopAsync(Cancellation);
    }

    private Task<CallResult> CallAsync(params string[] arguments) =>
        PaperBotProcess.CallAsync(arguments, _workspace.Settings, Cancellation);

    private async Task<JsonElement> JsonAsync(int exitCode, params string[] arguments)
    {
        var result = await CallAsync([.. arguments, "--json"]);
        result.ExitCode.Should().Be(exitCode, $"{string.Join(' ', arguments)}: {result.Output} {result.Errors}");
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
