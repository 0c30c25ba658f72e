using System.Text.Json;
using PaperBot.Chat;

namespace PaperBot.Discord.Rest;

/// <summary>What became of one request.</summary>
internal abstract record DiscordAnswer
{
    private DiscordAnswer() { }

    /// <param name="Json">Null where Discord answers without a body.</param>
    public sealed record Done(JsonElement? Json) : DiscordAnswer
    {
        /// <summary>Null where something else stands there than Discord's documentation describes.</summary>
        public T? Read<T>()
            where T : class
        {
            try
            {
                return Json is { ValueKind: not JsonValueKind.Null } json ? Wire.DiscordJson.Read<T>(json) : null;
            }
            catch (JsonException)
            {
                // Whoever asked treats it as an answer that cannot be read, and says so.
                return null;
            }
        }
    }

    /// <summary>Not carried out: Discord said to wait, or our own count of its limits did before anything was sent.</summary>
    public sealed record Wait(TimeSpan? For, WaitScope Scope, int Code, string Reason) : DiscordAnswer;

    /// <summary>Not carried out, and told why by a code of https://discord.com/developers/docs/topics/opcodes-and-status-codes#json.</summary>
    public sealed record Refused(int Status, int Code, string Detail) : DiscordAnswer;

    /// <summary>Nothing was written to the network.</summary>
    public sealed record NotWritten(string Reason) : DiscordAnswer;

    /// <summary>Written, and what came of it is not known.</summary>
    public sealed record Unclear(string Reason) : DiscordAnswer;

    /// <summary>In words for the log and for an operator.</summary>
    public string Describe() =>
        this switch
        {
            Done => "Discord's answer could not be read",
            Wait wait => wait.Reason,
            Refused refused => $"{refused.Detail} ({refused.Code})",
            NotWritten not => not.Reason,
            Unclear unclear => unclear.Reason,
            _ => throw new InvalidOperationException($"An answer of the kind {GetType().Name} has no words."),
        };
}
