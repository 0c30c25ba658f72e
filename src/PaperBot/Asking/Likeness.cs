namespace PaperBot.Asking;

/// <summary>How much two questions ask the same, from 0 to 1: the share of their words and concepts that both have.</summary>
internal static class Likeness
{
    public static double Between(string left, string right, Glossary glossary)
    {
        var (first, second) = (Keys(left, glossary), Keys(right, glossary));
        var both = first.Count(second.Contains);
        return first.Count + second.Count == 0 ? 0 : 2.0 * both / (first.Count + second.Count);
    }

    /// <summary>As <see cref="Between"/>, by concepts alone: names of papers and their parts do not count.</summary>
    public static double BetweenTopics(string left, string right, Glossary glossary)
    {
        var (first, second) = (Topics(left, glossary), Topics(right, glossary));
        var both = first.Count(second.Contains);
        return first.Count + second.Count == 0 ? 0 : 2.0 * both / (first.Count + second.Count);
    }

    private static HashSet<ulong> Topics(string text, Glossary glossary) =>
        [.. Keys(text, glossary).Where(key => Codes.ChannelOf(key) == Channel.Concepts)];

    private static HashSet<ulong> Keys(string text, Glossary glossary)
    {
        var units = new QueryUnits(glossary, AskTuning.Default).Cut(SearchText.Question(text));
        return
        [
            .. units
                .Where(unit => !unit.Frames && unit.Keys.Count > 0)
                .SelectMany(unit =>
                    unit.Kind == UnitKind.Concept ? [unit.Keys[0].Key] : unit.Keys.Where(key => key.Shares).Select(key => key.Key)
                ),
        ];
    }
}
