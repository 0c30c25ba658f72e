using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PaperBot.Papers;

/// <summary>What the forms of a weekly note have in common: its labels, the fields above each paper, refusing, and the book of parts.</summary>
internal abstract class NoteParser(NoteSource source, NoteLabels labels, string file)
{
    /// <summary>More than any note has; what lies beyond is a mistake, and comparing all answers with each other would take long.</summary>
    public const int MostQuestions = 200;

    public const int MostPapers = 100;

    // arXiv's category names that have a comma of their own (https://arxiv.org/category_taxonomy).
    private static readonly string[] CategoriesWithCommas =
    [
        "Computational Engineering, Finance, and Science",
        "Distributed, Parallel, and Cluster Computing",
        "Data Analysis, Statistics and Probability",
    ];

    private readonly List<NoteOddity> _oddities = [];

    protected NoteSource Source => source;

    protected NoteLabels Labels => labels;

    protected IReadOnlyList<SourceLine> Lines => source.Lines;

    protected NoteRefusal? Refusal { get; private set; }

    protected abstract NoteForm Form { get; }

    public NoteReading Parse()
    {
        var note = Read();
        if (Refusal is not null || note is null)
        {
            return new NoteReading.Refused(
                Refusal ?? throw new InvalidOperationException("A note was refused without a reason.")
            );
        }

        var account = source.Close();
        foreach (var span in account.Spans.Where(span => span.Part == NotePart.Unread))
        {
            var line = source.LineAt(span.Start);
            Add(new NoteOddity(NoteFlags.UnreadText, Line: line.Number, Detail: Excerpt(line)));
        }

        return new NoteReading.Whole(note, Form, _oddities, account);
    }

    /// <returns>The note, or null when it was refused.</returns>
    protected abstract WeeklyNote? Read();

    /// <summary>Names as the form separates them.</summary>
    protected abstract IReadOnlyList<string> Names(string value);

    protected void Add(NoteOddity oddity) => _oddities.Add(oddity);

    /// <summary>Keeps the first reason; what comes after it follows from it.</summary>
    /// <returns>False, so that a reader can return it.</returns>
    protected bool Refuse(SourceLine? line, NoteExpectation expected, string detail = "")
    {
        Refusal ??= new NoteRefusal(line?.Number ?? Lines[^1].Number, line is { } found ? Excerpt(found) : "", expected, detail);
        return false;
    }

    protected static string Excerpt(SourceLine line) => NormalText.Excerpt(line.Text);

    /// <summary>The first line from <paramref name="index"/> that is not blank, before <paramref name="end"/>.</summary>
    protected int SkipBlank(int index, int end)
    {
        while (index < end && Lines[index].IsBlank)
        {
            index++;
        }

        return index;
    }

    protected SourceLine? LineOrEnd(int index, int end) => index < end && index < Lines.Count ? Lines[index] : null;

    protected bool ReadWeek(SourceLine line, int value, [NotNullWhen(true)] out WeekLabel? label)
    {
        label = NoteDates.FindLabel(line.Text[value..]);
        if (label is null)
        {
            return Refuse(line, NoteExpectation.WeekDates);
        }

        Source.Claim(NotePart.Label, line.Start, line.Start + value);
        Source.Claim(NotePart.Week, line.Start + value, line.End);
        return true;
    }

    /// <summary>Reads a line such as <c>著者:…</c> into the fields.</summary>
    /// <returns>Null where it is no field of a paper or one that was read before; false where it was refused.</returns>
    protected bool? ReadField(SourceLine line, int at, PaperFields fields, int paper)
    {
        foreach (var (part, spellings) in RequiredFields)
        {
            if (!NoteLabels.Stands(line.Text, at, spellings, out var value) || !fields.Lines.TryAdd(part, line.Number))
            {
                continue;
            }

            Claim(line, value, part, paper);
            return Keep(part, line.Text[value..].Trim(), fields)
                || MayBeUnknown(line.Text[value..])
                || Refuse(line, Expectation(part, valueOnly: true));
        }

        return null;
    }

    private (NotePart Part, string[] Spellings)[] RequiredFields =>
        [
            (NotePart.Authors, labels.Authors),
            (NotePart.Published, labels.Published),
            (NotePart.Updated, labels.Updated),
            (NotePart.Address, labels.Address),
            (NotePart.Categories, labels.Categories),
        ];

    /// <summary>The field whose label the line begins with.</summary>
    protected NotePart? FieldOf(SourceLine line)
    {
        foreach (var (part, spellings) in RequiredFields)
        {
            if (NoteLabels.Stands(line.Text, 0, spellings, out _))
            {
                return part;
            }
        }

        return null;
    }

    private bool Keep(NotePart part, string value, PaperFields fields)
    {
        switch (part)
        {
            case NotePart.Authors:
                fields.Authors = Names(value);
                return fields.Authors.Count > 0;
            case NotePart.Categories:
                fields.Categories = JoinCategories(Names(value));
                return fields.Categories.Count > 0;
            case NotePart.Published:
                fields.Published = NoteDates.Find(value);
                return fields.Published is not null;
            case NotePart.Updated:
                fields.Updated = NoteDates.Find(value);
                return fields.Updated is not null;
            default:
                fields.Link =
                    Uri.TryCreate(value, UriKind.Absolute, out var link) && link.Scheme is "http" or "https" ? link : null;
                // A line that gives the id itself, or says that there is none, knows better.
                if (!fields.Lines.ContainsKey(NotePart.ArxivId))
                {
                    fields.Arxiv = ArxivId.TryParse(value, out var id) ? id : null;
                }

                return fields.Link is not null;
        }
    }

