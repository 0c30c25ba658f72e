namespace PaperBot.Discord.Gateway;

/// <summary>What the end of a connection means for the session on it.</summary>
internal enum CloseReaction
{
    /// <summary>The session stands: connect and resume it.</summary>
    Resume,

    /// <summary>A code that nobody has documented: try to resume once.</summary>
    ResumeOnce,

    /// <summary>The session is over: begin a new one.</summary>
    Identify,

    /// <summary>As <see cref="Identify"/>, but later: we were too fast.</summary>
    IdentifyLater,

    /// <summary>Another try can only fail the same way.</summary>
    Stop,
}

/// <summary>https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes</summary>
internal static class CloseCodes
{
    /// <summary>We end a connection that we want to resume. 1000 and 1001 would end the session too.</summary>
    public const int Resuming = 4200;

    public const int Normal = 1000;

    /// <param name="code">Null where the connection broke without a word.</param>
    public static CloseReaction ReactionTo(int? code) =>
        code switch
        {
            4004 or 4010 or 4011 or 4012 or 4013 or 4014 => CloseReaction.Stop,
            4003 or 4005 or 4007 or 4009 or 1000 or 1001 => CloseReaction.Identify,
            4008 => CloseReaction.IdentifyLater,
            4000 or 4001 or 4002 => CloseReaction.Resume,
            >= 4000 => CloseReaction.ResumeOnce,
            _ => CloseReaction.Resume,
        };

    /// <summary>What an operator has to do about a code that stops us.</summary>
    public static string Remedy(int code) =>
        code switch
        {
            4004 => "Discord refused the bot token (4004). Set Discord:Token to a token that is valid and start again.",
            4010 => "Discord refused the shard (4010). Check Discord:Shards.",
            4011 =>
                "Discord asks for more shards (4011). Set Discord:Shards to 0, which takes the number that Discord recommends.",
            4012 => "Discord no longer speaks this version of its gateway (4012). A newer PaperBot is needed.",
            4013 => "Discord does not know the intents that PaperBot asked for (4013). A newer PaperBot is needed.",
            4014 =>
                "The intent 'Message Content' is not switched on for this application (4014). Switch it on in the developer portal under Bot, or set "
                    + "Discord:Messages to mentions or none.",
            _ => $"Discord closed the gateway for good ({code}).",
        };
}
