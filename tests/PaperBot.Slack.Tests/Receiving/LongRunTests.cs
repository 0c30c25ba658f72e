using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Slack;

namespace PaperBot.Slack.Tests.Receiving;

/// <summary>Hours of Socket Mode in seconds, with everything that ends a connection.</summary>
public sealed class LongRunTests(ITestOutputHelper output)
{
    private const string General = "C0GENERAL";

    /// <summary>An hour takes 7.5 seconds, and the half hour of a response_url still longer than any of our requests.</summary>
    private const double Speed = 480;

    private static readonly StandInDisconnect[] Kinds =
    [
        StandInDisconnect.Warning,
        StandInDisconnect.Reset,
        StandInDisconnect.RefreshRequested,
        StandInDisconnect.Close,
        StandInDisconnect.Freeze,
        StandInDisconnect.TooManyWebSockets,
        StandInDisconnect.LinkDisabled,
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>By hand it is a day with five hundred, in three minutes.</summary>
    [Fact]
    public Task In_hours_of_disconnects_of_every_kind_everything_is_answered_once() =>
        LiveAsync(TimeSpan.FromHours(ByHand.Count(1, 24)), ByHand.Count(21, 500));

    [Fact]
    public async Task Planned_ends_leave_no_gap_even_with_a_single_connection()
    {
        await using var slack = await StartAsync(connections: 1);
        for (var i = 0; i < 20; i++)
        {
            var greetings = slack.StandIn.Greetings;
            var ending = slack.StandIn.DisconnectAsync(
                i % 2 == 0 ? StandInDisconnect.Warning : StandInDisconnect.RefreshRequested
            );
            while (!ending.IsCompleted)
            {
                await (await slack.StandIn.SlashAsync("U1", General, "/paper", "x")).Acknowledged.WaitAsync(
                    TimeSpan.FromSeconds(20),
                    Stop
                );
            }

            await slack.StandIn.UntilAsync(() => slack.StandIn.Greetings > greetings && slack.StandIn.OpenSockets == 1, Stop);
        }

        slack.StandIn.Gaps.Should().Be(0);
    }

    private async Task LiveAsync(TimeSpan span, int disconnects)
    {
        await using var slack = await StartAsync(connections: 2);
        slack.Handler.Handle = (request, _) =>
            Task.FromResult<CommandReply>(
                new CommandReply.Show(ScriptedHandler.Message("answer to " + (request as ChatRequest.Command)?.Text))
            );
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var asking = AskAsync(slack, over.Token);
        for (var i = 0; i < disconnects; i++)
        {
            await Task.Delay(span / disconnects, slack.Time, Stop);
            await slack.StandIn.UntilAsync(() => slack.StandIn.OpenSockets > 0, Stop);
            // Not awaited: an announced end takes its ten seconds while life goes on.
            _ = slack.StandIn.DisconnectAsync(Kinds[i % Kinds.Length]);
        }

        await over.CancelAsync();
        var (asked, refused) = await asking;
        await slack.StandIn.UntilAsync(() => Answered(slack).Count >= asked.Count, Stop);

        var answers = Answered(slack);
        output.WriteLine(
            $"{span.TotalHours} h, {disconnects} disconnects: {asked.Count} commands, {refused} while nothing was connected, {slack.StandIn.Greetings} connections, "
                + $"{slack.StandIn.Exchanges.Count(exchange => exchange.Deliveries > 1)} delivered more than once"
        );
        answers
            .Should()
            .BeEquivalentTo(asked.Select(text => "answer to " + text), "everything that was delivered is answered, and once");
        slack.Handler.Requests.Should().HaveCount(asked.Count);
        slack.StandIn.Violations.Should().BeEmpty();
    }

    private static List<string> Answered(RunningSlack slack) =>
        [.. slack.StandIn.AllMessages().Where(message => message.BotId is not null).Select(message => message.Words)];

    /// <summary>A command about every twenty seconds; Slack itself refuses one while nothing is connected.</summary>
    private static async Task<(List<string> Asked, int Refused)> AskAsync(RunningSlack slack, CancellationToken over)
    {
        var asked = new List<string>();
        var refused = 0;
        while (!over.IsCancellationRequested)
        {
            var text = $"{asked.Count + refused}";
            var exchange = await slack.StandIn.SlashAsync("U1", General, "/paper", text);
            if (exchange.Acknowledged.IsFaulted)
            {
                refused++;
            }
            else
            {
                asked.Add(text);
            }

            await Task.Delay(TimeSpan.FromSeconds(20), slack.Time, CancellationToken.None);
        }

        return (asked, refused);
    }

    private static Task<RunningSlack> StartAsync(int connections) =>
        RunningSlack.StartAsync(
            Stop,
            new AcceleratedTime(Speed),
            settings =>
                settings with
                {
                    Connections = connections,
                    RequestTimeout = TimeSpan.FromHours(2),
                    // Shrunk with the clock: the framework asks only a connection that was silent for this long, and each hears a
                    // command every forty seconds. The answer may take longer: the machine that runs this does not become faster.
                    KeepAliveInterval = TimeSpan.FromSeconds(15) / Speed,
                    KeepAliveTimeout = TimeSpan.FromMilliseconds(500),
                },
            standIn => standIn.EnforcesRateLimits = false
        );
}
