using System.Globalization;

namespace PaperBot.Benchmarks;

/// <summary>A table for the terminal and for Markdown: columns padded to their widest cell, numbers to the right.</summary>
internal sealed class Table(params string[] columns)
{
    private readonly List<string[]> _rows = [columns];

    public Table Add(params object[] cells)
    {
        _rows.Add([.. cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")]);
        return this;
    }

    public void Write(TextWriter output)
    {
        var widths = columns.Select((_, column) => _rows.Max(row => row[column].Length)).ToArray();
        foreach (var (number, row) in _rows.Index())
        {
            output.WriteLine("| " + string.Join(" | ", row.Select((cell, column) => Pad(cell, widths[column]))) + " |");
            if (number == 0)
            {
                output.WriteLine("|" + string.Join('|', widths.Select(width => new string('-', width + 2))) + "|");
            }
        }
    }

    private static string Pad(string cell, int width) =>
        double.TryParse(cell.TrimEnd('%'), CultureInfo.InvariantCulture, out _) ? cell.PadLeft(width) : cell.PadRight(width);
}
