using System.Globalization;
using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>
/// Reads what <see cref="WeeklyNoteWriter.Markdown"/> writes. Every part stands under a heading of its own, so nothing has to be guessed; a line of
/// a text that looks like such a heading is escaped (<see cref="NoteMarkdown"/>). A file that was cut within its last paper is read as far as it goes.
/// </summary>
internal sealed partial class MarkdownNoteParser(NoteSource source, NoteLabels labels, string file)
    : NoteParser(source, labels, file)
{
    /// <summary>The index of the line that ends the note, or of the end of the file.</summary>
    private int _end = source.Lines.Count;

    /// <summary>The note's own end mark was there: nothing of it is missing.</summary>
    private bool _isEnded;

    /// <summary>Only an export shows verdicts, and an export has an end mark.</summary>
    private bool _showsVerdicts;

    private readonly List<(NotedPaper Paper, SourceLine Heading)> _papers = [];
    private readonly List<Listed> _listed = [];
    private WeekLabel? _label;
    private string _theme = "";
    private string _introduction = "";
    private int _next;
    private bool _endsInQuestion,
        _endsInHeading;

    protected override NoteForm Form => NoteForm.Markdown;

    protected override WeeklyNote? Read() =>
        ReadEnd()
        && ReadHeading()
        && ReadTheme()
        && ReadIntroduction()
        && ReadList()
        && ReadPapers()
        && IsWholeEnough()
        && AreDifferent([.. _papers.Select(paper => (paper.Paper.Paper.Id, paper.Heading))])
            ? new WeeklyNote
            {
                Label = _label!,
                Language = Labels.Language,
                Theme = _theme,
                Introduction = _introduction,
                Papers = [.. _papers.Select(paper => paper.Paper)],
            }
            : null;

    protected override IReadOnlyList<string> Names(string value) => MayBeUnknown(value) ? [] : NoteMarkdown.UnescapeList(value);

    protected override bool MayBeUnknown(string value) => value.Trim() == NoteMarkdown.None;

    /// <summary>Takes the end mark off. A cut within the mark itself has cut nothing else.</summary>
    private bool ReadEnd()
    {
        var last = _end - 1;
        while (last >= 0 && Lines[last].IsBlank)
        {
            last--;
        }

        if (last > 0 && NoteMarkdown.End.StartsWith(Lines[last].Text.Trim(), StringComparison.Ordinal))
        {
            Source.Claim(NotePart.Label, Lines[last]);
            (_end, _isEnded) = (last, true);
        }
        else if (last > 0 && HeadingBegun().IsMatch(Lines[last].Text))
        {
            // What stands above it is whole; text that begins so would stand escaped.
            Source.Claim(NotePart.Label, Lines[last]);
            (_end, _endsInHeading) = (last, true);
        }

        return true;
    }

    /// <summary>Without an end mark the file may end anywhere in its last paper, but not before that paper's first whole Q&amp;A.</summary>
    private bool IsWholeEnough()
    {
        if (_isEnded || _papers is not [.., ({ Note.QuestionAnswers: [.., var last] answers }, _)])
        {
            return true;
        }

        var isClosed = NoteEnding.IsClosed(last.Answer);
        if (answers.Count == 1 && !isClosed && !_endsInQuestion && !_endsInHeading)
        {
            return Refuse(null, NoteExpectation.WholeAnswer);
        }

        if ((_showsVerdicts || _endsInHeading) && isClosed && !_endsInQuestion)
        {
            Add(new NoteOddity(NoteFlags.CutOff, _papers.Count - 1, Line: Lines[^1].Number));
        }

        return true;
    }

    private bool ReadHeading()
    {
        _next = SkipBlank(0, _end);
        var line = Lines[_next++];
        var text = line.Text.IndexOf('#', StringComparison.Ordinal) + 1;
        return NoteLabels.Stands(line.Text, text, Labels.Heading, out var value)
            ? ReadWeek(line, value, out _label)
            : Refuse(line, NoteExpectation.Heading);
    }

    private bool ReadTheme()
    {
        if (!ReadPartHeading(Labels.Theme, NoteExpectation.Theme))
        {
            return false;
        }

        _theme = NoteMarkdown.Unescape(NormalText.Line(ReadBlock(NotePart.Theme, null)));
        return true;
    }

    private bool ReadIntroduction()
    {
        // A week without an introduction has no heading for one.
        if (StandsHeading(SkipBlank(_next, _end), "##", Labels.Introduction))
        {
            ReadPartHeading(Labels.Introduction, NoteExpectation.ListHeading);
            _introduction = ReadBlock(NotePart.Introduction, null);
        }

        return true;
    }

    private bool ReadList()
    {
        _next = SkipBlank(_next, _end);
        var heading = LineOrEnd(_next, _end);
        var match =
            heading is { } found && found.Text.StartsWith("## ", StringComparison.Ordinal)
                ? Labels.ListHeading.Match(CharacterWidth.Narrow(found.Text.AsSpan(2)))
                : Match.Empty;
        if (!match.Success)
        {
            return Refuse(heading, NoteExpectation.ListHeading);
        }

        var (line, count) = (heading!.Value, match.Groups["count"]);
        var start = line.Start + 2 + count.Index;
        Source.Claim(NotePart.Label, line.Start, start);
        Source.Claim(NotePart.Count, start, start + count.Length);
        Source.Claim(NotePart.Label, start + count.Length, line.End);
        for (_next = SkipBlank(_next + 1, _end); _next < _end && !IsHeading(Lines[_next]); _next = SkipBlank(_next + 1, _end))
        {
            if (!ReadListed(Lines[_next]))
            {
                return false;
            }
        }

        if (_listed.Count > MostPapers)
        {
            return Refuse(LineOrEnd(_next, _end), NoteExpectation.FewerPapers, $"{MostPapers}");
        }

        var announced = int.Parse(count.ValueSpan, CultureInfo.InvariantCulture);
        if (_listed.Count == 0 && announced > 0)
        {
            return Refuse(LineOrEnd(_next, _end), NoteExpectation.ListedPaper);
        }

        if (announced != _listed.Count)
        {
            Add(new NoteOddity(NoteFlags.CountDiffers, Line: line.Number, Detail: $"{count.Value} / {_listed.Count}"));
        }

        return true;
    }

    private bool ReadListed(SourceLine line)
    {
        var match = ListedLine().Match(line.Text);
        if (!match.Success)
        {
            return Refuse(line, NoteExpectation.ListedPaper);
        }

        var (title, day) = (match.Groups["title"], match.Groups["date"]);
        var (titleEnd, dayEnd) = (title.Index + title.Length, day.Index + day.Length);
        Source.Claim(NotePart.Label, line.Start, line.Start + title.Index, _listed.Count);
        Source.Claim(NotePart.ListedTitle, line.Start + title.Index, line.Start + titleEnd, _listed.Count);
        Source.Claim(NotePart.Label, line.Start + titleEnd, line.Start + day.Index, _listed.Count);
        Source.Claim(NotePart.ListedDate, line.Start + day.Index, line.Start + dayEnd, _listed.Count);
        Source.Claim(NotePart.Label, line.Start + dayEnd, line.End, _listed.Count);
        _listed.Add(new Listed(NoteMarkdown.Unescape(title.Value), NoteDates.Find(day.Value), line));
        return true;
    }

    private bool ReadPapers()
    {
        for (var i = 0; i < _listed.Count; i++)
        {
            _next = SkipBlank(_next, _end);
            var heading = LineOrEnd(_next, _end);
            var match = heading is { } found ? PaperHeading().Match(found.Text) : Match.Empty;
            if (!match.Success)
            {
                return Refuse(heading, NoteExpectation.Section, _listed[i].Title);
            }

            _next++;
            if (!ReadPaper(heading!.Value, match.Groups["title"], i))
            {
                return false;
            }
        }

        _next = SkipBlank(_next, _end);
        return _next == _end || Refuse(Lines[_next], NoteExpectation.SectionTitle, "");
    }

    private bool ReadPaper(SourceLine heading, Group title, int paper)
    {
        var fields = new PaperFields { Title = NoteMarkdown.Unescape(title.Value) };
        Claim(heading, title.Index, NotePart.Title, paper);
        if (!ReadFields(fields, heading, paper, out var id))
        {
            return false;
        }

        Compare(fields, heading, _listed[paper], paper);
        if (StandsHeading(_next, "###", Labels.Abstract))
        {
            Source.Claim(NotePart.Label, Lines[_next++], paper);
            fields.Abstract = ReadBlock(NotePart.Abstract, paper);
        }

        if (StandsHeading(_next, "###", [Labels.NoNote]))
        {
            Source.Claim(NotePart.Label, Lines[_next], paper);
            _next = SkipBlank(_next + 1, _end);
            _papers.Add((Noted(fields, id, "", null), heading));
            return true;
        }

        if (!StandsHeading(_next, "###", Labels.Summary))
        {
            return Refuse(LineOrEnd(_next, _end), NoteExpectation.Summary);
        }

        Source.Claim(NotePart.Label, Lines[_next++], paper);
        var summary = ReadBlock(NotePart.Summary, paper);
        if (!ReadQuestions(paper, out var answers))
        {
            return false;
        }

        _papers.Add((Noted(fields, id, summary, answers), heading));
        return true;
    }

    private bool ReadFields(PaperFields fields, SourceLine heading, int paper, out PaperId id)
    {
        PaperId? written = null;
        for (_next = SkipBlank(_next, _end); _next < _end; _next = SkipBlank(_next + 1, _end))
        {
            var line = Lines[_next];
            if (!line.Text.StartsWith("- ", StringComparison.Ordinal))
            {
                break;
            }

            if (NoteLabels.Stands(line.Text, 2, Labels.Aliases, out var value))
            {
                Claim(line, value, NotePart.Aliases, paper);
                fields.Aliases = Names(line.Text[value..]);
            }
            else if (NoteLabels.Stands(line.Text, 2, Labels.ArxivId, out value))
            {
                Claim(line, value, NotePart.ArxivId, paper);
                fields.Arxiv = ArxivId.TryParse(line.Text[value..], out var arxiv) ? arxiv : null;
                if (fields.Arxiv is null && !MayBeUnknown(line.Text[value..]))
                {
                    id = null!;
                    return Refuse(line, NoteExpectation.PaperId);
                }

                fields.Lines[NotePart.ArxivId] = line.Number;
            }
            else if (NoteLabels.Stands(line.Text, 2, Labels.PaperId, out value))
            {
                Claim(line, value, NotePart.PaperId, paper);
                if (!PaperId.TryParse(line.Text[value..].Trim(), out written))
                {
                    id = null!;
                    return Refuse(line, NoteExpectation.PaperId);
                }
            }
            else if (ReadField(line, 2, fields, paper) is false)
            {
                id = null!;
                return false;
            }
        }

        id = (written ?? fields.Id)!;
        return HasFields(fields, heading) && (id is not null || Refuse(heading, NoteExpectation.PaperId));
    }

    private bool ReadQuestions(int paper, out List<(string Question, string Answer)> answers)
    {
        answers = [];
        if (!StandsHeading(_next, "###", Labels.Questions))
        {
            return Refuse(LineOrEnd(_next, _end), NoteExpectation.QuestionsHeading);
        }

        Source.Claim(NotePart.Label, Lines[_next++], paper);
        _next = SkipBlank(_next, _end);
        if (LineOrEnd(_next, _end) is { } none && MayBeUnknown(none.Text))
        {
            Source.Claim(NotePart.Label, none, paper);
            _next++;
            return true;
        }

        while (LineOrEnd(_next, _end) is { } heading && QuestionHeading().Match(heading.Text) is { Success: true } match)
        {
            _next++;
            if (!ReadAnswer(heading, match.Groups["question"], paper, answers))
            {
                return false;
            }
        }

        return answers.Count > 0 || Refuse(LineOrEnd(_next, _end), NoteExpectation.Question);
    }

    private bool ReadAnswer(SourceLine heading, Group question, int paper, List<(string Question, string Answer)> answers)
    {
        var isLast = paper == _listed.Count - 1;
        if (isLast && answers.Count > 0 && EndsWithoutAnswer())
        {
            Add(new NoteOddity(NoteFlags.CutOff, paper, Line: heading.Number, Detail: NormalText.Excerpt(question.Value)));
            Source.Claim(NotePart.CutOffQuestion, heading.Start, Source.Text.Length, paper);
            (_next, _endsInQuestion) = (_end, true);
            return true;
        }

        Source.Claim(NotePart.Label, heading.Start, heading.Start + question.Index, paper, answers.Count);
        Source.Claim(NotePart.Question, heading.Start + question.Index, heading.End, paper, answers.Count);
        SkipVerdict(paper, answers.Count);
        var answer = ReadBlock(NotePart.Answer, paper, answers.Count);
        if (answer.Length == 0)
        {
            return Refuse(LineOrEnd(_next, _end), NoteExpectation.Answer);
        }

        if (question.Value.Trim().Length == 0)
        {
            return Refuse(heading, NoteExpectation.Question);
        }

        if (answers.Count == MostQuestions)
        {
            return Refuse(heading, NoteExpectation.FewerQuestions, $"{MostQuestions}");
        }

        answers.Add((question.Value.Trim(), answer));
        return true;
    }

    /// <summary>Nothing but the beginning of a verdict stands between a question and the end of a file without an end mark.</summary>
    private bool EndsWithoutAnswer()
    {
        var line = SkipBlank(_next, _end);
        return !_isEnded && (line == _end || (SkipBlank(line + 1, _end) == _end && VerdictBegun().IsMatch(Lines[line].Text)));
    }

    /// <summary>The export's verdict stands directly below the question; an import checks for itself.</summary>
    private void SkipVerdict(int paper, int answer)
    {
        var line = SkipBlank(_next, _end);
        if (line < _end && VerdictLine().IsMatch(Lines[line].Text))
        {
            Source.Claim(NotePart.Verdict, Lines[line], paper, answer);
            (_next, _showsVerdicts) = (line + 1, true);
        }
    }

    private bool ReadPartHeading(string[] spellings, NoteExpectation expected)
    {
        _next = SkipBlank(_next, _end);
        if (!StandsHeading(_next, "##", spellings))
        {
            return Refuse(LineOrEnd(_next, _end), expected);
        }

        Source.Claim(NotePart.Label, Lines[_next++]);
        return true;
    }

    /// <summary>Everything up to the next heading of the form.</summary>
    private string ReadBlock(NotePart part, int? paper, int? answer = null)
    {
        var text = new List<string>();
        for (; _next < _end && !IsHeading(Lines[_next]); _next++)
        {
            Source.Claim(part, Lines[_next], paper, answer);
            text.Add(NoteMarkdown.UnescapeLine(Lines[_next].Text));
        }

        return Join(text);
    }

    private bool StandsHeading(int index, string marks, string[] spellings) =>
        index < _end
        && Lines[index].Text.StartsWith(marks + " ", StringComparison.Ordinal)
        && spellings.Contains(Lines[index].Text[marks.Length..].Trim(), StringComparer.OrdinalIgnoreCase);

    private static bool IsHeading(SourceLine line) => AnyHeading().IsMatch(line.Text);

    [GeneratedRegex(@"^#{2,4}[ \t]", RegexOptions.NonBacktracking)]
    private static partial Regex AnyHeading();

    // The marks stand first, so that other words for a verdict in another version make no difference.
    [GeneratedRegex(@"^> [✓△✕–] \S.{0,80}$", RegexOptions.NonBacktracking)]
    private static partial Regex VerdictLine();

    [GeneratedRegex(@"^## (?:[0-9]{1,3}\. )?(?<title>\S.*?)\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex PaperHeading();

    // A heading that a cut has left the marks of.
    [GeneratedRegex("^#{1,4}$", RegexOptions.NonBacktracking)]
    private static partial Regex HeadingBegun();

    // A verdict that a cut has taken the words of.
    [GeneratedRegex(@"^>(?: (?:[✓△✕–](?: .{0,80})?)?)?$", RegexOptions.NonBacktracking)]
    private static partial Regex VerdictBegun();

    // Without its words it is the heading that a file was cut in.
    [GeneratedRegex(@"^####[ \t]+(?:Q[0-9]{0,4}[.:]?(?:[ \t]+(?<question>\S.*)?)?)?$", RegexOptions.NonBacktracking)]
    private static partial Regex QuestionHeading();

    [GeneratedRegex(
        @"^\s*[0-9]{1,3}\.\s+(?<title>\S.*?)\s*\((?:発行日|Published):\s*(?<date>[^()]*)\)\s*$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex ListedLine();
}