    private static NoteExpectation Expectation(NotePart part, bool valueOnly) =>
        part switch
        {
            NotePart.Authors => valueOnly ? NoteExpectation.Names : NoteExpectation.Authors,
            NotePart.Categories => valueOnly ? NoteExpectation.Names : NoteExpectation.Categories,
            NotePart.Published => valueOnly ? NoteExpectation.Date : NoteExpectation.Published,
            NotePart.Updated => valueOnly ? NoteExpectation.Date : NoteExpectation.Updated,
            _ => valueOnly ? NoteExpectation.WebAddress : NoteExpectation.Address,
        };

    /// <summary>Whether all fields were there; if not, refuses at the line that stands where the first missing one should.</summary>
    protected bool HasFields(PaperFields fields, SourceLine heading)
    {
        var before = heading.Number;
        foreach (var (part, _) in RequiredFields)
        {
            if (!fields.Lines.TryGetValue(part, out var line))
            {
                return Refuse(LineOrEnd(SkipBlank(before, Lines.Count), Lines.Count), Expectation(part, valueOnly: false));
            }

            before = Math.Max(before, line);
        }

        return true;
    }

    protected void Claim(SourceLine line, int value, NotePart part, int? paper, int? answer = null)
    {
        Source.Claim(NotePart.Label, line.Start, line.Start + value, paper, answer);
        Source.Claim(part, line.Start + value, line.End, paper, answer);
    }

    /// <summary>Dates and addresses may be given as not known where the form says so.</summary>
    protected virtual bool MayBeUnknown(string value) => false;

    protected NotedPaper Noted(
        PaperFields fields,
        PaperId id,
        string summary,
        IReadOnlyList<(string Question, string Answer)>? answers
    )
    {
        var paper = new Paper
        {
            Id = id,
            Title = fields.Title,
            Authors = fields.Authors,
            Published = fields.Published,
            Updated = fields.Updated,
            Arxiv = fields.Arxiv,
            Link = fields.Link,
            Categories = fields.Categories,
            Abstract = fields.Abstract,
            Aliases = fields.Aliases,
        };
        return new NotedPaper(
            paper,
            answers is null
                ? null
                : new PaperNote
                {
                    Paper = id,
                    Language = Labels.Language,
                    Summary = summary,
                    Origin = NoteOrigin.Imported(file),
                    QuestionAnswers =
                    [
                        .. answers.Select(pair => new QuestionAnswer
                        {
                            Question = pair.Question,
                            Answer = pair.Answer,
                            Citations = CitationReader.Read(pair.Answer),
                        }),
                    ],
                }
        );
    }

    /// <summary>Two papers of one note with the same address would overwrite each other.</summary>
    protected bool AreDifferent(IReadOnlyList<(PaperId Id, SourceLine Heading)> papers)
    {
        var seen = new HashSet<PaperId>();
        foreach (var (id, heading) in papers)
        {
            if (!seen.Add(id))
            {
                return Refuse(heading, NoteExpectation.AnotherPaper, id.Value);
            }
        }

        return true;
    }

    /// <summary>Reports where the list says something else than the paper's section, which is the one that is kept.</summary>
    protected void Compare(PaperFields fields, SourceLine heading, Listed listed, int paper)
    {
        if (NormalText.Line(listed.Title) != NormalText.Line(fields.Title))
        {
            Add(new NoteOddity(NoteFlags.TitleDiffers, paper, Line: listed.Line.Number, Detail: listed.Title));
        }

        if (fields.Published is { } published && listed.Date is { } date && published != date)
        {
            Report(NoteFlags.DateDiffers, listed.Line, date, published);
        }

        if (fields is { Published: { } first, Updated: { } last } && last < first)
        {
            Report(NoteFlags.DatesReversed, heading, first, last);
        }

        void Report(string flag, SourceLine line, DateOnly left, DateOnly right) =>
            Add(new NoteOddity(flag, paper, Line: line.Number, Detail: $"{NoteDates.Iso(left)} / {NoteDates.Iso(right)}"));
    }

    protected static string Join(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }

        return NormalText.Block(text.ToString());
    }

    private static List<string> JoinCategories(IReadOnlyList<string> names)
    {
        var joined = new List<string>();
        for (var i = 0; i < names.Count; )
        {
            var whole = CategoriesWithCommas.FirstOrDefault(name =>
                names.Skip(i).Take(name.Split(", ").Length).SequenceEqual(name.Split(", "), StringComparer.Ordinal)
            );
            joined.Add(whole ?? names[i]);
            i += whole?.Split(", ").Length ?? 1;
        }

        return joined;
    }

    /// <summary>A paper in the list at the top.</summary>
    protected sealed record Listed(string Title, DateOnly? Date, SourceLine Line)
    {
        public string Key { get; } = NormalText.Key(Title);
    }

    /// <summary>What stands above a paper's summary.</summary>
    protected sealed class PaperFields
    {
        /// <summary>The number of the line on which each field was read, even where it says that nobody knows the value.</summary>
        public Dictionary<NotePart, int> Lines { get; } = [];

        public string Title { get; set; } = "";

        public IReadOnlyList<string> Authors { get; set; } = [];

        public DateOnly? Published { get; set; }

        public DateOnly? Updated { get; set; }

        public Uri? Link { get; set; }

        public ArxivId? Arxiv { get; set; }

        public IReadOnlyList<string> Categories { get; set; } = [];

        public IReadOnlyList<string> Aliases { get; set; } = [];

        public string Abstract { get; set; } = "";

        /// <summary>Null where neither an arXiv id nor an address is known.</summary>
        public PaperId? Id =>
            Arxiv is { } arxiv ? PaperId.Of(arxiv)
            : Link is { } link ? PaperId.Of(link)
            : null;
    }
}
