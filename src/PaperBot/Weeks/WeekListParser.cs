using System.Globalization;
using PaperBot.Papers;

namespace PaperBot.Weeks;

/// <summary>
/// Reads weekly paper lists in every form that the source has used: tables under week headings (year files, one-file layouts), the first
/// sentences-only table, and the numbered list with addresses on the next line. One pass over the lines; every line that looks like part of
/// a list is either read or refused with a reason.
/// </summary>
public static class WeekListParser
{
    /// <param name="text">Markdown.</param>
    /// <param name="fileName">A name such as <c>2026.md</c> or <c>years/2026.md</c> gives headings without a year theirs.</param>
    public static WeekListReading Parse(string text, string? fileName = null)
    {
        var scan = new Scan(YearOf(fileName));
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            scan.Take(line, ++number);
        }

        return WeekListReading.Combine([scan.End()]);
    }

    private static int? YearOf(string? fileName) =>
        fileName is not null
        && Path.GetFileNameWithoutExtension(fileName) is { Length: 4 } name
        && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var year)
        && year is >= 2000 and < 2200
            ? year
            : null;

    private sealed class Scan(int? fileYear)
    {
        private readonly List<ListedWeek> _weeks = [];
        private readonly List<ListRefusal> _refusals = [];
        private Draft? _draft;
        private NumberedItem? _item;

        public void Take(ReadOnlySpan<char> line, int number)
        {
            var text = line.TrimStart();
            if (text.IsEmpty)
            {
                return;
            }

            switch (text[0])
            {
                case '#' or '*' when ListHeading.Looks(text):
                    Begin(text, number);
                    break;
                case '#':
                    // Whatever another heading introduces, it is not the week above it.
                    Close();
                    break;
                case '|':
                    TakeTableLine(text, number);
                    break;
                default:
                    TakeOther(text, number);
                    break;
            }
        }

        public WeekListReading End()
        {
            Close();
            for (var index = 0; index + 1 < _weeks.Count; index++)
            {
                if (_weeks[index].Week > _weeks[index + 1].Week.Next())
                {
                    _weeks[index] = _weeks[index] with { Flags = ListFlagSet.Add(_weeks[index].Flags, ListFlags.WeekSkipped) };
                }
            }

            return new WeekListReading(_weeks, _refusals);
        }

        private void Begin(ReadOnlySpan<char> line, int number)
        {
            Close();
            var heading = ListHeading.Read(line, fileYear);
            if (heading.Label is null)
            {
                Refuse(line, number, heading.Problem!);
            }
            else
            {
                _draft = new Draft(heading, number);
            }
        }

        private void TakeTableLine(ReadOnlySpan<char> line, int number)
        {
            if (ListRow.IsFurniture(line))
            {
                if (_draft is not null && ListRow.IsHeader(line))
                {
                    _draft.HasTable = true;
                }

                return;
            }

            if (_draft is null)
            {
                // Tables of other pages have no ranks and are no business of ours.
                if (ListRow.HasRank(line))
                {
                    Refuse(line, number, "the row stands under no week's heading");
                }

                return;
            }

            _draft.HasTable = true;
            var row = ListRow.Read(line, number);
            if (row.Paper is not null)
            {
                _draft.Papers.Add(row.Paper);
            }
            else if (row.IsTemplate)
            {
                _draft.Flag(ListFlags.Placeholders);
            }
            else
            {
                _draft.Flag(ListFlags.RefusedRows);
                Refuse(line, number, row.Problem!);
                // Rows below a heading that was lost in this one belong to the lost heading.
                if (ListRow.HoldsHeading(line))
                {
                    Close();
                }
            }
        }

        /// <summary>The numbered list of the first days: <c>3. A sentence.</c> and below it <c>- Paper: https://…</c></summary>
        private void TakeOther(ReadOnlySpan<char> line, int number)
        {
            if (_draft is null or { HasTable: true })
            {
                return;
            }

            var rest = line;
            if (char.IsAsciiDigit(line[0]) && ListRow.TryRank(ref rest, out var rank, out _))
            {
                CloseItem();
                var flags = new List<string>();
                var name = ListRow.ReadName(rest, false, flags, out _);
                _item = name.Length > 0 && !ListRow.IsPlaceholder(name) ? new NumberedItem(rank, name, flags, number) : null;
            }
            else if (_item is not null && line[0] == '-')
            {
                rest = line[1..].TrimStart();
                var colon = rest.IndexOf(": ", StringComparison.Ordinal);
                var label = colon is > 0 and < 30 ? rest[..colon].Trim().ToString() : "";
                var links = new List<RawLink>();
                LinkReader.Read(rest, links, _item.Flags);
                _item.Links.AddRange(links.Select(link => link.Label.Length == 0 ? link with { Label = label } : link));
            }
        }

        private void CloseItem()
        {
            if (_item is { } item)
            {
                _draft!.Papers.Add(ListRow.Assemble(item.Rank, item.Name, item.Links, [], item.Flags, item.Line));
            }

            _item = null;
        }

        private void Close()
        {
            if (_draft is null)
            {
                return;
            }

            CloseItem();
            _weeks.Add(_draft.ToWeek());
            _draft = null;
        }

        private void Refuse(ReadOnlySpan<char> line, int number, string reason)
        {
            var found = line.Length <= 60 ? line.ToString() : string.Concat(line[..60], "…");
            _refusals.Add(new ListRefusal(number, found, reason));
        }
    }

    private sealed record NumberedItem(int Rank, string Name, List<string> Flags, int Line)
    {
        public List<RawLink> Links { get; } = [];
    }

    /// <summary>A week while its lines come in.</summary>
    private sealed class Draft(ListHeading heading, int line)
    {
        private readonly List<string> _flags = [.. heading.Flags];

        public List<ListedPaper> Papers { get; } = [];

        public bool HasTable { get; set; }

        public void Flag(string flag)
        {
            if (!_flags.Contains(flag, StringComparer.Ordinal))
            {
                _flags.Add(flag);
            }
        }

        public ListedWeek ToWeek()
        {
            FlagRanks();
            FlagSharedIds();
            return new ListedWeek(heading.Label!, heading.LabelText, line, Papers, _flags);
        }

        private void FlagRanks()
        {
            if (Papers.Count != 10)
            {
                Flag(Papers.Count < 10 ? ListFlags.FewerThanTen : ListFlags.MoreThanTen);
            }

            var expected = 1;
            for (var index = 0; index < Papers.Count; index++)
            {
                var rank = Papers[index].Rank;
                if (rank > expected)
                {
                    Flag(ListFlags.RankGap);
                    Mark(index - 1, ListFlags.RankGap);
                }
                else if (rank < expected)
                {
                    Flag(ListFlags.RankOrder);
                    Mark(index - 1, ListFlags.RankOrder);
                    Mark(index, ListFlags.RankOrder);
                }

                expected = rank + 1;
            }

            if (Papers.Count > 0 && expected <= 10)
            {
                Flag(ListFlags.RankGap);
                Mark(Papers.Count - 1, ListFlags.RankGap);
            }
        }

        private void FlagSharedIds()
        {
            var first = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var index = 0; index < Papers.Count; index++)
            {
                if (Papers[index].Arxiv is { } id && !first.TryAdd(id.Id, index))
                {
                    Mark(first[id.Id], ListFlags.SharedId);
                    Mark(index, ListFlags.SharedId);
                }
            }
        }

        private void Mark(int index, string flag)
        {
            if (index >= 0)
            {
                Papers[index] = Papers[index] with { Flags = ListFlagSet.Add(Papers[index].Flags, flag) };
            }
        }
    }
}
