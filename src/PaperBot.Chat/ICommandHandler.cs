namespace PaperBot.Chat;

/// <summary>Where everything that people type, press and choose arrives, whatever platform it came over.</summary>
public interface ICommandHandler
{
    /// <summary>
    /// Whether this process is the one to answer a request. Discord tells every process that is connected with the same token of every request,
    /// so its adapter asks before it says or does anything. Suggestions are given without asking: they change nothing.
    /// </summary>
    /// <returns>True for the first process on the store that asks about <see cref="ChatOrigin.RequestId"/>.</returns>
    Task<bool> ClaimAsync(ChatOrigin origin, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>
    /// Answers one request. The platform has acknowledged, or will in time: the handler may take longer than the three seconds a
    /// platform allows, but answering from the store does not. Called concurrently.
    /// </summary>
    Task<CommandReply> HandleAsync(ChatRequest request, CancellationToken cancellationToken);

    /// <summary>Entries for a list that fills while a person types: at most 25, best first, within tens of milliseconds.</summary>
    Task<IReadOnlyList<ChatOption>> SuggestAsync(SuggestRequest request, CancellationToken cancellationToken);

    /// <summary>The start page that a platform shows a person (Slack's App Home); null where there is nothing to show.</summary>
    Task<ChatMessage?> HomeAsync(ChatOrigin origin, CancellationToken cancellationToken);
}

/// <summary>Who asks, from where.</summary>
/// <param name="RequestId">The platform's id of this request: the same when it is delivered twice.</param>
/// <param name="ThreadId">The id by which replies are put into that thread; null outside a thread.</param>
/// <param name="Locale">The person's language as the platform gives it (<c>ja</c>, <c>en-US</c>); null where it gives none.</param>
/// <param name="HasAdminRight">The platform's own right to manage the workspace or guild, as the signed payload of this request says.</param>
public sealed record ChatOrigin(
    string Platform,
    string Workspace,
    string ChannelId,
    string? ThreadId,
    string UserId,
    string? Locale,
    bool HasAdminRight,
    string RequestId
)
{
    /// <summary><c>slack:U0123</c>: how settings and the audit name a person.</summary>
    public string Actor => $"{Platform}:{UserId}";
}

/// <summary>What a person did.</summary>
public abstract record ChatRequest(ChatOrigin Origin)
{
    /// <summary>A slash command. Discord's options are folded into <paramref name="Text"/> the way a person would type them on Slack.</summary>
    /// <param name="Name"><c>paper</c> or <c>paper-admin</c>.</param>
    public sealed record Command(ChatOrigin Origin, string Name, string Text) : ChatRequest(Origin);

    /// <summary>A button was pressed or an entry chosen.</summary>
    /// <param name="ActionId">The control's id.</param>
    /// <param name="Value">The chosen entry's value; null for a button.</param>
    /// <param name="MessageId">The message it stands on; null for an ephemeral one that has no id.</param>
    public sealed record Action(ChatOrigin Origin, string ActionId, string? Value, string? MessageId) : ChatRequest(Origin);

    public sealed record FormSubmit(ChatOrigin Origin, string FormId, IReadOnlyDictionary<string, string> Fields)
        : ChatRequest(Origin);

    /// <summary>A plain message in a thread of ours, or one that mentions us; the mention itself is taken out of the text.</summary>
    public sealed record Message(ChatOrigin Origin, string Text, bool MentionsUs, string MessageId) : ChatRequest(Origin);
}

/// <param name="ActionId">The control that asks; <c>paper</c> for the command's own autocomplete.</param>
public sealed record SuggestRequest(ChatOrigin Origin, string ActionId, string Typed);

/// <summary>What to do about a request.</summary>
public abstract record CommandReply
{
    private CommandReply() { }

    /// <summary>
    /// What follows when slow work is done; the platform shows this reply first and replaces it by the one that comes.
    /// </summary>
    public Func<CancellationToken, Task<CommandReply>>? Then { get; init; }

    /// <summary>A new message, seen by the one who asked or by the whole channel (or thread).</summary>
    public sealed record Show(ChatMessage Message, Audience Audience = Audience.Asker) : CommandReply;

    /// <summary>Replaces the message that the control stands on, where the asker alone sees it; else shows it as a new one.</summary>
    public sealed record Replace(ChatMessage Message) : CommandReply;

    public sealed record OpenForm(ChatForm Form) : CommandReply;

    /// <summary>A submitted form stays open and shows what is wrong, by field id.</summary>
    public sealed record FormErrors(IReadOnlyDictionary<string, string> Errors) : CommandReply;

    /// <summary>Nothing is said.</summary>
    public sealed record Silence : CommandReply;
}

public enum Audience
{
    /// <summary>The one who asked, and nobody else.</summary>
    Asker,

    /// <summary>Everyone in the channel, or in the thread where it was asked.</summary>
    Channel,
}
