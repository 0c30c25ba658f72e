using System.Globalization;
using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>
/// Reads what <see cref="WeeklyNoteWriter.Markdown"/> writes. Every part stands under a heading of its own, so nothing has to be guessed; a line of
/// a text that looks like such a heading is escaped (<see cref="NoteMarkdown"/>).
/// </summary>
internal sealed partial class MarkdownNoteParser(NoteSource source, NoteLabels labels, string file)
    : NoteParser(source, labels, file)
{
    private readonly List<(NotedPaper Paper, SourceLine Heading)> _papers = [];
    private readonly List<Listed> _listed = [];
    private WeekLabel? _label;
    private string _theme = "";
    private string _introduction = "";
    private int _next;

    protected override NoteForm Form => NoteForm.Markdown;

    protected override WeeklyNote? Read() =>
        ReadHeading()
        && ReadTheme()
        && ReadIntroduction()
        && ReadList()
        && ReadPapers()
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

    private bool ReadHeading()
    {
        _next = SkipBlank(0, Lines.Count);
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
        if (StandsHeading(SkipBlank(_next, Lines.Count), "##", Labels.Introduction))
        {
            ReadPartHeading(Labels.Introduction, NoteExpectation.ListHeading);
            _introduction = ReadBlock(NotePart.Introduction, null);
        }

        return true;
    }

    private bool ReadList()
    {
        _next = SkipBlank(_next, Lines.Count);
        var heading = LineOrEnd(_next, Lines.Count);
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
        for (
            _next = SkipBlank(_next + 1, Lines.Count);
            _next < Lines.Count && !IsHeading(Lines[_next]);
            _next = SkipBlank(_next + 1, Lines.Count)
        )
        {
            if (!ReadListed(Lines[_next]))
            {
                return false;
            }
        }

        if (_listed.Count > MostPapers)
        {
            return Refuse(LineOrEnd(_next, Lines.Count), NoteExpectation.FewerPapers, $"{MostPapers}");
        }

        if (int.Parse(count.ValueSpan, CultureInfo.InvariantCulture) != _listed.Count)
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
            _next = SkipBlank(_next, Lines.Count);
            var heading = LineOrEnd(_next, Lines.Count);
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

        _next = SkipBlank(_next, Lines.Count);
        return _next == Lines.Count || Refuse(Lines[_next], NoteExpectation.SectionTitle, "");
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

        if (LineOrEnd(_next, Lines.Count) is { } line && line.Text.Trim().Trim('*') == Labels.NoNote)
        {
            Source.Claim(NotePart.Label, line, paper);
            _next++;
            _papers.Add((Noted(fields, id, "", null), heading));
            return true;
        }

        if (!StandsHeading(_next, "###", Labels.Summary))
        {
            return Refuse(LineOrEnd(_next, Lines.Count), NoteExpectation.Summary);
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
        for (_next = SkipBlank(_next, Lines.Count); _next < Lines.Count; _next = SkipBlank(_next + 1, Lines.Count))
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
            return Refuse(LineOrEnd(_next, Lines.Count), NoteExpectation.QuestionsHeading);
        }

        Source.Claim(NotePart.Label, Lines[_next++], paper);
        for (
            _next = SkipBlank(_next, Lines.Count);
            _next < Lines.Count && QuestionHeading().Match(Lines[_next].Text) is { Success: true } match;
            _next = SkipBlank(_next, Lines.Count)
        )
        {
            var heading = Lines[_next++];
            var question = match.Groups["question"];
            Source.Claim(NotePart.Label, heading.Start, heading.Start + question.Index, paper, answers.Count);
            Source.Claim(NotePart.Question, heading.Start + question.Index, heading.End, paper, answers.Count);
            SkipVerdict(paper, answers.Count);
            var answer = ReadBlock(NotePart.Answer, paper, answers.Count);
            if (answer.Length == 0)
            {
                return Refuse(LineOrEnd(_next, Lines.Count), NoteExpectation.Answer);
            }

            if (answers.Count == MostQuestions)
            {
                return Refuse(heading, NoteExpectation.FewerQuestions, $"{MostQuestions}");
            }

            answers.Add((question.Value.Trim(), answer));
        }

        return answers.Count > 0 || Refuse(LineOrEnd(_next, Lines.Count), NoteExpectation.Question);
    }

    /// <summary>The export's verdict stands directly below the question; an import checks for itself.</summary>
    private void SkipVerdict(int paper, int answer)
    {
        var line = SkipBlank(_next, Lines.Count);
        if (line < Lines.Count && VerdictLine().IsMatch(Lines[line].Text))
        {
            Source.Claim(NotePart.Verdict, Lines[line], paper, answer);
            _next = line + 1;
        }
    }

    private bool ReadPartHeading(string[] spellings, NoteExpectation expected)
    {
        _next = SkipBlank(_next, Lines.Count);
        if (!StandsHeading(_next, "##", spellings))
        {
            return Refuse(LineOrEnd(_next, Lines.Count), expected);
        }

        Source.Claim(NotePart.Label, Lines[_next++]);
        return true;
    }

    /// <summary>Everything up to the next heading of the form.</summary>
    private string ReadBlock(NotePart part, int? paper, int? answer = null)
    {
        var text = new List<string>();
        for (; _next < Lines.Count && !IsHeading(Lines[_next]); _next++)
        {
            Source.Claim(part, Lines[_next], paper, answer);
            text.Add(NoteMarkdown.UnescapeLine(Lines[_next].Text));
        }

        return Join(text);
    }

    private bool StandsHeading(int index, string marks, string[] spellings) =>
        index < Lines.Count
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

    [GeneratedRegex(@"^#### Q[0-9]{0,4}[.:]? (?<question>\S.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex QuestionHeading();

    [GeneratedRegex(
        @"^\s*[0-9]{1,3}\.\s+(?<title>\S.*?)\s*\((?:発行日|Published):\s*(?<date>[^()]*)\)\s*$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex ListedLine();
}
