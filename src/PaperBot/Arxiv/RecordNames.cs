using System.Text.RegularExpressions;

namespace PaperBot.Arxiv;

/// <summary>
/// The short names that people know a paper by: what stands before a title's colon, and the abbreviations that title and abstract introduce
/// in brackets behind the words they stand for: "Direct Preference Optimization (DPO)".
/// </summary>
public static partial class RecordNames
{
    private const int MostFromAbstract = 3;

    /// <summary>Abbreviations that the whole field uses name no paper.</summary>
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "AGI",
        "AI",
        "API",
        "ASR",
        "CNN",
        "CoT",
        "CV",
        "DL",
        "DNN",
        "FLOP",
        "GAN",
        "GNN",
        "GPU",
        "GUI",
        "ICL",
        "IR",
        "KG",
        "LLM",
        "LM",
        "LMM",
        "LRM",
        "LSTM",
        "ML",
        "MLLM",
        "MLP",
        "MoE",
        "MT",
        "NLG",
        "NLI",
        "NLP",
        "NLU",
        "NN",
        "OOD",
        "PEFT",
        "PLM",
        "PPO",
        "QA",
        "RAG",
        "RL",
        "RLHF",
        "RLVR",
        "RNN",
        "SFT",
        "SGD",
        "SOTA",
        "SSL",
        "SSM",
        "TTS",
        "VAE",
        "ViT",
        "VLA",
        "VLM",
        "VQA",
    };

    public static IReadOnlyList<string> Of(string title, string summary)
    {
        var names = new List<string>();
        var colon = title.IndexOf(": ", StringComparison.Ordinal);
        if (colon is > 1 and <= 40)
        {
            names.Add(title[..colon]);
        }

        names.AddRange(Abbreviations(title));
        names.AddRange(Abbreviations(summary).Take(MostFromAbstract));
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What a list calls a paper; of <c>No Lanterns (NoLa)</c> also the name before the brackets and the one in them.</summary>
    public static IReadOnlyList<string> OfListName(string name)
    {
        var open = name.LastIndexOf(" (", StringComparison.Ordinal);
        if (open <= 0 || !name.EndsWith(')'))
        {
            return [name];
        }

        var inside = name[(open + 2)..^1];
        return inside.Contains(' ', StringComparison.Ordinal) || Common.Contains(inside) ? [name] : [name, name[..open], inside];
    }

    private static IEnumerable<string> Abbreviations(string text) =>
        from match in Bracketed().Matches(text)
        let name = Singular(match.Groups["name"].Value)
        where name.Count(char.IsUpper) >= 2 && !Common.Contains(name) && StandsFor(name, text.AsSpan(0, match.Index))
        select name;

    private static string Singular(string name) =>
        name.Length > 2 && name[^1] == 's' && char.IsUpper(name[^2]) ? name[..^1] : name;

    /// <summary>Whether a name's letters come in order in the words before it, beginning with the first letter of one of the last few.</summary>
    private static bool StandsFor(string name, ReadOnlySpan<char> before)
    {
        var words = before.ToString().Split([' ', '-', '\u2010', '\u2011'], StringSplitOptions.RemoveEmptyEntries);
        for (var count = 2; count <= Math.Min(words.Length, name.Length + 2); count++)
        {
            var phrase = string.Concat(words[^count..]);
            if (char.ToUpperInvariant(phrase[0]) == char.ToUpperInvariant(name[0]) && InOrder(name, phrase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool InOrder(string name, string phrase)
    {
        var at = 0;
        foreach (var letter in name.Where(char.IsLetter))
        {
            at = phrase.IndexOf(letter.ToString(), at, StringComparison.OrdinalIgnoreCase) + 1;
            if (at == 0)
            {
                return false;
            }
        }

        return true;
    }

    [GeneratedRegex(
        @"\((?:aka |called |termed )?(?<name>[A-Za-z][A-Za-z0-9.+-]{1,11})\)",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Bracketed();
}
