using System.Globalization;
using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>
/// Reads the plain form: a heading with the week, theme, introduction, the numbered list, then for each paper its title, five fields,
/// summary and Q&amp;As. A section is found by its block of fields and must bear the title of a listed paper, so that a lost line leads
/// to a refusal and never to a paper under another one's name.
/// </summary>
internal sealed partial class TextNoteParser(NoteSource source, NoteLabels labels, string file) : NoteParser(source, labels, file)
{
    /// <summary>From here on two titles are one title with a slip in it.</summary>
    private const double SameTitle = 0.6;

    private readonly List<Listed> _listed = [];
    private readonly List<Section> _sections = [];
    private WeekLabel? _label;
    private string _theme = "";
    private string _introduction = "";
    private int _next;

    protected override NoteForm Form => NoteForm.Text;

    protected override WeeklyNote? Read() =>
        ReadHeading()
        && ReadTheme()
        && ReadIntroduction()
        && ReadList()
        && FindSections()
        && _sections.TrueForAll(ReadSection)
        && AreDifferent([.. _sections.Select(section => (section.Fields.Id!, section.Heading))])
            ? Note()
            : null;

    protected override IReadOnlyList<string> Names(string value) =>
        value.Split([',', '、', '，'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private bool ReadHeading()
    {
        _next = SkipBlank(0, Lines.Count);
        var line = Lines[_next++];
        return NoteLabels.Stands(line.Text, 0, Labels.Heading, out var value)
            ? ReadWeek(line, value, out _label)
            : Refuse(line, NoteExpectation.Heading);
    }

    private bool ReadTheme()
    {
        _next = SkipBlank(_next, Lines.Count);
        if (LineOrEnd(_next, Lines.Count) is not { } line || !NoteLabels.Stands(line.Text, 0, Labels.Theme, out var value))
        {
            return Refuse(LineOrEnd(_next, Lines.Count), NoteExpectation.Theme);
        }

        Claim(line, value, NotePart.Theme, null);
        var first = _next++;
        while (_next < Lines.Count && !Lines[_next].IsBlank)
        {
            Source.Claim(NotePart.Theme, Lines[_next++]);
        }

        var text = Join(Lines.Skip(first + 1).Take(_next - first - 1).Select(next => next.Text).Prepend(line.Text[value..]));
        _theme = NormalText.Line(text);
        return true;
    }

    private bool ReadIntroduction()
    {
        var first = _next;
        while (_next < Lines.Count && !ListHeading(Lines[_next]).Success)
        {
            if (ListedLine().IsMatch(CharacterWidth.Narrow(Lines[_next].Text)) || FieldOf(Lines[_next]) is not null)
            {
                return Refuse(Lines[_next], NoteExpectation.ListHeading);
            }

            _next++;
        }

        if (_next == Lines.Count)
        {
            return Refuse(null, NoteExpectation.ListHeading);
        }

        var lines = Lines.Skip(first).Take(_next - first).ToList();
        lines.ForEach(line => Source.Claim(NotePart.Introduction, line));
        _introduction = Join(lines.Select(line => line.Text));
        return true;
    }

    private Match ListHeading(SourceLine line) => Labels.ListHeading.Match(CharacterWidth.Narrow(line.Text));

    private bool ReadList()
    {
        var heading = Lines[_next];
        var count = ListHeading(heading).Groups["count"];
        Source.Claim(NotePart.Label, heading.Start, heading.Start + count.Index);
        Source.Claim(NotePart.Count, heading.Start + count.Index, heading.Start + count.Index + count.Length);
        Source.Claim(NotePart.Label, heading.Start + count.Index + count.Length, heading.End);
        for (_next = SkipBlank(_next + 1, Lines.Count); _next < Lines.Count; _next = SkipBlank(_next + 1, Lines.Count))
        {
            var line = Lines[_next];
            if (!NumberedLine().IsMatch(CharacterWidth.Narrow(line.Text)))
            {
                break;
            }

            if (!ReadListed(line))
            {
                return false;
            }
        }

        if (_listed.Count is 0 or > MostPapers)
        {
            return Refuse(
                LineOrEnd(_next, Lines.Count),
                _listed.Count == 0 ? NoteExpectation.ListedPaper : NoteExpectation.FewerPapers,
                $"{MostPapers}"
            );
        }

        if (int.Parse(count.ValueSpan, CultureInfo.InvariantCulture) != _listed.Count)
        {
            Add(new NoteOddity(NoteFlags.CountDiffers, Line: heading.Number, Detail: $"{count.Value} / {_listed.Count}"));
        }

        return true;
    }

    private bool ReadListed(SourceLine line)
    {
        var match = ListedLine().Match(CharacterWidth.Narrow(line.Text));
        var date = match.Success ? NoteDates.Find(match.Groups["date"].Value) : null;
        if (date is null)
        {
            return Refuse(line, NoteExpectation.ListedDate);
        }

        if (int.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture) != _listed.Count + 1)
        {
            Add(
                new NoteOddity(
                    NoteFlags.NumberingDiffers,
                    _listed.Count,
                    Line: line.Number,
                    Detail: $"{match.Groups["n"].Value} / {_listed.Count + 1}"
                )
            );
        }

        var (title, day, paper) = (match.Groups["title"], match.Groups["date"], _listed.Count);
        var (titleEnd, dayEnd) = (title.Index + title.Length, day.Index + day.Length);
        Source.Claim(NotePart.Label, line.Start, line.Start + title.Index, paper);
        Source.Claim(NotePart.ListedTitle, line.Start + title.Index, line.Start + titleEnd, paper);
        Source.Claim(NotePart.Label, line.Start + titleEnd, line.Start + day.Index, paper);
        Source.Claim(NotePart.ListedDate, line.Start + day.Index, line.Start + dayEnd, paper);
        Source.Claim(NotePart.Label, line.Start + dayEnd, line.End, paper);
        _listed.Add(new Listed(line.Text[title.Index..titleEnd].Trim(), date.Value, line));
        return true;
    }

    /// <summary>Cuts the rest of the file into one section for each listed paper.</summary>
    private bool FindSections()
    {
        var blocks = FindFields();
        foreach (var block in blocks)
        {
            if (!FindSection(block))
            {
                return false;
            }
        }

        for (var i = 0; i < _sections.Count; i++)
        {
            _sections[i].End = i + 1 < _sections.Count ? _sections[i + 1].Heading.Number - 1 : Lines.Count;
        }

        foreach (var (listed, i) in _listed.Select((listed, i) => (listed, i)))
        {
            if (_sections.TrueForAll(section => section.Paper != i))
            {
                // Its title may still be there, with everything below it that makes a section gone.
                var key = NormalText.Key(listed.Title);
                var title = Lines.Skip(_next).Where(line => NormalText.Key(line.Text) == key).Take(1).ToList();
                return title.Count > 0
                    ? Refuse(LineOrEnd(SkipBlank(title[0].Number, Lines.Count), Lines.Count), NoteExpectation.Authors)
                    : Refuse(null, NoteExpectation.Section, listed.Title);
            }
        }

        var order = _sections.Select(section => section.Paper).ToList();
        if (!order.SequenceEqual(order.Order()))
        {
            Add(
                new NoteOddity(
                    NoteFlags.OrderDiffers,
                    Line: _sections[0].Heading.Number,
                    Detail: string.Join(", ", order.Select(paper => paper + 1))
                )
            );
        }

        return true;
    }

    /// <summary>
    /// The first lines of blocks of at least two different fields, with at most one other line between two of them. Within a summary
    /// or an answer one line may look like a field, two do not.
    /// </summary>
    private List<int> FindFields()
    {
        var blocks = new List<int>();
        var fields = new HashSet<NotePart>();
        var (first, last) = (-1, -1);
        for (var i = SkipBlank(_next, Lines.Count); i < Lines.Count; i = SkipBlank(i + 1, Lines.Count))
        {
            if (FieldOf(Lines[i]) is { } field)
            {
                (first, last) = (first < 0 ? i : first, i);
                if (fields.Add(field) && fields.Count == 2)
                {
                    blocks.Add(first);
                }
            }
            else if (first >= 0 && GoesOn(Lines[i - 1]))
            {
                last = i;
            }
            else if (first >= 0 && (SkipBlank(last + 1, Lines.Count) < i || FindListed(Lines[i].Text) >= 0))
            {
                first = -1;
                fields.Clear();
            }
        }

        return blocks;
    }

    private bool FindSection(int fields)
    {
        var heading = fields - 1;
        while (heading >= _next && Lines[heading].IsBlank)
        {
            heading--;
        }

        var paper = heading < _next ? -1 : FindListed(Lines[heading].Text);
        if (paper < 0 || _sections.Exists(section => section.Paper == paper))
        {
            var open = Enumerable
                .Range(0, _listed.Count)
                .FirstOrDefault(i => _sections.TrueForAll(section => section.Paper != i), -1);
            return Refuse(Lines[Math.Max(heading, _next)], NoteExpectation.SectionTitle, open < 0 ? "" : _listed[open].Title);
        }

        _sections.Add(new Section(paper, Lines[heading]));
        return true;
    }

    /// <summary>The listed paper that this is the title of, spelled the same or nearly so; -1 where it is of none.</summary>
    private int FindListed(string line)
    {
        if (line.Length > 500)
        {
            return -1;
        }

        var key = NormalText.Key(line);
        var same = _listed.FindIndex(listed => listed.Key == key);
        if (same >= 0 || key.Length == 0)
        {
            return same;
        }

        var (best, paper) = _listed
            .Select((listed, i) => (CharacterBigrams.Of(listed.Key).Dice(CharacterBigrams.Of(key)), i))
            .MaxBy(pair => pair.Item1);
        return best >= SameTitle ? paper : -1;
    }

    private bool ReadSection(Section section)
    {
        var next = section.Heading.Number;
        return ReadFields(section, ref next) && ReadSummary(section, ref next) && ReadQuestions(section, next);
    }

    private bool ReadFields(Section section, ref int next)
    {
        Source.Claim(NotePart.Title, section.Heading, section.Paper);
        section.Fields.Title = section.Heading.Text.Trim();
        for (next = SkipBlank(next, section.End); next < section.End; next = SkipBlank(next + 1, section.End))
        {
            var line = Lines[next];
            if (
                NoteLabels.Stands(line.Text, 0, Labels.Summary, out _) || NoteLabels.Stands(line.Text, 0, Labels.Questions, out _)
            )
            {
                break;
            }

            switch (ReadField(line, 0, section.Fields, section.Paper))
            {
                case false:
                    return false;
                case null when !ReadMoreNames(line, section):
                    section.Unread ??= line;
                    break;
            }
        }

        if (!HasFields(section.Fields, section.Heading))
        {
            return false;
        }

        Compare(section.Fields, section.Heading, _listed[section.Paper], section.Paper);
        return true;
    }

    /// <summary>A long line of authors may go on below when it ends with a comma.</summary>
    private bool ReadMoreNames(SourceLine line, Section section)
    {
        var before = Lines[line.Number - 2];
        if (!GoesOn(before) || (FieldOf(before) != NotePart.Authors && section.GoesOn != line.Number))
        {
            return false;
        }

        section.Fields.Authors = [.. section.Fields.Authors, .. Names(line.Text)];
        section.GoesOn = line.Number + 1;
        Source.Claim(NotePart.Authors, line, section.Paper);
        return true;
    }

    private static bool GoesOn(SourceLine line) => CharacterWidth.Narrow(line.Text.AsSpan().TrimEnd()).EndsWith(',');

    private bool ReadSummary(Section section, ref int next)
    {
        if (LineOrEnd(next, section.End) is not { } line || !NoteLabels.Stands(line.Text, 0, Labels.Summary, out var value))
        {
            return Refuse(section.Unread ?? LineOrEnd(next, section.End), NoteExpectation.Summary);
        }

        Claim(line, value, NotePart.Summary, section.Paper);
        var text = new List<string> { line.Text[value..] };
        for (next++; next < section.End && !IsQuestionsHeading(Lines[next]); next++)
        {
            if (NoteLabels.Stands(Lines[next].Text, Labels.Question, out _))
            {
                return Refuse(Lines[next], NoteExpectation.QuestionsHeading);
            }

            Source.Claim(NotePart.Summary, Lines[next], section.Paper);
            text.Add(Lines[next].Text);
        }

        section.Summary = Join(text);
        if (section.Summary.Length == 0)
        {
            return Refuse(LineOrEnd(next, section.End), NoteExpectation.Summary);
        }

        if (next == section.End)
        {
            return Refuse(LineOrEnd(next, Lines.Count), NoteExpectation.QuestionsHeading);
        }

        Source.Claim(NotePart.Label, Lines[next++], section.Paper);
        return true;
    }

    private bool IsQuestionsHeading(SourceLine line) =>
        NoteLabels.Stands(line.Text, 0, Labels.Questions, out var value) && string.IsNullOrWhiteSpace(line.Text[value..]);

    private bool ReadQuestions(Section section, int next)
    {
        var reader = new QuestionReader(this, section);
        for (; next < section.End; next++)
        {
            if (!reader.Read(Lines[next]))
            {
                return false;
            }
        }

        return reader.Finish() && HasWholeAnswer(section);
    }

    /// <summary>The file may end anywhere in its last paper, but not before that paper's first whole Q&amp;A.</summary>
    private bool HasWholeAnswer(Section section)
    {
        if (section.Answers.Count == 0)
        {
            return Refuse(LineOrEnd(section.End, Lines.Count), NoteExpectation.Question);
        }

        var isAlone = section.Answers.Count == 1 && section.End == Lines.Count && !section.EndsInQuestion;
        return !isAlone || NoteEnding.IsClosed(section.Answers[0].Answer) || Refuse(null, NoteExpectation.WholeAnswer);
    }

    private WeeklyNote Note() =>
        new()
        {
            Label = _label!,
            Language = Labels.Language,
            Theme = _theme,
            Introduction = _introduction,
            Papers =
            [
                .. _sections
                    .OrderBy(section => section.Paper)
                    .Select(section => Noted(section.Fields, section.Fields.Id!, section.Summary, section.Answers)),
            ],
        };

    private sealed class Section(int paper, SourceLine heading)
    {
        public int Paper => paper;

        public SourceLine Heading => heading;

        /// <summary>The index of the line behind it.</summary>
        public int End { get; set; }

        /// <summary>The number of the line on which a list of authors may go on.</summary>
        public int GoesOn { get; set; }

        /// <summary>The first line among the fields that is none.</summary>
        public SourceLine? Unread { get; set; }

        /// <summary>The file ends in a question without an answer.</summary>
        public bool EndsInQuestion { get; set; }

        public PaperFields Fields { get; } = new();

        public string Summary { get; set; } = "";

        public List<(string Question, string Answer)> Answers { get; } = [];
    }

    /// <summary>Takes a section's lines behind <c>Q&amp;A:</c> one after the other.</summary>
    private sealed class QuestionReader(TextNoteParser parser, Section section)
    {
        private readonly List<(SourceLine Line, int Value)> _question = [];
        private readonly List<(SourceLine Line, int Value)> _answer = [];

        public bool Read(SourceLine line)
        {
            if (NoteLabels.Stands(line.Text, parser.Labels.Question, out var value))
            {
                if (!Keep(line))
                {
                    return false;
                }

                _question.Add((line, value));
            }
            else if (NoteLabels.Stands(line.Text, parser.Labels.Answer, out value))
            {
                if (_question.Count == 0 || _answer.Count > 0)
                {
                    return parser.Refuse(line, NoteExpectation.Question);
                }

                _answer.Add((line, value));
            }
            else if (_question.Count > 0)
            {
                (_answer.Count > 0 ? _answer : _question).Add((line, 0));
            }
            else if (!line.IsBlank)
            {
                return parser.Refuse(line, NoteExpectation.Question);
            }

            return true;
        }

        /// <summary>Keeps the last Q&amp;A; a question that the file ends in is reported, with what is there of it.</summary>
        public bool Finish()
        {
            var isCut = _question.Count > 0 && Text(_answer).Length == 0 && section.End == parser.Lines.Count;
            if (!isCut || section.Answers.Count == 0)
            {
                return Keep(parser.LineOrEnd(section.End, parser.Lines.Count));
            }

            section.EndsInQuestion = true;
            parser.Add(
                new NoteOddity(
                    NoteFlags.CutOff,
                    section.Paper,
                    Line: _question[0].Line.Number,
                    Detail: NormalText.Excerpt(Text(_question))
                )
            );
            Claim(_question, NotePart.CutOffQuestion, null);
            Claim(_answer, NotePart.CutOffQuestion, null);
            return true;
        }

        /// <summary>Keeps what was read so far as a Q&amp;A; <paramref name="next"/> is where an answer should have been, if there is none.</summary>
        private bool Keep(SourceLine? next)
        {
            if (_question.Count == 0)
            {
                return true;
            }

            var (question, answer) = (NormalText.Line(Text(_question)), Text(_answer));
            if (question.Length == 0)
            {
                return parser.Refuse(_question[0].Line, NoteExpectation.Question);
            }

            if (answer.Length == 0)
            {
                return parser.Refuse(next, NoteExpectation.Answer);
            }

            if (section.Answers.Count == MostQuestions)
            {
                return parser.Refuse(_question[0].Line, NoteExpectation.FewerQuestions, $"{MostQuestions}");
            }

            Claim(_question, NotePart.Question, section.Answers.Count);
            Claim(_answer, NotePart.Answer, section.Answers.Count);
            section.Answers.Add((question, answer));
            _question.Clear();
            _answer.Clear();
            return true;
        }

        private void Claim(List<(SourceLine Line, int Value)> lines, NotePart part, int? answer) =>
            lines.ForEach(line => parser.Claim(line.Line, line.Value, part, section.Paper, answer));

        private static string Text(List<(SourceLine Line, int Value)> lines) =>
            Join(lines.Select(line => line.Line.Text[line.Value..]));
    }

    [GeneratedRegex(@"^\s*[0-9]{1,3}\s*[.)]\s*\S", RegexOptions.NonBacktracking)]
    private static partial Regex NumberedLine();

    [GeneratedRegex(
        @"^\s*(?<n>[0-9]{1,3})\s*[.)]\s*(?<title>\S.*?)\s*\(\s*(?:発行日|Published)\s*:(?<date>[^()]*)\)\s*$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex ListedLine();
}
