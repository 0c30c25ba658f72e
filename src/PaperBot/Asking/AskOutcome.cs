using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>A question as it is put to the index.</summary>
/// <param name="Text">What the person typed.</param>
public sealed record AskQuery(string Text)
{
    /// <summary>The thread's paper, or the one that the person chose: only its Q&amp;As compete.</summary>
    public PaperId? Within { get; init; }

    /// <summary>The paper that the same person asked about a moment ago: preferred where the question names none.</summary>
    public PaperId? Recent { get; init; }

    /// <summary>
    /// The newest digest of the channel that the question comes from: its papers are preferred where the question names none. Null where there is
    /// no channel, or none that has a digest: then the newest week of the store takes its place.
    /// </summary>
    public WeekId? Newest { get; init; }

    /// <summary>The question's vector, of length 1, by the model that made the stored ones; null where there is none.</summary>
    public IReadOnlyList<float>? Vector { get; init; }

    /// <summary>The language the answer is shown in, where a Q&amp;A stands in both.</summary>
    public Language? Preferred { get; init; }
}

/// <summary>What the index says to a question. An answer is always a stored one.</summary>
public abstract record AskOutcome
{
    private AskOutcome() { }

    /// <summary>Grows with certainty from 0 to 1 and compares between queries of one store.</summary>
    public required double Confidence { get; init; }

    /// <summary>The paper that the question is about, as far as could be told.</summary>
    public IndexedPaper? Paper { get; init; }

    /// <summary>Best first, at most ten; also where none of them is claimed to be the answer.</summary>
    public required IReadOnlyList<RankedAnswer> Ranked { get; init; }

    /// <summary>What the confidence was reckoned from; null where there was nothing to weigh.</summary>
    internal AskEvidence? Evidence { get; init; }

    /// <summary><c>answer</c>, <c>closest</c>, <c>none</c> or <c>paper</c>, as the command line prints it.</summary>
    public abstract string Kind { get; }

    /// <summary>The first of <see cref="AskOutcome.Ranked"/> answers.</summary>
    public sealed record Answer : AskOutcome
    {
        public override string Kind => "answer";
    }

    /// <summary>No answer is claimed; these stored questions, each different from the others, come closest.</summary>
    public sealed record Closest(IReadOnlyList<RankedAnswer> Choices) : AskOutcome
    {
        public override string Kind => "closest";
    }

    /// <summary>Nothing stored answers this.</summary>
    public sealed record None : AskOutcome
    {
        /// <summary>The thread or the words say which paper is meant; else <see cref="AskOutcome.Paper"/> is a guess that people are not told.</summary>
        public bool IsPaperKnown { get; init; }

        public override string Kind => "none";
    }

    /// <summary>A paper was named and nothing asked.</summary>
    /// <param name="Others">Further papers that the same words may mean, best first.</param>
    public sealed record PaperCard(IReadOnlyList<IndexedPaper> Others) : AskOutcome
    {
        public override string Kind => "paper";
    }
}

/// <param name="Score">Grows with fit; comparable between queries of one store.</param>
public sealed record RankedAnswer(IndexedAnswer Answer, double Score);

/// <summary>A stored Q&amp;A in its place.</summary>
/// <param name="Index">Its place in the note, from 0.</param>
public sealed record IndexedAnswer(IndexedPaper Paper, Language Language, int Index, QuestionAnswer QuestionAnswer)
{
    /// <summary>A person wrote it to an open question; its index goes on behind the note's.</summary>
    public bool IsHuman { get; init; }
}

/// <summary>A paper as the index knows it, with the newest week it stands in.</summary>
public sealed class IndexedPaper
{
    internal IndexedPaper(int number, WeekId week, StoredPaper stored) => (Number, Week, Stored) = (number, week, stored);

    /// <summary>Its place among all papers: newest week first, then the week's order.</summary>
    public int Number { get; }

    public WeekId Week { get; }

    public StoredPaper Stored { get; }

    public Paper Paper => Stored.Paper;

    public PaperId Id => Stored.Paper.Id;

    /// <summary>Its Q&amp;As in the note's order, Japanese before English; without those that are held back.</summary>
    public IReadOnlyList<IndexedAnswer> Answers { get; internal set; } = [];
}
