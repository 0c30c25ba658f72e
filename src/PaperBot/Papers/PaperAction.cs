using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PaperBot.Papers;

/// <summary>
/// A paper's short name in the ids of buttons: ten base32 characters of the SHA-256 of its id. It names a paper and proves nothing,
/// and whoever gets one back looks for the paper among those in the store.
/// </summary>
public readonly record struct PaperKey
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Length = 10;

    private PaperKey(string value) => Value = value;

    public string Value { get; }

    public static PaperKey Of(PaperId paper)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(paper.Value));
        return new PaperKey(
            string.Create(
                Length,
                hash,
                static (characters, hash) =>
                {
                    for (var i = 0; i < Length; i++)
                    {
                        var bit = i * 5;
                        var pair = (hash[bit / 8] << 8) | hash[(bit / 8) + 1];
                        characters[i] = Base32[(pair >> (11 - (bit % 8))) & 31];
                    }
                }
            )
        );
    }

    public static bool TryParse(string? text, out PaperKey key)
    {
        key = default;
        if (text?.Length != Length || text.Any(c => !Base32.Contains(c, StringComparison.Ordinal)))
        {
            return false;
        }

        key = new PaperKey(text);
        return true;
    }

    /// <summary>The paper that a key names; null where it is none of these.</summary>
    public PaperId? Find(IEnumerable<PaperId> papers)
    {
        foreach (var paper in papers)
        {
            if (Of(paper) == this)
            {
                return paper;
            }
        }

        return null;
    }

    public override string ToString() => Value;
}

/// <summary>
/// What a button or select about a paper asks for. Its <see cref="Id"/> goes out as the control's id and comes back from a client that
/// may send anything, so <see cref="TryParse"/> refuses what <see cref="Id"/> does not write, and the paper and the answer are looked up again.
/// <code>
/// paper:show:KEY:LANG         the paper's card
/// paper:list:KEY:LANG:FROM    its questions in order, from the FROM-th on
/// paper:ask:KEY:LANG          a form: ask within this paper
/// paper:pick:KEY:LANG         a select of its questions; the chosen value is the answer's index
/// paper:qa:KEY:LANG:N         the N-th answer
/// paper:why:KEY:LANG:N        what the check of its pages found
/// paper:save:KEY:LANG         keep the paper for the person who pressed
/// paper:drop:KEY:LANG         do not keep it any longer
/// answer:up:KEY:LANG:N        👍 on it
/// answer:down:KEY:LANG:N      👎 on it
/// answer:share:KEY:LANG:N     show it to the channel
/// </code>
/// KEY is a <see cref="PaperKey"/>, LANG <c>ja</c> or <c>en</c>, N counts from 0 in the order of the note. At most 34 characters.
/// </summary>
public abstract record PaperAction(PaperKey Paper, Language Language)
{
    private const int MaxIndex = 9999;

    /// <summary>The paper's card.</summary>
    public sealed record Show(PaperKey Paper, Language Language) : PaperAction(Paper, Language);

    /// <summary>Its questions in order, from one on.</summary>
    public sealed record List(PaperKey Paper, Language Language, int From = 0) : PaperAction(Paper, Language);

    /// <summary>A form that asks within this paper.</summary>
    public sealed record Ask(PaperKey Paper, Language Language) : PaperAction(Paper, Language);

    /// <summary>A select whose chosen value is an answer's index; <see cref="Chosen"/> reads it.</summary>
    public sealed record Pick(PaperKey Paper, Language Language) : PaperAction(Paper, Language)
    {
        /// <summary>The answer that was chosen; null where the value is no index.</summary>
        public Answer? Chosen(string? value) => TryIndex(value, out var index) ? new Answer(Paper, Language, index) : null;
    }

    /// <summary>A stored answer.</summary>
    public sealed record Answer(PaperKey Paper, Language Language, int Index) : PaperAction(Paper, Language);

    /// <summary>What the check of an answer's pages found.</summary>
    public sealed record Evidence(PaperKey Paper, Language Language, int Index) : PaperAction(Paper, Language);

    /// <summary>Keeps the paper for the one who pressed, or no longer.</summary>
    public sealed record Save(PaperKey Paper, Language Language, bool Keep) : PaperAction(Paper, Language);

    /// <summary>What somebody thinks of an answer.</summary>
    public sealed record Rate(PaperKey Paper, Language Language, int Index, bool Helpful) : PaperAction(Paper, Language);

    /// <summary>Shows an answer to the channel.</summary>
    public sealed record Share(PaperKey Paper, Language Language, int Index) : PaperAction(Paper, Language);

    /// <summary>The id of the control that asks for this.</summary>
    public string Id
    {
        get
        {
            var end = $"{Paper}:{Language.Code()}";
            return this switch
            {
                Show => $"paper:show:{end}",
                List list => string.Create(CultureInfo.InvariantCulture, $"paper:list:{end}:{list.From}"),
                Ask => $"paper:ask:{end}",
                Pick => $"paper:pick:{end}",
                Answer answer => string.Create(CultureInfo.InvariantCulture, $"paper:qa:{end}:{answer.Index}"),
                Evidence evidence => string.Create(CultureInfo.InvariantCulture, $"paper:why:{end}:{evidence.Index}"),
                Save { Keep: true } => $"paper:save:{end}",
                Save => $"paper:drop:{end}",
                Rate { Helpful: true } rate => string.Create(CultureInfo.InvariantCulture, $"answer:up:{end}:{rate.Index}"),
                Rate rate => string.Create(CultureInfo.InvariantCulture, $"answer:down:{end}:{rate.Index}"),
                Share share => string.Create(CultureInfo.InvariantCulture, $"answer:share:{end}:{share.Index}"),
                _ => throw new InvalidOperationException($"{GetType().Name} has no id."),
            };
        }
    }

    /// <summary>Reads what <see cref="Id"/> wrote, and nothing else.</summary>
    public static bool TryParse(string? id, [NotNullWhen(true)] out PaperAction? action)
    {
        action = null;
        var parts = id?.Split(':') ?? [];
        if (
            parts.Length is not (4 or 5)
            || !PaperKey.TryParse(parts[2], out var paper)
            || parts[3] is not ("ja" or "en")
            || !TryIndex(parts.ElementAtOrDefault(4) ?? "0", out var index)
        )
        {
            return false;
        }

        var language = Languages.FromCode(parts[3]);
        action = (parts[0], parts[1], parts.Length) switch
        {
            ("paper", "show", 4) => new Show(paper, language),
            ("paper", "list", 5) => new List(paper, language, index),
            ("paper", "ask", 4) => new Ask(paper, language),
            ("paper", "pick", 4) => new Pick(paper, language),
            ("paper", "qa", 5) => new Answer(paper, language, index),
            ("paper", "why", 5) => new Evidence(paper, language, index),
            ("paper", "save", 4) => new Save(paper, language, true),
            ("paper", "drop", 4) => new Save(paper, language, false),
            ("answer", "up", 5) => new Rate(paper, language, index, true),
            ("answer", "down", 5) => new Rate(paper, language, index, false),
            ("answer", "share", 5) => new Share(paper, language, index),
            _ => null,
        };
        return action is not null;
    }

    private static bool TryIndex(string? text, out int index) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index)
        && index <= MaxIndex
        && text == index.ToString(CultureInfo.InvariantCulture);
}
