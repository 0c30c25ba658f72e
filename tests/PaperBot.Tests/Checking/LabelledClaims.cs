using PaperBot.Papers;

namespace PaperBot.Tests.Checking;

/// <summary>A Japanese claim about a sample paper, what it cites, and the pages that a reader found to carry it.</summary>
internal sealed record LabelledClaim(string Paper, string Citation, IReadOnlyList<int> Carried, string Claim)
{
    public QuestionAnswer Answer { get; } = Of(Claim + Citation);

    /// <summary>At least one cited page carries the claim.</summary>
    public bool Holds =>
        Answer
            .Citations.SelectMany(citation => citation.Pages)
            .Any(range => Carried.Any(page => page >= range.First && page <= range.Last));

    public static QuestionAnswer Of(string answer) =>
        new()
        {
            Question = "何が書かれていますか?",
            Answer = answer,
            Citations = CitationReader.Read(answer),
        };

    public static IReadOnlyList<LabelledClaim> Load() =>
        [
            .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Checking", "samples", "labelled-claims.tsv"))
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line.Split('\t'))
                .Select(parts => new LabelledClaim(
                    parts[0],
                    parts[1],
                    parts[2] == "-" ? [] : [.. parts[2].Split(',').Select(int.Parse)],
                    parts[3]
                )),
        ];
}
