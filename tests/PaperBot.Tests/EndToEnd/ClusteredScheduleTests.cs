using Npgsql;
using PaperBot.Fakes;
using PaperBot.Fakes.Postgres;
using PaperBot.Fakes.Weeks;

namespace PaperBot.Tests.EndToEnd;

/// <summary>Two of the real program on one PostgreSQL, and a schedule that both of them could wake by.</summary>
public sealed class ClusteredScheduleTests : IDisposable
{
    private static readonly DateOnly First = new(2024, 3, 4);

    private readonly TestWorkspace _workspace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task One_of_two_nodes_wakes_for_each_week_and_the_other_goes_on_alone_when_it_is_killed()
    {
        await using var lists = await ListHost.StartAsync(
            Cancellation,
            (2024, WeekListText.YearFile(2024, WeekListText.Week(First)))
        );
        var database = await PostgresServer.Shared.CreateDatabaseAsync(Cancellation);
        _workspace.Settings["Store:Provider"] = "postgres";
        _workspace.Settings["Store:ConnectionString"] = database;
        _workspace.Settings["Weeks:BaseUrl"] = lists.BaseUrl.AbsoluteUri;
        _workspace.Settings["Arxiv:ApiBase"] = "http://127.0.0.1:9/";
        _workspace.Settings["Schedule:Cron"] = "* * * * * ?";
        await using var killed = PaperBotProcess.StartService(_workspace.Settings);
        await killed.ReadyAsync(Cancellation);
        await using var survivor = PaperBotProcess.StartService(_workspace.Settings);
        await survivor.ReadyAsync(Cancellation);

        await PostedAsync(database, "2024-W10", killed);
        (await CountAsync(database, "select count(*) from qrtz_scheduler_state")).Should().Be(2, "both keep the schedule");
        await killed.KillAsync();
        lists.Put(
            "years/2024.md",
            WeekListText.YearFile(2024, WeekListText.Week(First.AddDays(7), 21), WeekListText.Week(First))
        );

        await PostedAsync(database, "2024-W11", survivor);
        await survivor.StopAsync(Cancellation);
        foreach (var week in (string[])["2024-W10", "2024-W11"])
        {
            (await CountAsync(database, "select count(*) from digest where week = @word", week))
                .Should()
                .Be(2, $"{week} stands once in each channel");
            (await CountAsync(database, Starters, week)).Should().Be(20);
        }

        (await CountAsync(database, "select count(*) - count(distinct marker) from local_message where marker <> ''"))
            .Should()
            .Be(0);
    }

    private const string Starters =
        "select count(*) from delivery d join digest g using (digest) where g.week = @word and d.kind = 'Starter' and d.op = 'create' and d.state = 'SENT'";

    private static async Task PostedAsync(string database, string week, PaperBotProcess node)
    {
        using var patience = new CancellationTokenSource();
        patience.CancelAfter(TimeSpan.FromSeconds(120));
        while (await CountAsync(database, Starters, week) < 20)
        {
            if (patience.IsCancellationRequested)
            {
                Assert.Fail($"{week} has {await CountAsync(database, Starters, week)} starters:\n{node.Errors}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
        }
    }

    private static async Task<long> CountAsync(string database, string sql, string? word = null)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        if (word is not null)
        {
            command.Parameters.AddWithValue("word", word);
        }

        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
