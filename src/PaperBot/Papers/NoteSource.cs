namespace PaperBot.Papers;

/// <summary>A line without its line end.</summary>
/// <param name="Number">Counts from 1.</param>
/// <param name="Start">Where it begins in the whole text.</param>
internal readonly record struct SourceLine(int Number, int Start, string Text)
{
    public int End => Start + Text.Length;

    public bool IsBlank => string.IsNullOrWhiteSpace(Text);
}

/// <summary>The text of a note, line by line, and the book in which readers enter which part each stretch of it became.</summary>
internal sealed class NoteSource
{
    private readonly List<NoteSpan> _spans = [];

    public NoteSource(string text)
    {
        Text = text;
        Lines = [.. Split(text)];
    }

    public string Text { get; }

    public IReadOnlyList<SourceLine> Lines { get; }

    /// <summary>Enters <c>Text[start..end]</c>; blanks around it are nobody's.</summary>
    public void Claim(NotePart part, int start, int end, int? paper = null, int? answer = null)
    {
        while (start < end && char.IsWhiteSpace(Text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(Text[end - 1]))
        {
            end--;
        }

        if (end > start)
        {
            _spans.Add(new NoteSpan(part, paper, answer, start, end - start));
        }
    }

    public void Claim(NotePart part, SourceLine line, int? paper = null, int? answer = null) =>
        Claim(part, line.Start, line.End, paper, answer);

    /// <summary>Closes the book: whatever nobody claimed is <see cref="NotePart.Unread"/>.</summary>
    /// <exception cref="InvalidOperationException">A character was claimed twice, which is a fault of the reader.</exception>
    public NoteAccount Close()
    {
        var claimed = _spans.OrderBy(span => span.Start).ToList();
        var end = 0;
        foreach (var span in claimed)
        {
            if (span.Start < end)
            {
                throw new InvalidOperationException($"The character {span.Start} of the note was read twice.");
            }

            ClaimUnread(end, span.Start);
            end = span.Start + span.Length;
        }

        ClaimUnread(end, Text.Length);
        return new NoteAccount(Text, [.. _spans.OrderBy(span => span.Start)]);
    }

    /// <summary>The line that holds a place of the text.</summary>
    public SourceLine LineAt(int position)
    {
        var (low, high) = (0, Lines.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = Lines[middle].Start <= position ? (middle, high) : (low, middle - 1);
        }

        return Lines[low];
    }

    // Line by line, so that a report can name each.
    private void ClaimUnread(int start, int end)
    {
        for (var i = LineAt(start).Number - 1; i < Lines.Count && Lines[i].Start < end; i++)
        {
            Claim(NotePart.Unread, Math.Max(start, Lines[i].Start), Math.Min(end, Lines[i].End));
        }
    }

    // Only CR and LF end a line: a form feed or U+2028 that came out of a PDF is a blank within one.
    private static IEnumerable<SourceLine> Split(string text)
    {
        var (start, number) = (0, 1);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] is '\n' or '\r')
            {
                yield return new SourceLine(number++, start, text[start..i]);
                if (i + 1 < text.Length && text[i] == '\r' && text[i + 1] == '\n')
                {
                    i++;
                }

                start = i + 1;
            }
        }
    }
}
