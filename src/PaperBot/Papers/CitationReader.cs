using System.Globalization;

namespace PaperBot.Papers;

/// <summary>
/// Finds the page citations of an answer: <c>(p.1)</c>, <c>(p.2-3)</c>, <c>(p.1,4-8)</c>, <c>(p.10, p.2)</c>, <c>(p.2, Figure 2)</c>,
/// <c>（ｐ．１、８）</c>, <c>(pp. 3–5)</c>, <c>(図2, p.4)</c>. A bracket is a citation when it names a page; what stands before the first page may only be
/// a figure, table or the like. What cannot be read is flagged and kept, never dropped. Takes time in proportion to the text.
/// </summary>
public static class CitationReader
{
    // Nobody writes a longer one, and the bound keeps a text full of open brackets linear.
    private const int Longest = 200;
    private const int LastPage = 9999;

    private static readonly string[] PageWords = ["pages", "page", "pp", "p", "ページ", "頁"];

    // Longer spellings before shorter ones that they begin with.
    private static readonly string[] ReferenceKinds =
    [
        "figure",
        "fig",
        "table",
        "tab.",
        "algorithm",
        "alg.",
        "section",
        "sec",
        "§",
        "appendix",
        "app.",
        "equation",
        "eq",
        "theorem",
        "lemma",
        "proposition",
        "definition",
        "corollary",
        "listing",
        "footnote",
        "chapter",
        "abstract",
        "introduction",
        "conclusion",
        "図",
        "表",
        "アルゴリズム",
        "付録",
        "式",
        "定理",
        "補題",
        "命題",
        "定義",
        "脚注",
        "第",
        "節",
        "章",
        "要旨",
        "概要",
    ];

    private static readonly string[] Joiners = ["and", "および", "及び", "と", "の"];

    /// <summary>In the order in which they stand in the text.</summary>
    public static IReadOnlyList<Citation> Read(string text)
    {
        var citations = new List<Citation>();
        for (var i = 0; i < text.Length; i++)
        {
            if (CharacterWidth.Narrow(text[i]) == '(' && Read(text, i) is { } citation)
            {
                citations.Add(citation);
                i += citation.Text.Length - 1;
            }
        }

        return citations;
    }

