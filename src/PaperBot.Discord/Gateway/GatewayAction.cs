using System.Text.Json;

namespace PaperBot.Discord.Gateway;

/// <summary>Something to do about what happened, in this order.</summary>
internal abstract record GatewayAction
{
    private GatewayAction() { }

    public sealed record Ask : GatewayAction;

    public sealed record Open(Uri Address) : GatewayAction;

    public sealed record Send(string Text) : GatewayAction;

    /// <summary>End the connection; nothing that still comes from it counts.</summary>
    public sealed record Hangup(int Code, string Why) : GatewayAction;

    public sealed record Dispatch(string Name, JsonElement Data) : GatewayAction;

    /// <summary>A session has begun or was resumed: events come.</summary>
    public sealed record Live(bool Resumed) : GatewayAction;

    public sealed record Fail(string Remedy) : GatewayAction;

    /// <summary>For the log.</summary>
    public sealed record Waiting(TimeSpan For, string Why) : GatewayAction;
}
