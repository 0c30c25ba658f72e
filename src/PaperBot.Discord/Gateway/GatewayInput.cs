using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Gateway;

/// <summary>Something that has happened, for <see cref="GatewayMachine"/> to act on.</summary>
internal abstract record GatewayInput
{
    private GatewayInput() { }

    public sealed record Started : GatewayInput;

    /// <summary>What Discord says about where and how often to connect.</summary>
    public sealed record Told(GatewayBot Gateway) : GatewayInput;

    public sealed record NotTold(TimeSpan? RetryAfter) : GatewayInput;

    public sealed record Opened : GatewayInput;

    public sealed record NotOpened : GatewayInput;

    public sealed record Frame(string Text) : GatewayInput;

    /// <param name="Code">Null where the connection broke without a word.</param>
    public sealed record Closed(int? Code) : GatewayInput;

    /// <summary>The time that <see cref="GatewayMachine.Due"/> named has come.</summary>
    public sealed record Tick : GatewayInput;
}
