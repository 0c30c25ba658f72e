using System.Text.Json.Nodes;
using PaperBot.Discord.Gateway;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Tests.Gateway;

/// <summary>One machine on a clock that the test moves, and the other side of its line.</summary>
public abstract class GatewayMachineScene
{
    private protected static readonly GatewayPurpose Purpose = new("token", Intents: 1, Shard: 0, Shards: 1, Compress: false);

    private protected readonly IdentifyBudget Budget = new();
    private protected readonly List<GatewayAction> Done = [];
    private protected readonly GatewayMachine Machine;
    private protected TimeSpan Now;

    private protected GatewayMachineScene() => Machine = new GatewayMachine(Purpose, Budget, () => 0.5);

    private protected void Begin(int interval = 41_250)
    {
        Handle(new GatewayInput.Started());
        Handle(new GatewayInput.Told(Gateway()));
        Handle(new GatewayInput.Opened());
        Hello(interval);
        Event("READY", 1, """{"session_id":"s1","resume_gateway_url":"wss://resume.discord.gg"}""");
    }

    private protected void Resume()
    {
        Reach<GatewayAction.Open>();
        Handle(new GatewayInput.Opened());
        Hello();
        Event("RESUMED", 2);
    }

    private protected void Hello(int interval = 41_250) => Frame($$$"""{"op":10,"d":{"heartbeat_interval":{{{interval}}}}}""");

    private protected void Event(string name, int sequence, string data = "{}") =>
        Frame($$"""{"op":0,"t":"{{name}}","s":{{sequence}},"d":{{data}}}""");

    private protected void Frame(string text) => Handle(new GatewayInput.Frame(text));

    private protected void Close(int? code) => Handle(new GatewayInput.Closed(code));

    private protected void Acknowledge() => Frame("""{"op":11}""");

    private protected void Handle(GatewayInput input) => Done.AddRange(Machine.Handle(input, Now));

    /// <summary>Lets time go by, with every tick on the way.</summary>
    private protected void Pass(TimeSpan span)
    {
        var end = Now + span;
        while (Machine.Due is { } due && due <= end)
        {
            Now = due > Now ? due : Now;
            Handle(new GatewayInput.Tick());
        }

        Now = end;
    }

    /// <summary>Lets time go by until the machine does this.</summary>
    private protected void Reach<T>()
        where T : GatewayAction
    {
        var before = Done.OfType<T>().Count();
        for (var i = 0; i < 100 && Done.OfType<T>().Count() == before; i++)
        {
            Machine.Due.Should().NotBeNull($"it has to come to {typeof(T).Name}");
            Now = Machine.Due!.Value > Now ? Machine.Due.Value : Now;
            Handle(new GatewayInput.Tick());
        }

        Done.OfType<T>().Should().HaveCountGreaterThan(before);
    }

    /// <summary>Every try to resume fails like this, until the machine asks where to begin anew.</summary>
    private protected void FailUntilGivenUp(Action fail)
    {
        var asked = Done.OfType<GatewayAction.Ask>().Count();
        for (var i = 0; i < 200; i++)
        {
            var opened = Done.OfType<GatewayAction.Open>().Count();
            while (Done.OfType<GatewayAction.Open>().Count() == opened && Done.OfType<GatewayAction.Ask>().Count() == asked)
            {
                Now = Machine.Due!.Value > Now ? Machine.Due.Value : Now;
                Handle(new GatewayInput.Tick());
            }

            if (Done.OfType<GatewayAction.Ask>().Count() > asked)
            {
                return;
            }

            fail();
        }

        Done.OfType<GatewayAction.Ask>().Should().HaveCountGreaterThan(asked);
    }

    private protected JsonObject Sent(int op) =>
        Done.OfType<GatewayAction.Send>()
            .Select(send => JsonNode.Parse(send.Text)!.AsObject())
            .Last(message => message["op"]!.GetValue<int>() == op)["d"]!.AsObject();

    private protected int Beats() =>
        Done.OfType<GatewayAction.Send>().Count(send => send.Text.StartsWith("{\"op\":1,", StringComparison.Ordinal));

    private protected int Identifies() =>
        Done.OfType<GatewayAction.Send>().Count(send => send.Text.StartsWith("{\"op\":2,", StringComparison.Ordinal));

    private protected List<Uri> Addresses() => [.. Done.OfType<GatewayAction.Open>().Select(open => open.Address)];

    private protected static GatewayBot Gateway(int remaining = 900, TimeSpan? resetAfter = null) =>
        new(
            "wss://gateway.discord.gg",
            1,
            new SessionStartLimit(
                1000,
                remaining,
                (long)(resetAfter ?? TimeSpan.FromHours(4)).TotalMilliseconds,
                MaxConcurrency: 1
            )
        );
}
