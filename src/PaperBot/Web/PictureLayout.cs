using System.Globalization;
using PaperBot.Papers;

namespace PaperBot.Web;

/// <summary>Where everything stands in the picture of a week, 1200 by 630, whether it is drawn in lines or in pixels. Pure.</summary>
internal static class PictureLayout
{
    public const int Width = 1200;
    public const int Height = 630;

    private const int Panel = 424;
    private const int Left = 48;
    private const int Names = 468;
    private const int Right = 1160;
    private const int Top = 40;
    private const int Bottom = 590;

    private const string Paper = "#fdfcf9";
    private const string Blue = "#1f5c85";
    private const string PaleBlue = "#b9d3e4";
    private const string White = "#ffffff";
    private const string Soft = "#d5e5f0";
    private const string Ink = "#22262b";

    private const int Dot = 5;
    private const int DotStep = 16;
    private const int MostDots = (Right - Names) / DotStep;

    /// <param name="em">How wide a text is, in em.</param>
    public static IReadOnlyList<PictureMark> Of(WeekGlance glance, Func<string, double> em) =>
        [
            new PictureMark.Box(0, 0, Width, Height, Paper),
            new PictureMark.Box(0, 0, Panel, Height, Blue),
            .. Heading(glance, em),
            .. Legend(glance),
            .. Papers(glance, em),
        ];

    private static IEnumerable<PictureMark> Heading(WeekGlance glance, Func<string, double> em)
    {
        // Bold letters are a little wider than those that are measured.
        var heading = Math.Min(40, (int)((Panel - Left - 36) / (em(glance.Heading) * 1.07)));
        yield return new PictureMark.Words(glance.Heading, Left, 104, heading, White, Bold: true);
        yield return new PictureMark.Words(glance.Days, Left, 150, 25, Soft);
        if (glance.Theme.Length == 0)
        {
            yield break;
        }

        // A long theme is set smaller before any of it is left out.
        var (size, lines) = new[] { (Size: 27, Most: 7), (Size: 24, Most: 8), (Size: 22, Most: 9) }
            .Select(type => (type.Size, PictureLines.Of(glance.Theme, (double)(Panel - Left - 36) / type.Size, type.Most, em)))
            .Aggregate((larger, smaller) => larger.Item2[^1].EndsWith('…') ? smaller : larger);
        foreach (var (i, line) in lines.Index())
        {
            yield return new PictureMark.Words(line, Left, 222 + (i * size * 3 / 2), size, White);
        }
    }

    private static IEnumerable<PictureMark> Legend(WeekGlance glance)
    {
        if (glance.Papers.All(paper => paper.Answers.Count == 0))
        {
            yield break;
        }

        var words = PaperTexts.For(glance.Language);
        foreach (var (i, verdict) in new[] { Verdict.Verified, Verdict.Weak, Verdict.Unchecked }.Index())
        {
            var y = 528 + (i * 32);
            var fill = verdict switch
            {
                Verdict.Verified => White,
                Verdict.Weak => "#8fb4cc",
                _ => null,
            };
            yield return new PictureMark.Circle(Left + 7, y - 6, 7, fill, White);
            // Behind the sign that the texts put before it; here the dot is the sign.
            yield return new PictureMark.Words(words.Verdict(verdict)[2..], Left + 26, y, 19, Soft);
        }
    }

    /// <summary>The fewer papers, the larger their titles and the more lines for each.</summary>
    private static IEnumerable<PictureMark> Papers(WeekGlance glance, Func<string, double> em)
    {
        var (size, most) = glance.Papers.Count switch
        {
            <= 3 => (32, 3),
            4 => (30, 2),
            5 => (28, 2),
            6 => (25, 2),
            _ => (24, 1),
        };
        var (indent, lead) = (size * (glance.Papers.Count < 10 ? 17 : 20) / 10, size * 13 / 10);
        var rows = glance
            .Papers.Select(paper =>
                (Paper: paper, Lines: PictureLines.Of(paper.Title, (double)(Right - Names - indent) / size, most, em))
            )
            .ToList();
        var taken = rows.Sum(row => HeightOf(row.Lines.Count, row.Paper.Answers.Count));
        var room = Bottom - Top - (glance.More > 0 ? lead : 0);
        var gap = rows.Count > 1 ? Math.Min(52, (room - taken) / (rows.Count - 1)) : 0;
        var y = Top + ((room - taken - (gap * (rows.Count - 1))) / 2);
        foreach (var (paper, lines) in rows)
        {
            yield return new PictureMark.Words(
                paper.Number.ToString(CultureInfo.InvariantCulture),
                Names,
                y + size,
                size,
                Blue,
                Bold: true
            );
            foreach (var (i, line) in lines.Index())
            {
                yield return new PictureMark.Words(line, Names + indent, y + size + (i * lead), size, Ink);
            }

            foreach (var (i, verdict) in paper.Answers.Take(MostDots).Index())
            {
                var x = Names + indent + Dot + 1 + (i * DotStep);
                yield return new PictureMark.Circle(x, y + (lines.Count * lead) + 8, Dot, Fill(verdict), Blue);
            }

            y += HeightOf(lines.Count, paper.Answers.Count) + gap;
        }

        if (glance.More > 0)
        {
            yield return new PictureMark.Words(
                string.Create(CultureInfo.InvariantCulture, $"+{glance.More}"),
                Names,
                Bottom,
                size,
                Blue,
                Bold: true
            );
        }

        int HeightOf(int lines, int dots) => (lines * lead) + (dots > 0 ? 20 : 0);
    }

    /// <summary>Dark where the pages carry the answer, pale where in part, empty where it is unchecked.</summary>
    private static string? Fill(Verdict verdict) =>
        verdict switch
        {
            Verdict.Verified => Blue,
            Verdict.Weak => PaleBlue,
            _ => null,
        };
}

/// <summary>Something drawn. Colours are <c>#rrggbb</c>, lengths are pixels.</summary>
internal abstract record PictureMark
{
    private PictureMark() { }

    public sealed record Box(int X, int Y, int Width, int Height, string Fill) : PictureMark;

    /// <param name="Y">Of the line that the letters stand on.</param>
    public sealed record Words(string Text, int X, int Y, int Size, string Fill, bool Bold = false) : PictureMark;

    /// <param name="Fill">Null where it is empty.</param>
    public sealed record Circle(int X, int Y, int Radius, string? Fill, string Stroke) : PictureMark;
}
