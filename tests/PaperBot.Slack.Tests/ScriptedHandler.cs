using System.Collections.Concurrent;
using PaperBot.Chat;

namespace PaperBot.Slack.Tests;

/// <summary>A handler whose answers a test writes, and which remembers what it was asked.</summary>
internal sealed class ScriptedHandler : ICommandHandler
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<ChatRequest> Requests { get; } = new();

    public Task FirstRequest => _first.Task;

    public Func<ChatRequest, CancellationToken, Task<CommandReply>> Handle { get; set; } =
        (_, _) => Task.FromResult<CommandReply>(new CommandReply.Show(Message("はい")));

    public Func<SuggestRequest, IReadOnlyList<ChatOption>> Suggest { get; set; } = _ => [];

    public Func<ChatOrigin, ChatMessage?> Home { get; set; } = _ => null;

    /// <summary>Whether this process is the one to answer.</summary>
    public Func<ChatOrigin, bool> Claims { get; set; } = _ => true;

    public Task<bool> ClaimAsync(ChatOrigin origin, CancellationToken cancellationToken) => Task.FromResult(Claims(origin));

    public Task<CommandReply> HandleAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        _first.TrySetResult();
        return Handle(request, cancellationToken);
    }

    public Task<IReadOnlyList<ChatOption>> SuggestAsync(SuggestRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Suggest(request));

    public Task<ChatMessage?> HomeAsync(ChatOrigin origin, CancellationToken cancellationToken) => Task.FromResult(Home(origin));

    public void Reply(CommandReply reply) => Handle = (_, _) => Task.FromResult(reply);

    public static ChatMessage Message(string words, params ChatControl[] controls) =>
        new(
            words,
            [
                new ChatBlock.Paragraph(words),
                .. controls.Length == 0 ? Array.Empty<ChatBlock>() : [new ChatBlock.Actions(controls)],
            ]
        );
}
