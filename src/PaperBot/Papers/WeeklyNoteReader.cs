using System.Buffers;
using System.Text;

namespace PaperBot.Papers;

/// <summary>
/// Reads a weekly note, in the plain form or in the Markdown of an export, with Japanese or English labels. It is read whole or refused:
/// a paper that was only half there is never passed on as a paper.
/// </summary>
public static class WeeklyNoteReader
{
    /// <summary>The largest file that is read at all; a weekly note has some 140 kB.</summary>
    public const int LargestFile = 10 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file; one that is too large is refused before it is read.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<NoteReading> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous);
        if (file.CanSeek && file.Length > LargestFile)
        {
            return TooLarge(file.Length);
        }

        // One byte more than allowed: a pipe has no length, and a file may grow while it is read.
        var bytes = new byte[LargestFile + 1];
        var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return Read(bytes.AsSpan(0, read), Path.GetFileName(path));
    }

    /// <param name="file">The name by which the notes remember where they came from.</param>
    public static NoteReading Read(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length > LargestFile)
        {
            return TooLarge(bytes.Length);
        }

        var content = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        var whole = content[..^CutOffBytes(content)];
        string text;
        try
        {
            text = Strict.GetString(whole);
        }
        catch (DecoderFallbackException exception)
        {
            return Undecodable(whole, exception.Index);
        }

        if (text.Contains('\0'))
        {
            return Undecodable(whole, whole.IndexOf((byte)0));
        }

        var reading = Read(text, file);
        return whole.Length < content.Length && reading is NoteReading.Whole note ? MarkCutOff(note) : reading;
    }

    public static NoteReading Read(string text, string file)
    {
        var source = new NoteSource(NormalText.WellFormed(text));
        if (source.Lines.FirstOrDefault(line => !line.IsBlank) is not { Text: { } first })
        {
            return new NoteReading.Refused(new NoteRefusal(1, "", NoteExpectation.SomeText));
        }

        var isMarkdown = first.StartsWith("# ", StringComparison.Ordinal);
        var labels =
            NoteLabels.All.FirstOrDefault(one => NoteLabels.Stands(first, isMarkdown ? 1 : 0, one.Heading, out _))
            ?? NoteLabels.Japanese;
        NoteParser parser = isMarkdown ? new MarkdownNoteParser(source, labels, file) : new TextNoteParser(source, labels, file);
        return parser.Parse() is var reading && reading is NoteReading.Whole whole ? WithOddities(whole, source) : reading;
    }

    private static NoteReading.Refused TooLarge(long length) =>
        new(
            new NoteRefusal(
                1,
                $"{NoteTexts.Number(length)} bytes",
                NoteExpectation.SmallerFile,
                $"{NoteTexts.Number(LargestFile)} bytes"
            )
        );

    private static NoteReading.Refused Undecodable(ReadOnlySpan<byte> bytes, int index) =>
        new(new NoteRefusal(1 + bytes[..index].Count((byte)'\n'), $"0x{bytes[index]:X2}", NoteExpectation.Utf8));

    /// <summary>A file that was cut may end within a character; how many bytes of it are left.</summary>
    private static int CutOffBytes(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            if ((bytes[^length] & 0xC0) != 0x80)
            {
                return Rune.DecodeFromUtf8(bytes[^length..], out _, out _) == OperationStatus.NeedMoreData ? length : 0;
            }
        }

        return 0;
    }

    /// <summary>Adds what the texts themselves show to what reading them showed, in the order of the file.</summary>
    private static NoteReading.Whole WithOddities(NoteReading.Whole reading, NoteSource source)
    {
        var lines = new Dictionary<(int?, int?), int>();
        foreach (var span in reading.Account.Spans)
        {
            if (span.Part is NotePart.Title or NotePart.Question)
            {
                lines.TryAdd((span.Paper, span.Answer), source.LineAt(span.Start).Number);
            }
        }

        var found = NoteOddities
            .Find(reading.Note)
            .Select(oddity => oddity with { Line = lines.TryGetValue((oddity.Paper, oddity.Answer), out var line) ? line : 1 });
        return reading with
        {
            Note = NoteOddities.Flag(reading.Note, found),
            Oddities = [.. reading.Oddities.Concat(found).OrderBy(oddity => oddity.Line)],
        };
    }

    private static NoteReading.Whole MarkCutOff(NoteReading.Whole reading)
    {
        var last = reading.Account.Spans[^1];
        if (last.Answer is null || reading.Oddities.Any(oddity => oddity is { Flag: NoteFlags.CutOff } && IsAt(oddity)))
        {
            return reading;
        }

        var line = reading.Account.Text.AsSpan().Count('\n') + 1;
        var cut = new NoteOddity(NoteFlags.CutOff, last.Paper, last.Answer, line);
        return reading with { Note = NoteOddities.Flag(reading.Note, [cut]), Oddities = [.. reading.Oddities, cut] };

        bool IsAt(NoteOddity oddity) => (oddity.Paper, oddity.Answer) == (last.Paper, last.Answer);
    }
}
