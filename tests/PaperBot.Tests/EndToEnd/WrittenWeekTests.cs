using System.Text.Json;
using PaperBot.Fakes;
using PaperBot.Fakes.Model;

namespace PaperBot.Tests.EndToEnd;

/// <summary>A week from its list to its posts, written by a model in between: all by the real program against stand-ins.</summary>
public sealed class WrittenWeekTests : IDisposable
{
    private const int CallsOfAPaper = 5;

    private readonly TestWorkspace _workspace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_week_is_listed_read_written_checked_and_published_in_both_languages()
    {
        await using var week = await UnwrittenWeek.StartAsync(papers: 4, Cancellation);
        week.Point(_workspace);
        _workspace.Settings["Writer:MonthlyBudget"] = "20";

        var foreseen = await CallAsync("week", "run", UnwrittenWeek.Week, "--dry-run", "--json");
        week.Model.Asks.Should().BeEmpty();
        var run = await CallAsync("week", "run", UnwrittenWeek.Week, "--json");

        Stage(foreseen, "writing")
            .GetProperty("summary")
            .GetString()
            .Should()
            .Contain("10 papers would be written", "the list is not here yet")
            .And.Contain("$");
        run.ExitCode.Should().Be(0, run.Errors + run.Output);
        Stage(run, "writing")
            .GetProperty("summary")
            .GetString()
            .Should()
            .Contain("4 papers written", run.Output)
            .And.Contain("$");
        week.Model.Violations.Should().BeEmpty();
        week.Model.Asks.Should().HaveCount((4 * CallsOfAPaper) + 1);
        var posts = await LocalPosts.ReadAsync(_workspace.Settings["Store:ConnectionString"], Cancellation);
        var japanese = string.Join('\n', posts.Where(post => post.Channel == "papers-ja").Select(post => post.Body));
        var english = string.Join('\n', posts.Where(post => post.Channel == "papers-en").Select(post => post.Body));
        japanese.Should().Contain("言語モデルの学習と評価の工夫").And.Contain("これが根拠です");
        english.Should().Contain("Training and judging language models").And.Contain("That is the ground for it");

        // Nothing changed: nothing is asked, nothing posted, nothing edited.
        var again = await CallAsync("week", "run", UnwrittenWeek.Week, "--from-stage", "writing", "--json");
        again.ExitCode.Should().Be(0, again.Errors);
        week.Model.Asks.Should().HaveCount((4 * CallsOfAPaper) + 1);
        (await LocalPosts.ReadAsync(_workspace.Settings["Store:ConnectionString"], Cancellation)).Should().Equal(posts);

        var status = await CallAsync("week", "status", UnwrittenWeek.Week, "--json");
        using var document = JsonDocument.Parse(status.Output);
        var cost = document.RootElement.GetProperty("cost");
        cost.GetProperty("total").GetProperty("calls").GetInt32().Should().Be(week.Model.Asks.Count);
        cost.GetProperty("total").GetProperty("input").GetInt32().Should().Be(week.Model.Counts.Sum(count => count.Input));
        cost.GetProperty("papers").GetArrayLength().Should().Be(5, "the theme is the week's");
    }

    [Fact]
    public async Task Killed_at_every_stage_and_started_again_it_pays_for_no_reply_twice()
    {
        await using var week = await UnwrittenWeek.StartAsync(papers: 3, Cancellation);
        week.Point(_workspace);
        // One call at a time: all that was answered when the kill came is noted.
        _workspace.Settings["Writer:Parallel"] = "1";
        var answered = 0;
        var deadly = 0;
        var reached = NewSignal();
        week.Model.Answer = ask =>
        {
            if (answered == deadly)
            {
                reached.TrySetResult();
                return new ModelAct.Hang();
            }

            answered++;
            return new ModelAuthor().Answer(ask);
        };

        await KillWhenAsync(() => week.Lists.Requests.Count > 0);
        await KillWhenAsync(() => week.Arxiv.Requests.Any(request => request.Path.StartsWith("/pdf/", StringComparison.Ordinal)));
        foreach (var number in new[] { 0, 2, 7, 3 * CallsOfAPaper })
        {
            reached = NewSignal();
            deadly = number;
            await KillWhenAsync(() => reached.Task.IsCompleted);
            answered.Should().Be(number);
        }

        deadly = int.MaxValue;
        await KillWhenAsync(() => PostsAsync().GetAwaiter().GetResult().Count > 2);
        var run = await CallAsync("week", "run", UnwrittenWeek.Week);

        run.ExitCode.Should().Be(0, run.Errors + run.Output);
        answered.Should().Be((3 * CallsOfAPaper) + 1, "each call was answered once, over all starts");
        var posts = await PostsAsync();
        posts.Select(post => (post.Channel, post.Marker)).Should().OnlyHaveUniqueItems();
        posts.Count(post => post.Thread == 0).Should().Be(2 * (1 + 10), "two channels have a header and ten papers each");
    }

    private async Task KillWhenAsync(Func<bool> reached)
    {
        await using var call = PaperBotProcess.StartCall(["week", "run", UnwrittenWeek.Week], _workspace.Settings);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        while (!reached())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        }

        await call.KillAsync();
    }

    private async Task<IReadOnlyList<LocalPost>> PostsAsync() =>
        File.Exists(_workspace.Settings["Store:ConnectionString"])
            ? await LocalPosts.ReadAsync(_workspace.Settings["Store:ConnectionString"], Cancellation)
            : [];

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static JsonElement Stage(CallResult call, string name)
    {
        using var document = JsonDocument.Parse(call.Output);
        return document
            .RootElement.GetProperty("stages")
            .EnumerateArray()
            .Single(stage => stage.GetProperty("stage").GetString() == name)
            .Clone();
    }

    private Task<CallResult> CallAsync(params string[] arguments) =>
        PaperBotProcess.CallAsync(arguments, _workspace.Settings, Cancellation);
}
