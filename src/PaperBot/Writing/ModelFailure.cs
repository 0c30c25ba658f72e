using System.ClientModel;
using Anthropic.Exceptions;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>Why a call brought no reply.</summary>
/// <param name="MayHaveCost">The server may have worked on it before it failed.</param>
public sealed record ModelFailure(ModelTrouble Trouble, TextForPeople Words, bool MayHaveCost)
{
    /// <summary>Sorts what the vendors' libraries throw, which wrap their errors when they have tried more than once.</summary>
    /// <returns>Null for what is no failure of a call and must not be taken for one.</returns>
    public static ModelFailure? Of(Exception exception)
    {
        var causes = Causes(exception).ToList();
        if (causes.Select(StatusOf).OfType<int>().Cast<int?>().FirstOrDefault() is { } status)
        {
            return OfStatus(status);
        }

        return causes.Exists(cause => cause is OperationCanceledException or TimeoutException)
                ? new ModelFailure(ModelTrouble.TimedOut, WritingTexts.TimedOut, MayHaveCost: true)
            : causes.Exists(cause => cause is HttpRequestException or IOException or AnthropicException or ClientResultException)
                ? new ModelFailure(
                    ModelTrouble.Failed,
                    WritingTexts.Unreachable,
                    MayHaveCost: causes.Exists(cause => cause is IOException)
                )
            : null;
    }

    private static ModelFailure OfStatus(int status) =>
        status switch
        {
            429 or 503 or 529 => new ModelFailure(ModelTrouble.Busy, WritingTexts.Busy(status), MayHaveCost: false),
            401 or 403 => new ModelFailure(ModelTrouble.KeyRefused, WritingTexts.KeyRefused(status), MayHaveCost: false),
            >= 400 and < 500 => new ModelFailure(ModelTrouble.Refused, WritingTexts.Refused(status), MayHaveCost: false),
            _ => new ModelFailure(ModelTrouble.Failed, WritingTexts.Failed(status), MayHaveCost: false),
        };

    private static int? StatusOf(Exception exception) =>
        exception switch
        {
            ClientResultException { Status: > 0 } client => client.Status,
            AnthropicApiException anthropic => (int)anthropic.StatusCode,
            HttpRequestException { StatusCode: { } code } => (int)code,
            _ => null,
        };

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        var inner = exception is AggregateException many
            ? many.InnerExceptions
            : (IEnumerable<Exception?>)[exception.InnerException];
        return inner.OfType<Exception>().SelectMany(Causes).Prepend(exception);
    }
}

public enum ModelTrouble
{
    TimedOut,

    /// <summary>429, 503 or 529 until the tries were used up.</summary>
    Busy,

    /// <summary>401 or 403: no call will do until somebody changes the key.</summary>
    KeyRefused,

    /// <summary>The server will refuse the same call again.</summary>
    Refused,
    Failed,

    /// <summary>The month's budget does not allow the call.</summary>
    BudgetSpent,
}
