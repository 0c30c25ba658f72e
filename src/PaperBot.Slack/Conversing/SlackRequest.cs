namespace PaperBot.Slack.Conversing;

/// <summary>What Slack brought us, read from its payload.</summary>
/// <param name="Id">The same when it is delivered twice.</param>
internal abstract record SlackRequest(string Id)
{
    /// <summary>The kind, for metrics and logs.</summary>
    public abstract string Kind { get; }

    public sealed record Command(string Id, SlackPlace Place, string Name, string Text) : SlackRequest(Id)
    {
        public override string Kind => "command";
    }

    public sealed record Action(string Id, SlackPlace Place, string ActionId, string? Value, string? MessageId) : SlackRequest(Id)
    {
        public override string Kind => "action";
    }

    public sealed record Submission(string Id, SlackPlace Place, string FormId, IReadOnlyDictionary<string, string> Fields)
        : SlackRequest(Id)
    {
        public override string Kind => "submission";
    }

    public sealed record Suggestion(string Id, SlackPlace Place, string ActionId, string Typed) : SlackRequest(Id)
    {
        public override string Kind => "suggestion";
    }

    /// <summary>Words in one of our threads, words that mention us, or words said to us alone.</summary>
    public sealed record Speech(string Id, SlackPlace Place, string Text, bool MentionsUs, string MessageId) : SlackRequest(Id)
    {
        public override string Kind => "message";
    }

    public sealed record HomeOpened(string Id, SlackPlace Place) : SlackRequest(Id)
    {
        public override string Kind => "home";
    }

    /// <summary>The workspace removed the app or took its token back.</summary>
    public sealed record Removed(string Id, string Event) : SlackRequest(Id)
    {
        public override string Kind => "removed";
    }
}
