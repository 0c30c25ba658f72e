using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PaperBot.Asking;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Tests.Asking;

/// <summary>People who ask: the sample week in a real store, its index and the commands on it, a clock that stands still.</summary>
internal sealed class AskingScene : IAsyncDisposable
{
    private readonly TemporaryStore _temporary;

    private AskingScene(
        TemporaryStore temporary,
        AskingSettings settings,
        IEmbeddingGenerator<string, Embedding<float>>? model,
        ReadingLinks? links
    )
    {
        _temporary = temporary;
        Unanswered = new UnansweredQuestions(Store, settings);
        Ratings = new AnswerRatings(Store);
        Changes = new StoreChanges(Store, TimeProvider.System);
        Embeddings = new AnswerEmbeddings(Store, settings, TimeProvider.System, NullLogger<AnswerEmbeddings>.Instance, model);
        Index = new PaperIndex(
            new PaperStore(Store),
            new HumanAnswers(Store),
            Changes,
            Embeddings,
            settings,
            TimeProvider.System,
            NullLogger<PaperIndex>.Instance
        );
        Commands = new PaperCommands(
            Index,
            Unanswered,
            Ratings,
            new SavedPapers(Store),
            new KeptQuestions(Store),
            Embeddings,
            FindThreadAsync,
            origin => Newest.TryGetValue(origin.ChannelId, out var week) ? week : null,
            links ?? ReadingLinks.None,
            Time
        );
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2023, 6, 5, 9, 0, 0, TimeSpan.Zero));

    public Store Store => _temporary.Store;

    public string StoreFile => _temporary.File;

    public StoreChanges Changes { get; }

    public PaperIndex Index { get; }

    public PaperCommands Commands { get; }

    public UnansweredQuestions Unanswered { get; }

    public AnswerRatings Ratings { get; }

    public AnswerEmbeddings Embeddings { get; }

    /// <summary>Papers by thread.</summary>
    public Dictionary<string, PaperId> Threads { get; } = [];

    /// <summary>The newest digests, by channel.</summary>
    public Dictionary<string, WeekId> Newest { get; } = [];

    public static async Task<AskingScene> OpenAsync(
        AskingSettings? settings = null,
        IEmbeddingGenerator<string, Embedding<float>>? model = null,
        ReadingLinks? links = null
    )
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var temporary = await TemporaryStore.CreateAsync(TimeProvider.System, cancellationToken);
        await SampleStore.ImportAsync(temporary, cancellationToken);
        var scene = new AskingScene(temporary, settings ?? new AskingSettings(), model, links);
        await scene.Index.LoadAsync(cancellationToken);
        return scene;
    }

    public async Task<CommandReply> TypeAsync(string text, string user = "U1", string? thread = null) =>
        await Commands.HandleAsync(
            new ChatRequest.Command(Origin(user, thread), PaperCommands.Name, text),
            Language.Japanese,
            TestContext.Current.CancellationToken
        );

    public async Task<CommandReply> SayAsync(string text, string? thread, bool mentionsUs) =>
        await Commands.HandleAsync(
            new ChatRequest.Message(Origin("U1", thread), text, mentionsUs, "M1"),
            Language.Japanese,
            TestContext.Current.CancellationToken
        );

    public async Task<CommandReply> PressAsync(string control, string user = "U1", string? value = null) =>
        await Commands.HandleAsync(
            new ChatRequest.Action(Origin(user, null), control, value, "M1"),
            Language.Japanese,
            TestContext.Current.CancellationToken
        );

    public static ChatOrigin Origin(string user, string? thread) =>
        new("slack", "T1", "C1", thread, user, "ja", false, Guid.NewGuid().ToString());

    public async ValueTask DisposeAsync()
    {
        Index.Dispose();
        await _temporary.DisposeAsync();
    }

    private Task<PaperId?> FindThreadAsync(string platform, string channel, string thread, CancellationToken cancellationToken) =>
        Task.FromResult(Threads.GetValueOrDefault(thread));
}

/// <summary>What a reply shows.</summary>
internal static class Shown
{
    public static PaperBot.Chat.ChatMessage Message(this CommandReply reply) =>
        reply.Should().BeOfType<CommandReply.Show>().Subject.Message;

    /// <summary>Everything in it, links and labels too.</summary>
    public static string Text(this CommandReply reply) =>
        System.Text.RegularExpressions.Regex.Unescape(ChatMessageJson.Write(reply.Message()));

    public static IEnumerable<ChatControl> Controls(this CommandReply reply) =>
        reply.Message().Blocks.OfType<ChatBlock.Actions>().SelectMany(actions => actions.Controls);

    public static IEnumerable<ChatControl.Button> Buttons(this CommandReply reply) =>
        reply.Controls().OfType<ChatControl.Button>();
}
