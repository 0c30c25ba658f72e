namespace PaperBot.Asking;

/// <summary>What a paper's title, its list and its summary call it.</summary>
internal static class TitleNames
{
    /// <param name="isCommon">Whether a coined word is one of the field's, such as LLM, and says nothing about a paper that only holds it in its title.</param>
    public static HashSet<string> Of(string title, string listName, IEnumerable<string> summaries, Predicate<string> isCommon)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var colon = title.IndexOf(':', StringComparison.Ordinal);
        var head = Words(colon > 0 ? title[..colon] : title);
        if (colon > 0 && head.Count <= 3)
        {
            names.Add(title[..colon].Trim());
        }

        if (head.Count is >= 3 and <= 6)
        {
            names.Add(Initials(head));
        }

        var words = Words(title);
        names.UnionWith(words.Where(word => IsCoined(word) && !isCommon(word)));
        names.UnionWith(
            summaries.Append(title).SelectMany(Parenthesised).Where(acronym => AreInitials(acronym, words) && !isCommon(acronym))
        );
        if (Words(listName).Count is > 0 and <= 4)
        {
            names.Add(listName);
        }

        return names;
    }

    public static List<string> Words(string text)
    {
        var words = new List<string>();
        foreach (var piece in text.Split([' ', '\t', '\n', '/', '_', '&'], StringSplitOptions.RemoveEmptyEntries))
        {
            var word = piece.Trim('"', '\'', '(', ')', ',', '.', ':', ';', '!', '?', '[', ']', '{', '}', '$', '-');
            if (word.Any(char.IsLetterOrDigit))
            {
                words.Add(word);
            }
        }

        return words;
    }

    private static string Initials(List<string> words) =>
        string.Concat(words.Where(word => char.IsAsciiLetter(word[0])).Select(word => char.ToUpperInvariant(word[0])));

    /// <summary>A word that somebody made up as a name: with two capitals that are not just those of a title.</summary>
    private static bool IsCoined(string word) =>
        word.Length >= 2
        && word.Count(char.IsAsciiLetterUpper) >= 2
        && !word.Split('-', StringSplitOptions.RemoveEmptyEntries)
            .All(part => char.IsAsciiLetterUpper(part[0]) && part.Skip(1).All(char.IsAsciiLetterLower));

    private static IEnumerable<string> Parenthesised(string text)
    {
        for (var open = text.IndexOf('('); open >= 0; open = text.IndexOf('(', open + 1))
        {
            var close = text.IndexOf(')', open);
            if (close > open + 2 && close - open <= 14)
            {
                var inside = text[(open + 1)..close];
                if (
                    inside.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
                    && inside.Count(char.IsAsciiLetterUpper) >= 2
                )
                {
                    yield return inside;
                }
            }
        }
    }

    /// <summary>Whether its capitals are the first letters of words of the title, in a row.</summary>
    private static bool AreInitials(string acronym, List<string> words)
    {
        var capitals = acronym.Where(char.IsAsciiLetterUpper).ToList();
        for (var start = 0; start + capitals.Count <= words.Count; start++)
        {
            if (capitals.Select((capital, i) => char.ToUpperInvariant(words[start + i][0]) == capital).All(same => same))
            {
                return true;
            }
        }

        return false;
    }
}
