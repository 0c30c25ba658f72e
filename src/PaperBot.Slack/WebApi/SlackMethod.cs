namespace PaperBot.Slack.WebApi;

/// <summary>A method of the Web API that we call. See https://docs.slack.dev/reference/methods.</summary>
/// <param name="Name">As it stands in the address.</param>
/// <param name="Encoding">Reading methods ignore JSON arguments.</param>
/// <param name="PerMinute">How many calls a minute its tier promises, where background work has to keep to it; null where people wait for the answer and only a 429 holds us back.</param>
internal sealed record SlackMethod(string Name, SlackEncoding Encoding, int? PerMinute = null)
{
    public static readonly SlackMethod AuthTest = new("auth.test", SlackEncoding.Form);
    public static readonly SlackMethod ConnectionsOpen = new("apps.connections.open", SlackEncoding.Form, 50);

    /// <summary>About one a second in a channel (see <see cref="ChannelTurns"/>) and several hundred a minute in a workspace, unpublished, so only a 429 tells.</summary>
    public static readonly SlackMethod PostMessage = new("chat.postMessage", SlackEncoding.Json);
    public static readonly SlackMethod UpdateMessage = new("chat.update", SlackEncoding.Json, 50);
    public static readonly SlackMethod DeleteMessage = new("chat.delete", SlackEncoding.Json, 50);
    public static readonly SlackMethod PostEphemeral = new("chat.postEphemeral", SlackEncoding.Json);
    public static readonly SlackMethod ConversationsInfo = new("conversations.info", SlackEncoding.Form, 50);
    public static readonly SlackMethod ConversationsHistory = new("conversations.history", SlackEncoding.Form, 50);
    public static readonly SlackMethod ConversationsReplies = new("conversations.replies", SlackEncoding.Form, 50);
    public static readonly SlackMethod UsersInfo = new("users.info", SlackEncoding.Form, 100);
    public static readonly SlackMethod ViewsOpen = new("views.open", SlackEncoding.Json);
    public static readonly SlackMethod ViewsPush = new("views.push", SlackEncoding.Json);
    public static readonly SlackMethod ViewsUpdate = new("views.update", SlackEncoding.Json);
    public static readonly SlackMethod ViewsPublish = new("views.publish", SlackEncoding.Json);

    public static IReadOnlyList<SlackMethod> All { get; } =
    [
        AuthTest,
        ConnectionsOpen,
        PostMessage,
        UpdateMessage,
        DeleteMessage,
        PostEphemeral,
        ConversationsInfo,
        ConversationsHistory,
        ConversationsReplies,
        UsersInfo,
        ViewsOpen,
        ViewsPush,
        ViewsUpdate,
        ViewsPublish,
    ];
}

internal enum SlackEncoding
{
    Form,
    Json,
}
