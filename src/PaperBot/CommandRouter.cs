using PaperBot.Chat;

namespace PaperBot;

/// <summary>Sends what people do to the feature that answers it.</summary>
public sealed class CommandRouter : ICommandHandler
{
    public Task<CommandReply> HandleAsync(ChatRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<CommandReply>(new CommandReply.Silence());

    public Task<IReadOnlyList<ChatOption>> SuggestAsync(SuggestRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ChatOption>>([]);

    public Task<ChatMessage?> HomeAsync(ChatOrigin origin, CancellationToken cancellationToken) =>
        Task.FromResult<ChatMessage?>(null);
}
