namespace PaperBot.Asking;

/// <summary>How names are said.</summary>
internal static class Readings
{
    private const int MostParts = 4;

    /// <summary>Each part as a word, or letter by letter where it may be an acronym: SQL-PaLM, CodeTF.</summary>
    public static IEnumerable<string> OfName(string name)
    {
        IEnumerable<string> readings = [""];
        foreach (var part in Parts(name).Take(MostParts))
        {
            var word = part.ToLowerInvariant();
            var isAcronym = part.Length <= 3 || (part.Length <= 6 && part.All(char.IsAsciiLetterUpper));
            string[] ways = isAcronym ? [word, Sound.ReadOut(part)] : [word];
            readings = readings.SelectMany(reading => ways.Select(way => reading + way));
        }

        return readings.Where(reading => reading.Length >= 3);
    }

    /// <summary>As the name is spelled in English, and as other languages spell the sounds.</summary>
    public static IEnumerable<string> OfPerson(string name)
    {
        var ways = new HashSet<string>(StringComparer.Ordinal) { name };
        (string Spelled, string Said)[] rules =
        [
            ("ch", "k"),
            ("x", "sh"),
            ("zh", "j"),
            ("q", "ch"),
            ("j", "y"),
            ("th", "t"),
            ("c", "s"),
            ("w", "v"),
            ("h", ""),
        ];
        foreach (var (spelled, said) in rules)
        {
            ways.Add(name.Replace(spelled, said, StringComparison.Ordinal));
        }

        if (name.EndsWith('v'))
        {
            ways.Add(name[..^1] + "f");
        }

        return ways.Where(way => way.Length >= 3);
    }

    private static IEnumerable<string> Parts(string name)
    {
        foreach (var word in TitleNames.Words(name).SelectMany(word => word.Split('-', StringSplitOptions.RemoveEmptyEntries)))
        {
            var start = 0;
            for (var i = 1; i <= word.Length; i++)
            {
                if (i == word.Length || BeginsPart(word, i))
                {
                    yield return word[start..i];
                    start = i;
                }
            }
        }
    }

    // Code|TF, SQL|Pa|LM: said as words the parts of PaLM are PaLM again.
    private static bool BeginsPart(string word, int i) =>
        char.IsAsciiLetterUpper(word[i])
        && char.IsAsciiLetterLower(word[i - 1])
        && i + 1 < word.Length
        && char.IsAsciiLetter(word[i + 1]);
}
