using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Model;

/// <summary>A request to the model, whichever vendor's form it came in.</summary>
/// <param name="Number">Counts from 1 over the server's life.</param>
/// <param name="Messages">Role and text, the system prompt among them, in order; with whether a cache breakpoint stands behind it.</param>
/// <param name="Schema">Null where none was sent.</param>
/// <param name="Body">As it came.</param>
public sealed record ModelAsk(
    int Number,
    string Path,
    string Model,
    bool Streams,
    int MaxOutputTokens,
    IReadOnlyList<ModelMessage> Messages,
    JsonNode? Schema,
    string Body,
    IReadOnlyDictionary<string, string> Headers
)
{
    /// <summary>The last thing that was said.</summary>
    public string Task => Messages[^1].Text;

    /// <summary>What the paper's block holds; empty where there is none.</summary>
    public string Paper =>
        Messages.FirstOrDefault(message => message.Text.StartsWith("<paper-", StringComparison.Ordinal))?.Text ?? "";
}

/// <summary>A message, or one part of it.</summary>
/// <param name="IsBreakpoint">The prompt cache is to hold everything up to here.</param>
/// <param name="Begins">It is the first part of its message.</param>
public sealed record ModelMessage(string Role, string Text, bool IsBreakpoint, bool Begins);

/// <summary>What the stand-in does with a request.</summary>
public abstract record ModelAct
{
    private ModelAct() { }

    /// <summary>Answers in the form that was asked for.</summary>
    public sealed record Say(string Text, bool CutOff = false, bool WithoutUsage = false) : ModelAct;

    /// <summary>Sends a recorded stream as it is.</summary>
    public sealed record Recorded(string Body) : ModelAct;

    public sealed record Refuse(int Status, string? RetryAfter = null) : ModelAct;

    /// <summary>Begins to answer and says nothing more.</summary>
    public sealed record FallSilent : ModelAct;

    /// <summary>Takes the request and never answers.</summary>
    public sealed record Hang : ModelAct;

    /// <summary>Cuts the connection in the middle of the answer.</summary>
    public sealed record Break(string Text) : ModelAct;
}

/// <summary>What a call cost by the server's own count.</summary>
public sealed record ModelCount(int Input, int Cached, int CacheWrite, int Output)
{
    public int Uncached => Input - Cached;
}
