using System.Text.Json;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>
/// What is said with the model about one paper: its text once, then question and reply in turn, so that a server's prompt cache holds all
/// that was said before. A reply that is of no use is asked for once more and then leaves no trace in what follows.
/// </summary>
internal sealed class PaperConversation(
    ModelCaller caller,
    WeekId week,
    PaperId? paper,
    JsonElement schema,
    params IEnumerable<ModelTurn> opening
)
{
    private const string CutOff = "it was cut off at the output limit; write shorter texts";

    private readonly List<ModelTurn> _turns = [.. opening];

    /// <param name="read">Makes something of the reply or throws <see cref="ReplyException"/> with what is wrong.</param>
    /// <exception cref="ModelFailedException">No reply came.</exception>
    /// <exception cref="ReplyException">The reply was of no use, the repaired one neither; the next call asks anew.</exception>
    public async Task<T> AskAsync<T>(string purpose, string prompt, Func<string, T> read, CancellationToken cancellationToken)
    {
        List<ModelTurn> turns = [.. _turns, new ModelTurn(ModelRole.User, prompt)];
        var request = new ModelRequest(week, paper, purpose, turns, schema);
        var reply = await caller.AskAsync(request, cancellationToken);
        if (TryRead(reply, read, out var result, out var problem))
        {
            _turns.AddRange([turns[^1], new ModelTurn(ModelRole.Assistant, reply.Text)]);
            return result!;
        }

        var repair = new ModelRequest(
            week,
            paper,
            purpose + "-repair",
            [
                .. turns,
                new ModelTurn(ModelRole.Assistant, Shown(reply.Text)),
                new ModelTurn(ModelRole.User, Prompts.Repair(problem)),
            ],
            schema
        );
        var mended = await caller.AskAsync(repair, cancellationToken);
        if (TryRead(mended, read, out result, out problem))
        {
            _turns.AddRange([turns[^1], new ModelTurn(ModelRole.Assistant, mended.Text)]);
            return result!;
        }

        await caller.DiscardAsync(repair);
        await caller.DiscardAsync(request);
        throw new ReplyException(problem);
    }

    private static bool TryRead<T>(ModelReply reply, Func<string, T> read, out T? result, out string problem)
    {
        problem = CutOff;
        result = default;
        if (reply.IsCutOff)
        {
            return false;
        }

        try
        {
            result = read(reply.Text);
            return true;
        }
        catch (ReplyException exception)
        {
            problem = exception.Message;
            return false;
        }
    }

    /// <summary>Vendors refuse an empty message.</summary>
    private static string Shown(string reply) => string.IsNullOrWhiteSpace(reply) ? "(empty)" : reply;
}
