using Microsoft.Extensions.AI;
using PaperBot.Asking;
using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Tests.Asking;

/// <summary>The optional channel by an embedding model, with a model of the test's own.</summary>
public sealed class AnswerEmbeddingsTests
{
    private static readonly AskingSettings On = new()
    {
        EmbeddingModel = "test",
        EmbeddingPatience = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public async Task What_means_alike_is_offered_though_no_word_is_the_same()
    {
        var model = new TwoWays("小腹");
        await using var plain = await AskingScene.OpenAsync();
        await using var scene = await AskingScene.OpenAsync(On, model);
        await FillAsync(scene);

        var (without, with) = (await plain.TypeAsync("小腹が空いた"), await scene.TypeAsync("小腹が空いた"));
        without.Message().Fallback.Should().Be(AskingTexts.Japanese.NothingStored);
        with.Message().Fallback.Should().Be(AskingTexts.Japanese.ClosestIntroduction);
        with.Text().Should().Contain("メモリは、どのくらい節約できますか？");
    }

    [Fact]
    public async Task Vectors_are_asked_for_once_and_kept_in_the_store()
    {
        var model = new TwoWays("小腹");
        await using var scene = await AskingScene.OpenAsync(On, model);
        await FillAsync(scene);
        var asked = model.Texts;
        await FillAsync(scene);

        asked.Should().Be(scene.Index.Current.Answers.Count);
        model.Texts.Should().Be(asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_that_is_slow_or_down_changes_no_answer(bool slow)
    {
        await using var plain = await AskingScene.OpenAsync();
        await using var scene = await AskingScene.OpenAsync(On, new Broken(slow));
        const string question = "DPOはなぜ報酬モデルが要らないの?";

        (await scene.TypeAsync(question)).Text().Should().Be((await plain.TypeAsync(question)).Text());
    }

    private static async Task FillAsync(AskingScene scene)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await scene.Index.StartAsync(cancellationToken);
        while (scene.Index.Current.Data.Vectors.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }

        await scene.Index.StopAsync(cancellationToken);
        await scene.Index.LoadAsync(cancellationToken);
        await scene.Index.AddVectorsAsync(cancellationToken);
    }

    /// <summary>Everything points one way but the question of memory and what holds a word of the test's.</summary>
    private sealed class TwoWays(string word) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public int Texts { get; private set; }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values,
            EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default
        )
        {
            var made = values.Select(value => new Embedding<float>(Way(value))).ToList();
            Texts += made.Count;
            return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(made));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }

        private float[] Way(string text) =>
            text.Contains(word, StringComparison.Ordinal)
            || text.Contains("メモリは、どのくらい節約できますか", StringComparison.Ordinal)
                ? [0, 2]
                : [2, 0];
    }

    private sealed class Broken(bool slow) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values,
            EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default
        )
        {
            if (slow)
            {
                // It does not even listen when it is told to stop.
                await Task.Delay(TimeSpan.FromMinutes(5), CancellationToken.None);
            }

            throw new HttpRequestException("The model is down.");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}
