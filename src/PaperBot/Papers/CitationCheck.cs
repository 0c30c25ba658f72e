namespace PaperBot.Papers;

/// <summary>A passage that an answer quotes to the letter from a page of the paper.</summary>
/// <param name="Page">From 1.</param>
public sealed record CitedQuote(int Page, string Text);

/// <summary>What the check of one citation against the pages found.</summary>
public sealed record CitationCheck
{
    public required Verdict Verdict { get; init; }

    public required CheckFinding Finding { get; init; }

    /// <summary>What the citation vouches for: a piece of the answer.</summary>
    public required string Claim { get; init; }

    /// <summary>The page that <see cref="Evidence"/> stands on; null where none was found.</summary>
    public int? Page { get; init; }

    /// <summary>The paper's own sentence that says most of the claim, or the quoted passage; null where none does.</summary>
    public string? Evidence { get; init; }

    /// <summary>Another page that carries the claim better; null where the cited one is as good as any.</summary>
    public int? BetterPage { get; init; }

    /// <summary>That page's sentence.</summary>
    public string? BetterEvidence { get; init; }

    /// <summary>How well the cited pages carry the claim beside the best page of the paper, 0 to 1; null where nothing was compared.</summary>
    public double? Ratio { get; init; }

    /// <summary>What of the claim stands on the cited pages: numbers, names, terms, as the claim has them.</summary>
    public IReadOnlyList<string> Found { get; init; } = [];

    /// <summary>What of the claim does not.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}

/// <summary>Why a citation got its verdict.</summary>
public enum CheckFinding
{
    /// <summary>The cited pages carry the claim.</summary>
    Carried,

    /// <summary>The quoted passage stands on the cited page.</summary>
    QuoteFound,

    /// <summary>The quoted passage stands on one other page.</summary>
    QuoteElsewhere,

    /// <summary>The quoted passage stands nowhere in the paper.</summary>
    QuoteNowhere,

    /// <summary>The cited pages have only part of the claim.</summary>
    InPart,

    /// <summary>A number, figure, table or other work that the claim names stands on no cited page.</summary>
    FactMissing,

    /// <summary>The figure or table that is cited has its caption on another page.</summary>
    ReferenceElsewhere,

    /// <summary>Carried, but the citation is one of those that a template fills in or spans many pages.</summary>
    CarelessPages,

    /// <summary>Another page carries the claim and the cited ones do not.</summary>
    OtherPage,

    /// <summary>The paper has no such page.</summary>
    PageOutOfRange,

    /// <summary>The claim has too little that could be looked up.</summary>
    TooLittle,

    /// <summary>The citation names no page that could be read.</summary>
    MalformedPage,

    /// <summary>The cited pages have no text.</summary>
    NoText,

    /// <summary>The answer cites no page.</summary>
    NoCitation,

    /// <summary>The answer tells its reader what to do, whatever its pages say.</summary>
    TellsReader,
}
