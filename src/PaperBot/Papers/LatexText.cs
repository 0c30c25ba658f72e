using System.Buffers;
using System.Globalization;
using System.Text;

namespace PaperBot.Papers;

/// <summary>
/// Formulas as text that can be read anywhere: <c>x_v\in R^{H×W×C}</c> becomes <c>xᵥ∈R^(H×W×C)</c>. What it does not understand it leaves
/// alone altogether, as half a formula would say something else.
/// </summary>
public static class LatexText
{
    /// <summary>Longer ones are not looked at.</summary>
    public const int LongestFormula = 2000;

    private const int Deepest = 40;
    private static readonly SearchValues<char> Numbers = SearchValues.Create("0123456789.%");

    private const string Operators = "+-−±∓=<>≤≥≈≠∼/·×,;|∑∏∫→∈";

    /// <summary>A formula without its delimiters; null where it is not understood.</summary>
    public static string? Convert(string tex)
    {
        if (tex.Length > LongestFormula)
        {
            return null;
        }

        var text = new Reader(tex).ReadAll();
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>
    /// Reads a formula from left to right. Every method gives null where something is not understood, and then all of it is not.
    /// </summary>
    private sealed class Reader(string tex)
    {
        private int _at;
        private int _depth;

        public string? ReadAll() => ReadSequence('\0') is { } text && _at == tex.Length ? text.Trim() : null;

        // Up to the closing mark, which is read too; up to the end for '\0'.
        private string? ReadSequence(char close)
        {
            if (++_depth > Deepest)
            {
                return null;
            }

            var text = new Line();
            while (_at < tex.Length)
            {
                var c = tex[_at++];
                if (c == close)
                {
                    _depth--;
                    return text.ToString();
                }

                if (!ReadInto(text, c))
                {
                    return null;
                }
            }

            _depth--;
            return close == '\0' ? text.ToString() : null;
        }

        private bool ReadInto(Line text, char c)
        {
            switch (c)
            {
                case '{':
                    return text.Add(ReadSequence('}'));
                case '}' or '$' or '&':
                    return false;
                case '^' or '_':
                    return ReadArgument() is { } script && text.AddScript(c, script);
                case '\\':
                    return ReadCommand(text);
                case '\'':
                    return text.Add("′");
                case '~':
                    return text.AddBlank();
                case '=' or '<' or '>' or '+' or '-' when IsBlank(_at - 2) && IsBlank(_at):
                    return text.AddSpaced(c.ToString(), true);
                default:
                    return char.IsWhiteSpace(c) ? text.AddBlank() : text.Add(c.ToString());
            }
        }

        private bool IsBlank(int at) => at >= 0 && at < tex.Length && char.IsWhiteSpace(tex[at]);

        private bool ReadCommand(Line text)
        {
            var isSpaced = IsBlank(_at - 2);
            var name = ReadName();
            if (LatexSymbols.Plain.TryGetValue(name, out var symbol))
            {
                return text.Add(symbol);
            }

            if (LatexSymbols.Spaced.TryGetValue(name, out var relation))
            {
                return text.AddSpaced(relation, isSpaced);
            }

            if (LatexSymbols.Functions.Contains(name))
            {
                return text.AddWord(name);
            }

            if (LatexSymbols.Blanks.Contains(name))
            {
                return text.AddBlank();
            }

            if (LatexSymbols.Dropped.Contains(name))
            {
                return true;
            }

            return name switch
            {
                "%" or "$" or "&" or "#" or "_" or "{" or "}" => text.Add(name),
                "|" => text.Add("‖"),
                "!" => true,
                " " => text.AddBlank(),
                "left" or "right" => ReadDelimiter(text),
                "frac" or "dfrac" or "tfrac" or "cfrac" => ReadFraction(text),
                "sqrt" => ReadRoot(text),
                "not" => ReadNegation(text, isSpaced),
                "bmod" or "mod" => text.AddWord("mod"),
                "mathbb" or "mathds" or "mathbbm" => ReadArgument() is { } letters
                    && text.Add(LatexSymbols.ToDoubleStruck(letters)),
                "mathcal" or "mathscr" => ReadArgument() is { } letters && text.Add(LatexSymbols.ToScript(letters)),
                "operatorname" => ReadOperator(text),
                _ when LatexSymbols.Fonts.Contains(name) => text.Add(ReadArgument()),
                _ when LatexSymbols.Texts.Contains(name) => text.AddProse(ReadProse()),
                _ when LatexSymbols.Accents.TryGetValue(name, out var accent) => ReadArgument() is { } letters
                    && text.Add(Accented(letters, accent)),
                _ => false,
            };
        }

        // A name of letters takes the blanks behind it; any other is one character.
        private string ReadName()
        {
            var start = _at;
            while (_at < tex.Length && char.IsAsciiLetter(tex[_at]))
            {
                _at++;
            }

            if (_at == start)
            {
                return _at < tex.Length ? tex[_at++].ToString() : "";
            }

            var name = tex[start.._at];
            SkipBlanks();
            return name;
        }

        // {…}, a command, or one character.
        private string? ReadArgument()
        {
            SkipBlanks();
            if (_at == tex.Length)
            {
                return null;
            }

            var c = tex[_at++];
            if (c == '{')
            {
                return ReadSequence('}')?.Trim();
            }

            if (c is '^' or '_' or '}' or '$' or '&' || ++_depth > Deepest)
            {
                return null;
            }

            var argument = new Line();
            var understood = c == '\\' ? ReadCommand(argument) : argument.Add(WholeCharacter(c));
            _depth--;
            return understood ? argument.ToString().Trim() : null;
        }

        private string WholeCharacter(char c) =>
            char.IsHighSurrogate(c) && _at < tex.Length && char.IsLowSurrogate(tex[_at])
                ? string.Concat(c, tex[_at++])
                : c.ToString();

        // \left( and \right. : the delimiter stays, a full stop is none.
        private bool ReadDelimiter(Line text)
        {
            SkipBlanks();
            if (_at < tex.Length && tex[_at] == '.')
            {
                _at++;
                return true;
            }

            return _at < tex.Length;
        }

        private bool ReadFraction(Line text) =>
            ReadArgument() is { } above && ReadArgument() is { } below && text.AddFraction(above, below);

        private bool ReadRoot(Line text)
        {
            SkipBlanks();
            var degree = "";
            if (_at < tex.Length && tex[_at] == '[')
            {
                _at++;
                if (ReadSequence(']')?.Trim() is not { } read)
                {
                    return false;
                }

                degree = read == "2" ? "" : LatexSymbols.Raise(read);
            }

            if (degree is null || ReadArgument() is not { } radicand)
            {
                return false;
            }

            return text.Add($"{degree}√{(IsOneAtom(radicand) ? radicand : Bracketed(radicand))}");
        }

        // A stroke through the symbol that follows.
        private bool ReadNegation(Line text, bool isSpaced) =>
            ReadArgument() is { Length: 1 } symbol
            && text.AddSpaced((symbol + "\u0338").Normalize(NormalizationForm.FormC), isSpaced);

        private bool ReadOperator(Line text)
        {
            if (_at < tex.Length && tex[_at] == '*')
            {
                _at++;
            }

            return ReadArgument() is { } name && text.AddWord(name);
        }

        // Prose keeps its blanks; a formula in it is read as part of this one.
        private string? ReadProse()
        {
            SkipBlanks();
            if (_at == tex.Length || tex[_at] != '{')
            {
                return null;
            }

            var end = tex.AsSpan(_at + 1).IndexOfAny('{', '}');
            var prose = end < 0 ? "" : tex.Substring(_at + 1, end);
            if (end < 0 || tex[_at + 1 + end] != '}' || prose.AsSpan().IndexOfAny('\\', '$') >= 0)
            {
                return ReadArgument();
            }

            _at += end + 2;
            return prose;
        }

        private void SkipBlanks()
        {
            while (_at < tex.Length && char.IsWhiteSpace(tex[_at]))
            {
                _at++;
            }
        }
    }

    // Over one letter an accent is clear; over several only a line is.
    private static string? Accented(string letters, string accent)
    {
        if (letters.Any(char.IsSurrogate))
        {
            return null;
        }

        var characters = new StringInfo(letters).LengthInTextElements;
        return characters switch
        {
            1 => (letters + accent).Normalize(NormalizationForm.FormC),
            > 1 when accent is "\u0305" or "\u0332" => string.Concat(TextElements(letters).Select(letter => letter + accent)),
            _ => null,
        };
    }

    private static IEnumerable<string> TextElements(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }

    private static string Bracketed(string text) => $"({text})";

    // A number, or one letter with what hangs on it: scripts, marks, an argument in brackets. π_(ref)(y|x) is one, 2π is two.
    private static bool IsOneAtom(string text)
    {
        var at = text.AsSpan().IndexOfAnyExcept(Numbers);
        if (at < 0)
        {
            return true;
        }

        at = text.StartsWith('√') ? 1 : 0;
        if (at < text.Length && text[at] is '(' or '[')
        {
            return BracketEnd(text, at) == text.Length;
        }

        if (at == text.Length || !(char.IsLetter(text, at) || text[at] == '∞'))
        {
            return false;
        }

        at += char.IsSurrogatePair(text, at) ? 2 : 1;
        while (at < text.Length)
        {
            var script = text[at] is '_' or '^';
            at += script ? 1 : 0;
            if (at < text.Length && text[at] is '(' or '[')
            {
                at = BracketEnd(text, at);
            }
            else if (at < text.Length && (script || HangsOn(text[at])))
            {
                at++;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static bool HangsOn(char c) =>
        c is '′'
        || char.GetUnicodeCategory(c)
            is UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherNumber
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
        || LatexSymbols.IsRaisedOrLowered(c);

    // Behind the bracket that closes the one here; behind the text where none does.
    private static int BracketEnd(string text, int at)
    {
        var depth = 0;
        for (; at < text.Length; at++)
        {
            depth += text[at] switch
            {
                '(' or '[' => 1,
                ')' or ']' => -1,
                _ => 0,
            };
            if (depth == 0)
            {
                return at + 1;
            }
        }

        return text.Length + 1;
    }

    // Whether a sum, a product or a relation stands outside of all brackets.
    private static bool HasOperator(string text)
    {
        var depth = 0;
        foreach (var c in text)
        {
            depth += c switch
            {
                '(' or '[' => 1,
                ')' or ']' => -1,
                _ => 0,
            };
            if (depth == 0 && Operators.Contains(c, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A formula's text while it grows.</summary>
    private sealed class Line
    {
        private readonly StringBuilder _text = new();

        // The kinds of script that what stands last has.
        private readonly HashSet<char> _scripts = [];

        // What stands last is a word or a fraction: a letter or digit behind it would run into it.
        private bool _wantsBlank;

        public bool Add(string? text)
        {
            if (text is null)
            {
                return false;
            }

            if (_wantsBlank && text.Length > 0 && (char.IsLetterOrDigit(text, 0) || text[0] is '∑' or '∏' or '∫' or '√'))
            {
                AddBlank();
            }

            if (text.Length > 0)
            {
                _wantsBlank = false;
                _scripts.Clear();
            }

            _text.Append(text);
            return true;
        }

        /// <param name="isSpaced">A blank before a relation is wanted behind it too, where TeX takes it for the end of a name.</param>
        public bool AddSpaced(string relation, bool isSpaced)
        {
            if (isSpaced)
            {
                AddBlank();
            }

            Add(relation);
            return !isSpaced || AddBlank();
        }

        /// <summary>Prose keeps a blank on either side.</summary>
        public bool AddProse(string? prose)
        {
            if (prose is null)
            {
                return false;
            }

            return (!prose.StartsWith(' ') || AddBlank()) && Add(prose.Trim()) && (!prose.EndsWith(' ') || AddBlank());
        }

        public bool AddWord(string word)
        {
            SetApart();
            Add(word);
            _wantsBlank = true;
            return true;
        }

        public bool AddFraction(string above, string below)
        {
            if (above.Length == 0 || below.Length == 0)
            {
                return false;
            }

            SetApart();
            Add((HasOperator(above) ? Bracketed(above) : above) + "/" + (IsOneAtom(below) ? below : Bracketed(below)));
            _wantsBlank = true;
            return true;
        }

        /// <summary>Raised or lowered only if all of it can be.</summary>
        public bool AddScript(char mark, string script)
        {
            // A second one of a kind is an error in TeX too.
            if (script.Length == 0 || !_scripts.Add(mark))
            {
                return false;
            }

            var compact = script.Replace(" ", "", StringComparison.Ordinal);
            var moved = mark == '^' ? LatexSymbols.Raise(compact) : LatexSymbols.Lower(compact);
            var wanted = _wantsBlank;
            _wantsBlank = false;
            _text.Append(
                moved
                    ?? (
                        new StringInfo(script).LengthInTextElements == 1 || IsOneAtom(script) && script[0] == '('
                            ? $"{mark}{script}"
                            : $"{mark}{Bracketed(script)}"
                    )
            );
            _wantsBlank = wanted;
            return true;
        }

        public bool AddBlank()
        {
            if (_text.Length > 0 && _text[^1] != ' ')
            {
                _text.Append(' ');
            }

            _wantsBlank = false;
            _scripts.Clear();
            return true;
        }

        public override string ToString() => _text.ToString();

        private void SetApart()
        {
            if (_text.Length > 0 && char.IsLetterOrDigit(_text[^1]))
            {
                AddBlank();
            }
        }
    }
}
