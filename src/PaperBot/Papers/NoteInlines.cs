using System.Text;
using PaperBot.Chat;

namespace PaperBot.Papers;

/// <summary>
/// Reads stretches of a note's text as runs with marks. Takes time in proportion to the text whatever stands in it: every search ahead is
/// bounded or remembered.
/// </summary>
internal sealed class NoteInlines
{
    private const int LongestLabel = 300;
    private const int LongestAddress = 2000;

    private readonly string _text;
    private readonly Paper? _paper;
    private readonly Dictionary<int, Citation> _citations = [];

    public NoteInlines(string text, Paper? paper, IReadOnlyList<Citation> citations)
    {
        _text = text;
        _paper = paper;
        foreach (var citation in citations)
        {
            if (
                citation.Text.Length > 0
                && citation.Start >= 0
                && text.AsSpan(Math.Min(citation.Start, text.Length)).StartsWith(citation.Text, StringComparison.Ordinal)
            )
            {
                _citations[citation.Start] = citation;
            }
        }
    }

    /// <param name="marks">Marks on all of it.</param>
    /// <param name="links">False inside a link's label, which cannot hold another.</param>
    public RichText Read(int start, int end, TextMarks marks = TextMarks.None, bool links = true)
    {
        while (start < end && char.IsWhiteSpace(_text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(_text[end - 1]))
        {
            end--;
        }

        return new Run(this, start, end, marks, links).Read();
    }

    /// <summary>One stretch being read.</summary>
    private sealed class Run(NoteInlines note, int start, int end, TextMarks marks, bool links)
    {
        private readonly string _text = note._text;
        private readonly List<Piece> _pieces = [];
        private readonly StringBuilder _words = new();

        // Where each kind of mark was opened last: the place of its piece.
        private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

        // Lengths of backtick runs that no later run closes.
        private readonly HashSet<int> _neverClosed = [];

        public RichText Read()
        {
            for (var at = start; at < end; )
            {
                at = ReadAt(at);
            }

            FinishWords();
            return new RichText(Merge());
        }

        private int ReadAt(int at)
        {
            var next =
                links && note._citations.TryGetValue(at, out var citation) && ReadCitation(citation) is var after && after > at
                    ? after
                    : _text[at] switch
                    {
                        '`' => ReadCode(at),
                        '\\' or '$' when NoteFormula.Find(_text, at, end) is { } formula => ReadFormula(formula),
                        '\\' => ReadEscape(at),
                        '*' or '_' => ReadMark(at),
                        '[' when links => ReadLink(at),
                        'h' when links => ReadAddress(at),
                        '\r' or '\n' => ReadLineBreak(at),
                        _ => at,
                    };
            if (next > at)
            {
                return next;
            }

            _words.Append(_text[at]);
            return at + 1;
        }

        private int ReadCitation(Citation citation)
        {
            var after = citation.Start + citation.Text.Length;
            if (after > end || citation.Pages.Count == 0 || note._paper?.PageLink(citation.Pages[0].First) is not { } page)
            {
                return citation.Start;
            }

            Add(new Inline.Link(page, citation.Text));
            return after;
        }

        private int ReadCode(int at)
        {
            var length = Repeats(at);
            var content = at + length;
            if (!_neverClosed.Contains(length))
            {
                for (var close = Find('`', content); close >= 0; close = Find('`', close))
                {
                    var run = Repeats(close);
                    if (run == length)
                    {
                        var code = _text[content..close].ReplaceLineEndings(" ");
                        Add(new Inline.Code(code.Trim().Length == 0 ? code : code.Trim()));
                        return close + run;
                    }

                    close += run;
                }

                _neverClosed.Add(length);
            }

            _words.Append('`', length);
            return content;
        }

        // What is not understood stays as it was written.
        private int ReadFormula(NoteFormula formula)
        {
            var tex = formula.Tex(_text);
            if (LatexText.Convert(tex) is { } text)
            {
                _words.Append(text);
            }
            else
            {
                Add(new Inline.Code(tex));
            }

            return formula.End;
        }

        private int ReadEscape(int at)
        {
            if (
                at + 1 >= end
                || !char.IsAscii(_text[at + 1])
                || !(char.IsPunctuation(_text[at + 1]) || char.IsSymbol(_text[at + 1]))
            )
            {
                return at;
            }

            _words.Append(_text[at + 1]);
            return at + 2;
        }

        private int ReadMark(int at)
        {
            var mark = _text[at];
            var length = at + 1 < end && _text[at + 1] == mark ? 2 : 1;
            var before = at > start ? _text[at - 1] : ' ';
            var after = at + length < end ? _text[at + length] : ' ';
            var inWord = IsOfWord(mark, before) && IsOfWord(mark, after);
            var kind = new string(mark, length);
            FinishWords();
            if (!inWord && !char.IsWhiteSpace(before) && _open.TryGetValue(kind, out var opened) && opened + 1 < _pieces.Count)
            {
                _open.Remove(kind);
                Close(opened, length == 2 ? TextMarks.Bold : TextMarks.Italic);
                return at + length;
            }

            if (!inWord && !char.IsWhiteSpace(after))
            {
                _open[kind] = _pieces.Count;
            }

            _pieces.Add(new Piece(new Inline.Text(kind)));
            return at + length;
        }

        // snake_case and 2*3*4 are words.
        private static bool IsOfWord(char mark, char c) => mark == '_' ? char.IsLetterOrDigit(c) : char.IsAsciiLetterOrDigit(c);

        private void Close(int opened, TextMarks mark)
        {
            _pieces[opened].Inline = new Inline.Text("");
            for (var i = opened + 1; i < _pieces.Count; i++)
            {
                _pieces[i].Marks |= mark;
            }
        }

        private int ReadLink(int at)
        {
            var close = MatchingBracket(at, '[', ']', LongestLabel);
            if (close < 0 || close + 1 >= end || _text[close + 1] != '(')
            {
                return at;
            }

            var last = MatchingBracket(close + 1, '(', ')', LongestAddress);
            if (last < 0 || !TryAddress(_text[(close + 2)..last], out var target))
            {
                return at;
            }

            var label = note.Read(at + 1, close, links: false).ToString();
            if (label.Length == 0 || IsDisguise(label, target))
            {
                return at;
            }

            Add(new Inline.Link(target, label));
            return last + 1;
        }

        // A label that is another site's address would lie about where the link leads.
        private static bool IsDisguise(string label, Uri target) =>
            TryAddress(label, out var shown) && !string.Equals(shown.Host, target.Host, StringComparison.OrdinalIgnoreCase);

        private int ReadAddress(int at)
        {
            var rest = _text.AsSpan(at, end - at);
            if (
                !(rest.StartsWith("https://", StringComparison.Ordinal) || rest.StartsWith("http://", StringComparison.Ordinal))
                || (at > start && char.IsAsciiLetterOrDigit(_text[at - 1]))
            )
            {
                return at;
            }

            var length = 0;
            var open = 0;
            while (length < rest.Length && length < LongestAddress && IsOfAddress(rest[length]))
            {
                open += rest[length] switch
                {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                if (open < 0)
                {
                    break;
                }

                length++;
            }

            var address = rest[..length].TrimEnd(".,;:!?'*_~(").ToString();
            if (!TryAddress(address, out var target))
            {
                return at;
            }

            Add(new Inline.Link(target, address));
            return at + address.Length;
        }

        // Line breaks stay; the blanks around them do not.
        private int ReadLineBreak(int at)
        {
            while (_words.Length > 0 && _words[^1] is ' ' or '\t' or '\u3000')
            {
                _words.Length--;
            }

            at = _text[at] == '\r' && at + 1 < end && _text[at + 1] == '\n' ? at + 2 : at + 1;
            while (at < end && _text[at] is ' ' or '\t' or '\u3000')
            {
                at++;
            }

            _words.Append('\n');
            return at;
        }

        private int MatchingBracket(int at, char open, char close, int longest)
        {
            var depth = 0;
            var last = Math.Min(end, at + longest);
            for (var i = at; i < last && _text[i] != '\n'; i++)
            {
                if (_text[i] == open)
                {
                    depth++;
                }
                else if (_text[i] == close && --depth == 0)
                {
                    return i;
                }
            }

            return -1;
        }

        private int Repeats(int at)
        {
            var length = 1;
            while (at + length < end && _text[at + length] == _text[at])
            {
                length++;
            }

            return length;
        }

        private int Find(char c, int from)
        {
            var place = from >= end ? -1 : _text.AsSpan(from, end - from).IndexOf(c);
            return place < 0 ? -1 : from + place;
        }

        private void Add(Inline inline)
        {
            FinishWords();
            _pieces.Add(new Piece(inline));
        }

        private void FinishWords()
        {
            if (_words.Length > 0)
            {
                _pieces.Add(new Piece(new Inline.Text(_words.ToString())));
                _words.Clear();
            }
        }

        private List<Inline> Merge()
        {
            var merged = new List<Inline>();
            var common = TextMarks.None;
            foreach (var piece in _pieces)
            {
                if (piece.Inline is Inline.Text text)
                {
                    if (piece.Marks != common)
                    {
                        Flush();
                    }

                    common = piece.Marks;
                    _words.Append(text.Value);
                    continue;
                }

                Flush();
                merged.Add(piece.Inline is Inline.Link link ? link with { Marks = piece.Marks | marks } : piece.Inline);
            }

            Flush();
            return merged;

            void Flush()
            {
                if (_words.Length > 0)
                {
                    merged.Add(new Inline.Text(_words.ToString(), common | marks));
                    _words.Clear();
                }
            }
        }
    }

    private sealed class Piece(Inline inline)
    {
        public Inline Inline { get; set; } = inline;

        public TextMarks Marks { get; set; }
    }

    private static bool IsOfAddress(char c) =>
        c is > ' ' and < '\u007f' and not ('<' or '>' or '"' or '{' or '}' or '|' or '\\' or '^' or '`');

    private static bool TryAddress(string text, out Uri address)
    {
        var known =
            Uri.TryCreate(text, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && parsed.Host.Length > 0;
        address = parsed!;
        return known;
    }
}