    private static Citation? Read(string text, int start)
    {
        // \( opens LaTeX.
        if (start > 0 && text[start - 1] == '\\')
        {
            return null;
        }

        var end = Close(text, start);
        if (end < 0)
        {
            return null;
        }

        // f(p1) is mathematics or code; only p. with its full stop may follow a letter directly.
        var afterWord = start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '^');
        var content = new Content(CharacterWidth.Narrow(text.AsSpan(start + 1, end - start - 1)), afterWord);
        return content.Read()
            ? new Citation(text[start..(end + 1)], start, content.Pages, content.References, content.Flags)
            : null;
    }

    /// <summary>The bracket that closes the one at <paramref name="start"/> on the same line; brackets within are skipped, as in <c>Figure 2(a)</c>.</summary>
    private static int Close(string text, int start)
    {
        var depth = 0;
        for (var i = start; i < text.Length && i - start <= Longest && text[i] is not ('\n' or '\r'); i++)
        {
            switch (CharacterWidth.Narrow(text[i]))
            {
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return i;
            }
        }

        return -1;
    }

    /// <summary>What stands between the brackets, in half-width characters.</summary>
    private sealed class Content(string text, bool afterWord)
    {
        private readonly List<PageRange> _pages = [];
        private readonly List<string> _references = [];
        private readonly List<string> _flags = [];
        private int _at;
        private bool _named;
        private bool _pagesGoOn;

        public IReadOnlyList<PageRange> Pages => _pages;

        public IReadOnlyList<string> References => _references;

        public IReadOnlyList<string> Flags => _flags;

        /// <returns>Whether it is a citation at all.</returns>
        public bool Read()
        {
            while (SkipToPart())
            {
                if (ReadPageWord() || (_pagesGoOn && char.IsAsciiDigit(text[_at])))
                {
                    ReadPages();
                }
                else if (!ReadReference())
                {
                    if (!_named)
                    {
                        return false;
                    }

                    Flag(NoteFlags.UnreadPart);
                }
            }

            return _named;
        }

        private bool SkipToPart()
        {
            while (_at < text.Length)
            {
                if (text[_at] is ' ' or ',' or ';' or '/' or '&' or '・')
                {
                    _at++;
                }
                else if (_named && Joiners.FirstOrDefault(Stands) is { } joiner)
                {
                    _at += joiner.Length;
                }
                else
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>A page word counts only with a digit behind it: (p &lt; 0.05) and (p.m.) are none.</summary>
        private bool ReadPageWord()
        {
            foreach (var word in PageWords)
            {
                if (!Stands(word))
                {
                    continue;
                }

                var next = _at + word.Length;
                var dotted = next < text.Length && text[next] == '.';
                next = SkipBlanks(dotted ? next + 1 : next);
                if (next < text.Length && char.IsAsciiDigit(text[next]) && (dotted || !afterWord))
                {
                    _at = next;
                    _named = _pagesGoOn = true;
                    return true;
                }
            }

            return false;
        }

        private void ReadPages()
        {
            var first = ReadNumber();
            var range = SkipBlanks(_at);
            if (range < text.Length && IsDash(text[range]))
            {
                while (range < text.Length && (IsDash(text[range]) || text[range] == ' '))
                {
                    range++;
                }

                (_at, var back) = (range, _at);
                if (_at < text.Length && (ReadPageWord() || char.IsAsciiDigit(text[_at])))
                {
                    Add(first, ReadNumber());
                    EndPart();
                    return;
                }

                _at = back;
            }

            Add(first, first);
            EndPart();
        }

        /// <summary>Digits without a sign; null, flagged, where they are no page number.</summary>
        private Number? ReadNumber()
        {
            var start = _at;
            while (
                _at < text.Length
                && (
                    char.IsAsciiDigit(text[_at])
                    || (text[_at] == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]))
                )
            )
            {
                _at++;
            }

            var digits = text.AsSpan(start, _at - start);
            return
                digits.Length <= 4
                && digits[0] != '0'
                && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                && page <= LastPage
                ? new Number(page, digits.Length)
                : null;
        }

        private void Add(Number? first, Number? last)
        {
            if (first is not { } from || last is not { } to)
            {
                Flag(NoteFlags.MalformedPage);
                return;
            }

            if (to.Page >= from.Page)
            {
                _pages.Add(new PageRange(from.Page, to.Page));
            }
            else if (Complete(from, to) is { } completed)
            {
                _pages.Add(new PageRange(from.Page, completed));
                Flag(NoteFlags.AbbreviatedRange);
            }
            else
            {
                _pages.Add(new PageRange(to.Page, from.Page));
                Flag(NoteFlags.ReversedRange);
            }
        }

        /// <summary>38-9 is 38 to 39, 118-25 is 118 to 125; null where that gives no range.</summary>
        private static int? Complete(Number from, Number to)
        {
            var scale = 1;
            for (var i = 0; i < to.Digits; i++)
            {
                scale *= 10;
            }

            var page = from.Page - (from.Page % scale) + to.Page;
            return to.Digits < from.Digits && page > from.Page ? page : null;
        }

        /// <summary>Behind a page only a separator may stand.</summary>
        private void EndPart()
        {
            var next = SkipBlanks(_at);
            if (next == text.Length || text[next] is ',' or ';' or '/' or '&' or '・' || next > _at)
            {
                return;
            }

            if (!Joiners.Any(Stands) && !ReferenceStands())
            {
                Flag(NoteFlags.UnreadPart);
                SkipPart();
            }
        }

        private bool ReadReference()
        {
            var start = _at;
            var known = ReferenceStands();
            SkipPart();
            if (known)
            {
                _references.Add(text[start.._at].Trim());
                _pagesGoOn = false;
            }

            return known;
        }

        /// <summary>A kind as a word of its own, singular or plural: sections, not second.</summary>
        private bool ReferenceStands() =>
            ReferenceKinds.Any(kind =>
            {
                if (!Stands(kind))
                {
                    return false;
                }

                var next = _at + kind.Length;
                next += next < text.Length && text[next] is 's' or 'S' ? 1 : 0;
                return !char.IsAsciiLetter(kind[^1]) || next >= text.Length || !char.IsAsciiLetter(text[next]);
            });

        private void SkipPart()
        {
            var depth = 0;
            while (_at < text.Length && (depth > 0 || text[_at] is not (',' or ';' or '/' or '&')))
            {
                depth += text[_at] switch
                {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                _at++;
            }
        }

        // Between digits the long vowel mark is a dash that came out of an input method.
        private static bool IsDash(char character) => character is '-' or 'ー' or 'ｰ';

        private bool Stands(string word) => text.AsSpan(_at).StartsWith(word, StringComparison.OrdinalIgnoreCase);

        private int SkipBlanks(int at)
        {
            while (at < text.Length && text[at] == ' ')
            {
                at++;
            }

            return at;
        }

        private void Flag(string flag)
        {
            if (!_flags.Contains(flag, StringComparer.Ordinal))
            {
                _flags.Add(flag);
            }
        }

        private readonly record struct Number(int Page, int Digits);
    }
}
