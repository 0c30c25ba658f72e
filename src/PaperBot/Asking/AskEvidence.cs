namespace PaperBot.Asking;

/// <summary>What speaks for the first candidate being an answer. Everything is a share from 0 to 1, so that stores of any size compare.</summary>
internal readonly record struct AskEvidence
{
    /// <summary>Coverage of what is asked by the stored question and two neighbouring sentences of its answer.</summary>
    public required double Together { get; init; }

    /// <summary>Coverage by the stored question alone.</summary>
    public required double ByQuestion { get; init; }

    /// <summary>How much of the stored question is in the one that is asked.</summary>
    public required double Asked { get; init; }

    /// <summary>The weight of the heaviest thing asked that is met nowhere: it is often the one that matters.</summary>
    public required double Missed { get; init; }

    /// <summary>The weight of words that nothing stored holds.</summary>
    public required double Unknown { get; init; }

    /// <summary>Coverage by what is told about the paper, where none was named: a topic is found though no single answer says all of it.</summary>
    public required double About { get; init; }

    /// <summary>How much was asked at all; two vague words must not be sure of anything.</summary>
    public required double Said { get; init; }

    /// <summary>Neither the thread nor the words say which paper is meant.</summary>
    public required bool IsFree { get; init; }

    /// <summary>
    /// The likelihood that this is an answer. The weights are those of a logistic regression over some six hundred labelled questions
    /// (<c>tests/PaperBot.Benchmarks</c>), rounded; trained on either half of them they refuse the other half as well.
    /// </summary>
    public double Confidence()
    {
        var evidence =
            -3.3
            + (4.6 * Together)
            + (1.9 * ByQuestion)
            + (3.6 * Asked)
            - (2.1 * Missed)
            - (1.0 * Unknown)
            + (IsFree ? 0.8 + (2.4 * Math.Max(0, About - Together)) - (4.5 * (1 - Said)) : 0);
        return 1 / (1 + Math.Exp(-evidence));
    }
}
