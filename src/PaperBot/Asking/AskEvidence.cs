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

    /// <summary>Coverage of what is no everyday word.</summary>
    public double Specific { get; init; }

    /// <summary>The weight of what is no everyday word and is met nowhere near.</summary>
    public double SpecificMissed { get; init; }

    /// <summary>Something else than everyday words was asked.</summary>
    public bool HasSpecific { get; init; }

    /// <summary>It was asked in a paper's thread.</summary>
    public bool IsThread { get; init; }

    /// <summary>The weight of words that nothing stored holds.</summary>
    public required double Unknown { get; init; }

    /// <summary>Coverage by what is told about the paper, where none was named: a topic is found though no single answer says all of it.</summary>
    public required double About { get; init; }

    /// <summary>How much was asked at all; two vague words must not be sure of anything.</summary>
    public required double Said { get; init; }

    /// <summary>Neither the thread nor the words say which paper is meant.</summary>
    public required bool IsFree { get; init; }

    /// <summary>The names of <see cref="Features"/>, in their order.</summary>
    public static IReadOnlyList<string> FeatureNames { get; } =
    [
        "one",
        "together",
        "by question",
        "asked",
        "missed",
        "unknown",
        "free",
        "free: about",
        "free: unsaid",
        "specific",
        "specific missed",
        "free: specific",
        "thread",
    ];

    /// <summary>
    /// The weights of a logistic regression over some seven hundred labelled questions on three stores (<c>ask-fit</c> of
    /// <c>tests/PaperBot.Benchmarks</c>), rounded.
    /// </summary>
    private static ReadOnlySpan<double> Weights => [-3.1, 3, 1.6, 2.5, -1.2, -1.5, 0.35, 1.3, -1.5, 0.4, -0.9, 1, 0.7];

    /// <summary>What the likelihood is a weighted sum of.</summary>
    public double[] Features() =>
        [
            1,
            Together,
            ByQuestion,
            Asked,
            Missed,
            Unknown,
            IsFree ? 1 : 0,
            IsFree ? Math.Max(0, About - Together) : 0,
            IsFree ? 1 - Said : 0,
            Specific,
            SpecificMissed,
            IsFree && HasSpecific ? 1 : 0,
            IsThread ? 1 : 0,
        ];

    /// <summary>The likelihood that this is an answer.</summary>
    public double Confidence()
    {
        var evidence = 0.0;
        var features = Features();
        for (var i = 0; i < features.Length; i++)
        {
            evidence += Weights[i] * features[i];
        }

        return 1 / (1 + Math.Exp(-evidence));
    }
}
