using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using PaperBot.Storage;

namespace PaperBot.Asking;

/// <summary>
/// An optional channel of the search: likeness of meaning by a model that the settings name. Off, slow or down it changes nothing but
/// that this channel is silent.
/// </summary>
/// <param name="generator">Null where the settings name no model.</param>
public sealed partial class AnswerEmbeddings(
    Store store,
    AskingSettings settings,
    TimeProvider time,
    ILogger<AnswerEmbeddings> logger,
    IEmbeddingGenerator<string, Embedding<float>>? generator = null
)
{
    private const int BatchSize = 64;

    /// <summary>After a failure nobody waits for the model for so long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private long _restsUntil = long.MinValue;

    private sealed record Row(string Hash, string Vector);

    public bool IsOn => generator is not null;

    /// <summary>The question's vector, of length 1; null where there is none in time.</summary>
    public async Task<float[]?> OfQuestionAsync(string question, CancellationToken cancellationToken)
    {
        if (generator is null || time.GetUtcNow().UtcTicks < Interlocked.Read(ref _restsUntil))
        {
            return null;
        }

        using var patience = new CancellationTokenSource(settings.EmbeddingPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            // A client that does not listen to its token keeps nobody waiting either.
            var made = await generator
                .GenerateAsync([SearchText.Shorten(question)], cancellationToken: either.Token)
                .WaitAsync(either.Token);
            return Unit(made[0].Vector.Span);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        // Whatever is wrong with the model, the question is answered without it.
        catch (Exception exception)
        {
            Interlocked.Exchange(ref _restsUntil, (time.GetUtcNow() + Rest).UtcTicks);
            Log.NoQuestionVector(logger, exception, Rest);
            return null;
        }
    }

    /// <summary>The vector of every answer, in their order: those that are stored, and the others from the model, which are stored then.</summary>
    /// <exception cref="Exception">The model or the store failed.</exception>
    public async Task<float[]?[]> OfAnswersAsync(IReadOnlyList<IndexedAnswer> answers, CancellationToken cancellationToken)
    {
        var texts = answers.Select(answer => TextOf(answer)).ToList();
        var hashes = texts.ConvertAll(HashOf);
        var known = await LoadAsync(cancellationToken);
        var missing = Enumerable.Range(0, texts.Count).Where(i => !known.ContainsKey(hashes[i])).DistinctBy(i => hashes[i]);
        foreach (var batch in missing.Chunk(BatchSize))
        {
            var made = await generator!.GenerateAsync(batch.Select(i => texts[i]), cancellationToken: cancellationToken);
            var rows = batch.Zip(made, (i, embedding) => (Hash: hashes[i], Vector: Unit(embedding.Vector.Span))).ToList();
            await store.WriteAsync(
                async session =>
                {
                    foreach (var (hash, vector) in rows)
                    {
                        await session.ExecuteAsync(
                            "insert into answer_vector(model, hash, vector) values(@model, @hash, @text) on conflict do nothing",
                            new
                            {
                                model = settings.EmbeddingModel,
                                hash,
                                text = Encode(vector),
                            }
                        );
                    }

                    return rows.Count;
                },
                cancellationToken
            );
            foreach (var (hash, vector) in rows)
            {
                known[hash] = vector;
            }
        }

        return [.. hashes.Select(hash => known.GetValueOrDefault(hash))];
    }

    private async Task<Dictionary<string, float[]>> LoadAsync(CancellationToken cancellationToken) =>
        (
            await store.ReadAsync(
                session =>
                    session.QueryAsync<Row>(
                        "select hash as Hash, vector as Vector from answer_vector where model = @model",
                        new { model = settings.EmbeddingModel }
                    ),
                cancellationToken
            )
        ).ToDictionary(row => row.Hash, row => Decode(row.Vector), StringComparer.Ordinal);

    private static string TextOf(IndexedAnswer answer) =>
        $"{answer.Paper.Paper.Title}\n{answer.QuestionAnswer.Question}\n{StoredText.Of(answer.QuestionAnswer)}";

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static float[] Unit(ReadOnlySpan<float> vector)
    {
        var length = 0.0;
        foreach (var part in vector)
        {
            length += (double)part * part;
        }

        var unit = new float[vector.Length];
        for (var i = 0; i < unit.Length && length > 0; i++)
        {
            unit[i] = (float)(vector[i] / Math.Sqrt(length));
        }

        return unit;
    }

    private static string Encode(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        }

        return Convert.ToBase64String(bytes);
    }

    private static float[] Decode(string text)
    {
        var bytes = Convert.FromBase64String(text);
        var vector = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        }

        return vector;
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The embedding model gave no vector for a question; it was answered without. Next try in {Rest}"
        )]
        public static partial void NoQuestionVector(ILogger logger, Exception exception, TimeSpan rest);
    }
}
