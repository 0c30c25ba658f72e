using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>Which words of a question are known to the store or the glossary, and so hardly a misspelt name.</summary>
internal sealed class NameVocabulary(Postings postings, Glossary glossary)
{
    private readonly List<ConceptMatch> _matches = [];

    public bool IsStopWord(Symbol symbol) => glossary.IsStopWord(symbol.Code);

    public bool IsKnown(Symbol symbol) =>
        postings.Count(Codes.Key(Channel.Words, symbol.Code)) > 0 || glossary.IsStopWord(symbol.Code);

    /// <summary>Whether a run of katakana is a concept or stands as it is in the store.</summary>
    public bool IsKnownRun(List<Symbol> symbols, int start, int end)
    {
        glossary.Match(symbols, start, _matches);
        if (_matches.Count > 0 && _matches[^1].End >= end)
        {
            return true;
        }

        Span<char> run = stackalloc char[Stemmer.LongestWord];
        var length = 0;
        for (var i = start; i < end && length < run.Length; i++)
        {
            run[length++] = (char)symbols[i].Code;
        }

        return length > 1 && postings.Count(Codes.Key(Channel.Words, Codes.Hash(run[..length]))) > 0;
    }
}
