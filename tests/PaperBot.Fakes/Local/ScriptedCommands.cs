using System.Collections.Concurrent;
using PaperBot.Chat;

namespace PaperBot.Fakes.Local;

/// <summary>A command handler that answers as a test says and remembers what it was asked.</summary>
public sealed class ScriptedCommands : ICommandHandler
{
    private readonly ConcurrentQueue<ChatRequest> _requests = new();

    public IReadOnlyCollection<ChatRequest> Requests => _requests;

    /// <summary>The answer to anything that is not answered elsewhere.</summary>
    public Func<ChatRequest, CommandReply> Answer { get; set; } = _ => new CommandReply.Silence();

    public Func<SuggestRequest, IReadOnlyList<ChatOption>> Suggest { get; set; } = _ => [];

    public ChatMessage? Home { get; set; }

    /// <summary>The only request of its kind so far.</summary>
    public T Only<T>()
        where T : ChatRequest => _requests.OfType<T>().Single();

    public Task<CommandReply> HandleAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        _requests.Enqueue(request);
        return Task.FromResult(Answer(request));
    }

    public Task<IReadOnlyList<ChatOption>> SuggestAsync(SuggestRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Suggest(request));

    public Task<ChatMessage?> HomeAsync(ChatOrigin origin, CancellationToken cancellationToken) => Task.FromResult(Home);
}
