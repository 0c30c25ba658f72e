using System.Globalization;
using PaperBot.Backups;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Weeks;
using PaperBot.Publishing;

namespace PaperBot.Tests.Runs;

/// <summary>
/// Weeks on end, on a clock that jumps from one thing that happens to the next: lists come late, hosts fail, answers are lost, the program
/// is off for a week, is started anew each week, and gets its store from a backup now and then. A year of them by hand.
/// </summary>
public sealed class YearTests
{
    private static readonly string[] Channels = ["C1", "C2"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(20260629)]
    public async Task Every_week_is_posted_once_to_every_channel_whatever_happens(int seed)
    {
        var weeks = ByHand.Count(inSuite: 5, byHand: 52);
        var chance = new Random(seed);
        await using var test = await ScheduleUnderTest.StartAsync(Token, WeekListText.Week(ScheduleUnderTest.Newest, 1));
        test.Channels = [.. Channels.Select(id => test.Channels[0] with { Id = id })];
        test.Platform.Interfere = (request, carryOut, _) => Task.FromResult(Answer(chance, carryOut));
        var published = new List<(DateOnly Monday, string Text)>();
        var log = new List<string>();
        var sizes = new List<(long Store, long Memory)>();
        var folder = Directory.CreateTempSubdirectory("paperbot-year");
        var wasOff = false;
        for (var week = 0; week < weeks; week++)
        {
            var monday = ScheduleUnderTest.Newest.AddDays(7 * week);
            var due = ScheduleUnderTest.Due.AddDays(7 * week).AddSeconds(1);
            published.Insert(0, (monday, WeekListText.Week(monday, (20 * week) + 1)));
            test.PutOnArxiv(monday, (20 * week) + 1);
            // Off for a week, and never two in a row: the next one catches up.
            wasOff = !wasOff && week > 0 && week < weeks - 1 && (week == 2 || chance.Next(8) == 0);
            if (wasOff)
            {
                log.Add($"week {week + 1}: off");
                continue;
            }

            test.MoveTo(due);
            if (chance.Next(6) == 0)
            {
                test.Lists.Serve("README.md", HostedFile.Status(503));
            }

            await test.RunDueAsync(Token);
            test.MoveTo(due.AddHours(chance.Next(60)));
            test.Publish(published);
            if (chance.Next(3) == 0)
            {
                test.Arxiv.AnswerNext(503);
            }

            for (var look = 0; look < 3; look++)
            {
                await test.RunDueAsync(Token);
                test.Time.Advance(test.Weeks.SettleFor + TimeSpan.FromMinutes(1));
            }

            await test.SendAsync(Token);
            Judge(test, week + 1, string.Join('\n', log));
            if (week == 1 || chance.Next(6) == 0)
            {
                log.Add($"week {week + 1}: store from a backup");
                await FromBackupAsync(test, Path.Combine(folder.FullName, $"{week}.db"));
            }

            test.Restart();
            sizes.Add((await StoreSizeAsync(test), GC.GetTotalMemory(forceFullCollection: true)));
        }

        folder.Delete(recursive: true);
        Tell(sizes, log, test.Platform.Requests.Count);
        (
            await new PaperBot.Publishing.Auditor(
                test.Store,
                new OutboxSignal(test.Time),
                [test.Platform],
                new OutboxSettings(),
                test.Time,
                Microsoft.Extensions.Logging.Abstractions.NullLogger<PaperBot.Publishing.Auditor>.Instance
            ).AuditAllAsync(Token)
        )
            .Should()
            .Be(0);
        test.Board.Copies().Should().Be(0, "nothing stands twice");
        // What a late week adds is what an early one added.
        var half = sizes.Count / 2;
        (sizes[^1].Store - sizes[half].Store)
            .Should()
            .BeLessThan((2 * (sizes[half].Store - sizes[0].Store) * (sizes.Count - half) / Math.Max(1, half)) + (1 << 20));
    }

    /// <summary>One answer in five is not what a client hopes for.</summary>
    private static SendOutcome Answer(Random chance, Func<SendOutcome> carryOut)
    {
        lock (chance)
        {
            switch (chance.Next(25))
            {
                case 0:
                    return new SendOutcome.NotSent(TimeSpan.FromSeconds(chance.Next(1, 20)), WaitScope.Channel, "429");
                case 1:
                    return new SendOutcome.NotSent(null, WaitScope.Request, "connection refused");
                case 2:
                    return new SendOutcome.Unknown("503, and nothing was done");
                case 3 or 4:
                    carryOut();
                    return new SendOutcome.Unknown("the answer was lost");
                default:
                    return carryOut();
            }
        }
    }

    private static void Judge(ScheduleUnderTest test, int weeks, string log)
    {
        foreach (var channel in Channels)
        {
            test.Starters(channel).Should().HaveCount(10 * weeks, $"{channel} has every week so far, once. {log}");
        }

        test.Board.Copies().Should().Be(0, "nothing stands twice");
    }

    /// <summary>A copy from before the week's last minutes takes the store's place.</summary>
    private static async Task FromBackupAsync(ScheduleUnderTest test, string file)
    {
        await new StoreBackup(test.Store, test.Time).WriteAsync(file, "test", Token);
        await new StoreRestore(test.Store, test.Time).RestoreAsync(file, "test", Token);
    }

    /// <summary>What the store takes, without what waits in its log to be written into place.</summary>
    private static Task<long> StoreSizeAsync(ScheduleUnderTest test) =>
        test.Store.ReadAsync(
            async session =>
                await session.ScalarAsync<long>("pragma page_count") * await session.ScalarAsync<long>("pragma page_size"),
            Token
        );

    private static void Tell(List<(long Store, long Memory)> sizes, List<string> log, int requests)
    {
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{sizes.Count} weeks, {requests} requests; {string.Join("; ", log)}")
        );
        for (var week = 0; week < sizes.Count; week += Math.Max(1, sizes.Count / 8))
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"after {week + 1, 3} weeks: store {sizes[week].Store / 1024, 6} KiB, heap with the stand-ins' own history {sizes[week].Memory / 1024, 6} KiB"
                )
            );
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"a week adds {(sizes[^1].Store - sizes[0].Store) / 1024.0 / Math.Max(1, sizes.Count - 1):0} KiB to the store"
            )
        );
    }
}
