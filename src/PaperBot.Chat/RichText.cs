using System.Text;
using System.Text.Json.Serialization;

namespace PaperBot.Chat;

/// <summary>A run of plain text with marks on parts of it. The text is data: no platform's markup in it means anything.</summary>
public sealed record RichText(IReadOnlyList<Inline> Parts)
{
    public static RichText Plain(string text) => new([new Inline.Text(text)]);

    public static RichText Of(params Inline[] parts) => new(parts);

    public static implicit operator RichText(string text) => Plain(text);

    /// <summary>The same words without any mark; links are shown as their label.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var part in Parts)
        {
            text.Append(part.Words);
        }

        return text.ToString();
    }

    /// <summary>The parts between two places of <see cref="ToString"/>; a part that is cut keeps its marks on both sides.</summary>
    public RichText Slice(int start, int end)
    {
        var parts = new List<Inline>();
        var at = 0;
        foreach (var part in Parts)
        {
            var from = Math.Max(start - at, 0);
            var to = Math.Min(end - at, part.Words.Length);
            at += part.Words.Length;
            if (from < to)
            {
                parts.Add(from == 0 && to == part.Words.Length ? part : part.WithWords(part.Words[from..to]));
            }
        }

        return new RichText(parts);
    }

    /// <summary>The same with words before it, as one part with the first where that has the same marks.</summary>
    public RichText WithBefore(string words, TextMarks marks = TextMarks.None) =>
        Parts.Count > 0 && Parts[0] is Inline.Text first && first.Marks == marks
            ? new RichText([first with { Value = words + first.Value }, .. Parts.Skip(1)])
            : new RichText([new Inline.Text(words, marks), .. Parts]);

    /// <summary>Without blanks and line breaks before and behind.</summary>
    public RichText Trim()
    {
        var words = ToString();
        var start = words.Length - words.AsSpan().TrimStart().Length;
        var end = words.AsSpan().TrimEnd().Length;
        return start == 0 && end == words.Length ? this : Slice(start, end);
    }
}

/// <summary>A part of a line.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Inline.Text), "text")]
[JsonDerivedType(typeof(Inline.Code), "code")]
[JsonDerivedType(typeof(Inline.Link), "link")]
public abstract record Inline
{
    private Inline() { }

    /// <summary>The words of this part as a reader sees them.</summary>
    [JsonIgnore]
    public abstract string Words { get; }

    /// <summary>The same kind of part, saying something else.</summary>
    public abstract Inline WithWords(string words);

    public sealed record Text(string Value, TextMarks Marks = TextMarks.None) : Inline
    {
        [JsonIgnore]
        public override string Words => Value;

        public override Inline WithWords(string words) => this with { Value = words };
    }

    /// <summary>Text kept to the letter, in fixed width.</summary>
    public sealed record Code(string Value) : Inline
    {
        [JsonIgnore]
        public override string Words => Value;

        public override Inline WithWords(string words) => this with { Value = words };
    }

    /// <summary>A link; only http and https addresses are drawn as links, anything else as its label.</summary>
    public sealed record Link(Uri Target, string Label) : Inline
    {
        /// <summary>Marks on the label.</summary>
        public TextMarks Marks { get; init; }

        [JsonIgnore]
        public override string Words => Label;

        public override Inline WithWords(string words) => this with { Label = words };
    }
}

[Flags]
public enum TextMarks
{
    None = 0,
    Bold = 1,
    Italic = 2,
    Strike = 4,
}
