using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>Tells the polite style of Japanese (です・ます) from the plain one (だ・である) by how sentences end.</summary>
internal static partial class JapaneseStyle
{
    /// <summary>Where a paper's texts do not keep to one style: the texts in the rarer one, <c>Q6, Q9</c>; null where they do.</summary>
    public static string? FindMixed(PaperNote note)
    {
        var texts = note
            .QuestionAnswers.Select((answer, i) => (Name: $"Q{i + 1}", Style: Of(answer.Answer)))
            .Prepend((Name: "概要", Style: Of(note.Summary)))
            .ToList();
        var polite = texts.Where(text => text.Style is { Polite: > 0 } style && style.Polite >= style.Plain).ToList();
        var plain = texts.Where(text => text.Style is { Plain: > 0 } style && style.Plain > style.Polite).ToList();
        if (polite.Count > 0 && plain.Count > 0)
        {
            return Names(plain.Count <= polite.Count ? plain : polite);
        }

        // One plain sentence in a polite text may be a quotation; two are a habit.
        var mixed = texts.Where(text => Math.Min(text.Style.Polite, text.Style.Plain) > 1).ToList();
        return mixed.Count > 0 ? Names(mixed) : null;

        static string Names(List<(string Name, (int, int))> texts) => string.Join(", ", texts.Select(text => text.Name));
    }

    /// <summary>Whether a text's sentences keep to the one style or the other; false where none of them tells.</summary>
    public static bool IsMostly(string text, bool polite)
    {
        var style = Of(text);
        return polite ? style.Polite > style.Plain : style.Plain > style.Polite;
    }

    private static (int Polite, int Plain) Of(string text)
    {
        var (polite, plain) = (0, 0);
        foreach (var part in Sentences(Brackets().Replace(text, "")))
        {
            var sentence = part.AsSpan().TrimEnd(" \t\n　.．。!?！？」』)）*_");
            if (PoliteEnd().IsMatch(sentence))
            {
                polite++;
            }
            else if (sentence.Length > 5 && PlainEnd().IsMatch(sentence))
            {
                plain++;
            }
        }

        return (polite, plain);
    }

    private static IEnumerable<string> Sentences(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            // A full stop of Latin type is none in 77.3 or v1.5.
            if (text[i] == '.' && i + 1 < text.Length && char.IsAsciiLetterOrDigit(text[i + 1]))
            {
                continue;
            }

            if (text[i] is '.' or '。' or '．' or '!' or '?' or '！' or '？' or '\n')
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    [GeneratedRegex(@"[（(][^（()）]{0,200}[)）]|「[^「」]{0,200}」", RegexOptions.NonBacktracking)]
    private static partial Regex Brackets();

    [GeneratedRegex(
        @"(?:ます|です|ません|ました|でした|ましょう|でしょう|ください)(?:か|ね|よ|が)?$",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex PoliteEnd();

    [GeneratedRegex(@"[\u3041-\u309F\u4E00-\u9FFF][るただいくうすつむぶぐ]$", RegexOptions.NonBacktracking)]
    private static partial Regex PlainEnd();
}
