using System.Diagnostics;
using PaperBot.Weeks;

namespace PaperBot.Tests.Weeks;

/// <summary>Lists as a bad merge, a broken download or a careless hand leaves them, and what must hold for each of them.</summary>
internal sealed class ListMutation(Random random)
{
    private static readonly string[] Injected =
    [
        "|",
        "||",
        "\\|",
        "**",
        "****",
        "_",
        "`",
        "```\n",
        "[",
        "]",
        "](",
        ")",
        "[Paper](",
        "[Paper]()",
        "[x](javascript:alert(1))",
        "![](https://example.com/a.png)",
        "<br>",
        "<!--",
        "\n",
        "\r",
        "\n\n",
        "# ",
        "\n## ",
        "\n---\n",
        "1) ",
        " 3) **",
        " - ",
        "\t",
        "\u00a0",
        "\u202e",
        "\0",
        "&#124;",
        "\ud83d",
    ];

    private readonly Stopwatch _mutated = new();
    private readonly Stopwatch _whole = new();

    /// <summary>The time that all mutated texts took, for each second that the unmutated ones took in the same run.</summary>
    public double Slowdown => _mutated.Elapsed / _whole.Elapsed;

    /// <summary>How many unflagged papers were held against the rows they came from; a run that compares none proves nothing.</summary>
    public int Compared { get; private set; }

    /// <summary>Reads a text before and after one to three mutations.</summary>
    /// <param name="text">One week or a whole file.</param>
    /// <param name="fileName">See <see cref="WeekListParser.Parse"/>.</param>
    /// <param name="whole">What it says unmutated.</param>
    public void Try(string text, string fileName, WeekListReading whole)
    {
        var mutated = text;
        var made = new List<string>();
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            mutated = Mutate(mutated, made);
        }

        _whole.Start();
        WeekListParser.Parse(text, fileName);
        _whole.Stop();
        _mutated.Start();
        var reading = WeekListParser.Parse(mutated, fileName);
        _mutated.Stop();
        foreach (var paper in reading.Weeks.Where(week => week.Flags.Count == 0).SelectMany(week => week.Papers))
        {
            if (paper.Flags.Count == 0)
            {
                Compare(paper, whole, made);
            }
        }
    }

    private string Mutate(string text, List<string> made)
    {
        var at = random.Next(text.Length + 1);
        switch (random.Next(5))
        {
            case 0:
                made.Add($"ends at {at}");
                return text[..at];
            case 1:
                var length = Math.Min(random.Next(1, random.Next(2) == 0 ? 40 : 3000), text.Length - at);
                made.Add($"{length} characters are missing at {at}");
                return text.Remove(at, length);
            case 2:
                var end = text.IndexOf('\n', at);
                made.Add($"the line that ends at {end} is joined with the next");
                return end < 0 ? text : text.Remove(end, 1);
            case 3:
                made.Add($"the cells of the row at {at} are swapped");
                return SwapCells(text, at);
            default:
                var injected = Injected[random.Next(Injected.Length)];
                made.Add($"{injected} stands at {at}");
                return text.Insert(at, injected);
        }
    }

    private static string SwapCells(string text, int at)
    {
        var start = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var end = text.IndexOf('\n', at);
        end = end < 0 ? text.Length : end;
        var cells = text[start..end].Split('|');
        if (cells.Length < 4)
        {
            return text;
        }

        (cells[1], cells[2]) = (cells[2], cells[1]);
        return text[..start] + string.Join('|', cells) + text[end..];
    }

    private void Compare(ListedPaper paper, WeekListReading whole, List<string> made)
    {
        var rows = whole.Weeks.SelectMany(week => week.Papers).ToList();
        var named = rows.Where(row => row.Name == paper.Name).ToList();
        var linked = rows.Where(row => row.Links.Any(link => link.Url == paper.Link)).ToList();
        if (named.Count == 0 || linked.Count == 0)
        {
            // A field that was damaged itself tells nothing about where it came from.
            return;
        }

        Compared++;
        named
            .Intersect(linked)
            .Should()
            .NotBeEmpty("{0} and {1} stand in different rows where {2}", paper.Name, paper.Link, string.Join(", ", made));
    }
}
