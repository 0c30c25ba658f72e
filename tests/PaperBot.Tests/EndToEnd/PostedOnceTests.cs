using PaperBot.Crash;
using PaperBot.Fakes;
using PaperBot.Storage;

namespace PaperBot.Tests.EndToEnd;

/// <summary>
/// The crash harness on the real service: one trial is one digest of 16 posts whose platform fails in every way it can, or whose processes
/// are killed, stopped, told to end or given a wrong clock in the middle of it. Seeds are fixed; by hand the same tests make hundreds of trials.
/// </summary>
public sealed class PostedOnceTests
{
    /// <param name="seed">A multiple of four posts, edits and withdraws; an odd one posts.</param>
    [Theory]
    [InlineData(StoreProvider.Sqlite, 1, 1, 20)]
    [InlineData(StoreProvider.Postgres, 1, 4, 7)]
    [InlineData(StoreProvider.Postgres, 2, 3, 20)]
    public async Task Whatever_is_killed_lost_or_slow_every_post_stands_once_and_in_order(
        StoreProvider store,
        int nodes,
        int seed,
        int channels
    )
    {
        var tally = await CrashReport.RunAsync(
            new CrashOptions
            {
                Store = store,
                Nodes = nodes,
                Seed = seed,
                Channels = channels,
                Trials = ByHand.Count(inSuite: 20, byHand: 700),
                Kills = ByHand.Count(inSuite: 4, byHand: 10),
            },
            TestOutput.Writer
        );

        tally.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task A_program_that_retries_blindly_leaves_duplicates()
    {
        var tally = await CrashReport.RunAsync(
            new CrashOptions
            {
                Blind = true,
                Channels = 10,
                Trials = 10,
                Kills = 2,
            },
            TestOutput.Writer
        );

        tally.Count(ProblemKind.Duplicate).Should().BePositive("else the harness could not see one");
    }
}
