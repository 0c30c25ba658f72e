using PaperBot.Admin;
using PaperBot.Asking;
using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot;

/// <summary>Sends what people do to the feature that answers it.</summary>
public sealed class CommandRouter(
    PaperCommands papers,
    AdminCommands admin,
    DigestChannels channels,
    PaperIndex index,
    RequestClaims claims,
    TimeProvider time
) : ICommandHandler
{
    /// <summary>What is stored is read while the platforms connect. Before that "nothing stored answers this" would be untrue.</summary>
    private static readonly TimeSpan IndexPatience = TimeSpan.FromSeconds(30);

    public Task<bool> ClaimAsync(ChatOrigin origin, CancellationToken cancellationToken) =>
        claims.TryAsync(origin, cancellationToken);

    public async Task<CommandReply> HandleAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        await index.Ready.WaitAsync(IndexPatience, time, cancellationToken);
        var language = await LanguageOfAsync(request.Origin, cancellationToken);
        return await (
            request switch
            {
                ChatRequest.Command { Name: AdminCommands.Name } command => admin.HandleAsync(
                    command,
                    language,
                    cancellationToken
                ),
                ChatRequest.Action action when AdminCommands.Owns(action.ActionId) => admin.HandleAsync(
                    action,
                    language,
                    cancellationToken
                ),
                ChatRequest.FormSubmit form when AdminCommands.Owns(form.FormId) => admin.HandleAsync(
                    form,
                    language,
                    cancellationToken
                ),
                _ => papers.HandleAsync(request, language, cancellationToken),
            }
        );
    }

    public async Task<IReadOnlyList<ChatOption>> SuggestAsync(SuggestRequest request, CancellationToken cancellationToken) =>
        papers.Suggest(request, await LanguageOfAsync(request.Origin, cancellationToken));

    public async Task<ChatMessage?> HomeAsync(ChatOrigin origin, CancellationToken cancellationToken)
    {
        await index.Ready.WaitAsync(IndexPatience, time, cancellationToken);
        return await papers.HomeAsync(origin, await LanguageOfAsync(origin, cancellationToken), cancellationToken);
    }

    /// <summary>The person's language where the platform tells one that is spoken here; else the channel's.</summary>
    private async Task<Language> LanguageOfAsync(ChatOrigin origin, CancellationToken cancellationToken) =>
        Languages.Find(origin.Locale)
        ?? (await channels.ListAsync(cancellationToken))
            .FirstOrDefault(channel => channel.Platform == origin.Platform && channel.Id == origin.ChannelId)
            ?.Language
        ?? Language.Japanese;
}
