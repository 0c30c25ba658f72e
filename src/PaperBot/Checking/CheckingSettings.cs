using PaperBot.Papers;
using PaperBot.Settings;

namespace PaperBot.Checking;

/// <summary>What becomes of an answer by its verdict.</summary>
public sealed record CheckingSettings
{
    /// <summary>Answers that their pages do not carry. Default: hold.</summary>
    public AnswerPolicy Failed { get; init; } = AnswerPolicy.Hold;

    /// <summary>Answers that their pages carry in part. Default: mark.</summary>
    public AnswerPolicy Weak { get; init; } = AnswerPolicy.Mark;

    /// <summary>Answers that could not be checked. Default: mark.</summary>
    public AnswerPolicy Unchecked { get; init; } = AnswerPolicy.Mark;

    /// <summary>Whether PDFs are fetched from arXiv for the check; false takes only what lies in <c>Arxiv:PdfFolder</c>. Default: true.</summary>
    public bool Download { get; init; } = true;

    public bool Holds(Verdict verdict) =>
        verdict switch
        {
            Verdict.Failed => Failed,
            Verdict.Weak => Weak,
            Verdict.Unchecked => Unchecked,
            _ => AnswerPolicy.Mark,
        } == AnswerPolicy.Hold;

    public static CheckingSettings Read(SettingsReader reader)
    {
        var defaults = new CheckingSettings();
        return new CheckingSettings
        {
            Failed = reader.Choice("Checking:Failed", defaults.Failed),
            Weak = reader.Choice("Checking:Weak", defaults.Weak),
            Unchecked = reader.Choice("Checking:Unchecked", defaults.Unchecked),
            Download = reader.Flag("Checking:Download", defaults.Download),
        };
    }
}

/// <summary>What readers get of an answer.</summary>
public enum AnswerPolicy
{
    /// <summary>The answer with a mark that says what the check said.</summary>
    Mark,

    /// <summary>Nothing: it is neither posted nor answered from, and waits for an admin.</summary>
    Hold,
}
