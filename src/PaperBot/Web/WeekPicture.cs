using System.Globalization;
using System.Text;
using PaperBot.Papers;

namespace PaperBot.Web;

/// <summary>
/// A week at a glance as a drawing of 1200 by 675 (SVG): its days, its theme, and its papers with what the check said of their answers. Type comes
/// from the fonts that the reader's machine has; the names stand in the drawing, Japanese ones first. Pure.
/// </summary>
internal static class WeekPicture
{
    public const int Width = 1200;
    public const int Height = 675;

    private const int Left = 64;
    private const int Names = 500;
    private const int MostPapers = 10;

    private const string Fonts =
        "'Hiragino Sans','Yu Gothic UI','BIZ UDPGothic',Meiryo,'Noto Sans JP','Noto Sans CJK JP',system-ui,sans-serif";

    public static string Svg(StoredWeek week, Language language)
    {
        var heading = NoteLabels.Of(language).Heading[0];
        var theme = WeekWords.Theme(week, language) is { } found ? NoteText.Plain(found.Theme.Theme) : "";
        var papers = week.Papers.Take(MostPapers).ToList();
        return Html.Of(
                $"""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" font-family="{Fonts}">
                <title>{WeekWords.Picture(week, language)}</title>
                <rect width="{Width}" height="{Height}" fill="#fdfcf9"/>
                <rect width="448" height="{Height}" fill="#1f5c85"/>
                <text x="{Left}" y="132" font-size="40" font-weight="700" fill="#ffffff">{heading}</text>
                <text x="{Left}" y="182" font-size="25" fill="#d5e5f0">{PageParts.Days(week.Label)}</text>
                {Lines(theme, 14.5, 7).Select(
                    (line, i) =>
                        Html.Of($"<text x=\"{Left}\" y=\"{258 + (i * 40)}\" font-size=\"24\" fill=\"#ffffff\">{line}</text>\n")
                )}{Legend(language)}{papers.Select((paper, i) => Row(paper, i, papers.Count))}</svg>

                """
            )
            .ToString();
    }

    private static Html Row(StoredPaper stored, int place, int count)
    {
        var step = 580 / Math.Max(count, 6);
        var y = 58 + (step / 2) + (place * step);
        var title = Lines(PaperCard.TitleText(stored.Paper), 28.5, 1)[0];
        return Html.Of(
            $"""
            <text x="{Names}" y="{y}" font-size="22" font-weight="600" fill="#1f5c85">{place + 1}</text>
            <text x="{Names + 42}" y="{y}" font-size="22" fill="#22262b">{title}</text>
            {Dots(stored, y + 16)}
            """
        );
    }

    /// <summary>One dot for each answer that readers get: dark where the pages carry it, pale where in part, empty where unchecked.</summary>
    private static Html Dots(StoredPaper stored, int y)
    {
        var answers = stored.Notes.Values.OrderBy(note => note.Language).FirstOrDefault()?.QuestionAnswers ?? [];
        return Html.Join(
            answers
                .Where(answer => !answer.IsHeld)
                .Take(40)
                .Select(
                    (answer, i) =>
                        Html.Of(
                            $"<circle cx=\"{Names + 47 + (i * 14)}\" cy=\"{y}\" r=\"4\" fill=\"{Fill(answer.Verdict)}\" stroke=\"#1f5c85\"/>\n"
                        )
                )
        );
    }

    private static Html Legend(Language language) =>
        Html.Join(
            new[] { Verdict.Verified, Verdict.Weak, Verdict.Unchecked }.Select(
                (verdict, i) =>
                    Html.Of(
                        $"""
                        <circle cx="{Left + 7}" cy="{556 + (i * 32)}" r="7" fill="{(
                            verdict == Verdict.Verified ? "#ffffff" : Fill(verdict)
                        )}" fill-opacity="{(verdict == Verdict.Weak ? "0.5" : "1")}" stroke="#ffffff"/>
                        <text x="{Left + 26}" y="{562 + (i * 32)}" font-size="18" fill="#d5e5f0">{PaperTexts.For(
                            language
                        ).Verdict(verdict)[2..]}</text>

                        """
                    )
            )
        );

    private static string Fill(Verdict verdict) =>
        verdict switch
        {
            Verdict.Verified => "#1f5c85",
            Verdict.Weak => "#b9d3e4",
            _ => "none",
        };

    /// <summary>A text in lines of at most so many em; what does not fit ends in an ellipsis. At least one line.</summary>
    internal static IReadOnlyList<string> Lines(string text, double width, int most)
    {
        var lines = new List<string>();
        var (line, used) = (new StringBuilder(), 0.0);
        foreach (var word in Pieces(NormalText.Line(text)))
        {
            var wide = word.Sum(Em);
            if (used + wide > width && line.Length > 0 && !IsBoundToLast(word))
            {
                if (lines.Count == most - 1)
                {
                    return [.. lines, Cut(line.ToString(), width)];
                }

                lines.Add(line.ToString().TrimEnd());
                line.Clear();
                used = 0;
            }

            line.Append(word);
            used += wide;
        }

        return [.. lines, line.ToString().Sum(Em) > width + 1 ? Cut(line.ToString(), width) : line.ToString()];
    }

    private static string Cut(string line, double width)
    {
        var kept = new StringBuilder();
        var used = 1.0;
        foreach (var element in Elements(line))
        {
            used += element.Sum(Em);
            if (used > width)
            {
                break;
            }

            kept.Append(element);
        }

        return kept.ToString().TrimEnd() + "…";
    }

    /// <summary>Where a line may end: behind any Japanese character, behind a blank.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var word = new StringBuilder();
        foreach (var element in Elements(text))
        {
            word.Append(element);
            if (element[0] == ' ' || Em(element[0]) >= 1)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static IEnumerable<string> Elements(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }

    private static bool IsBoundToLast(string word) =>
        "、。，．」』）】！？ーぁぃぅぇぉっゃゅょァィゥェォッャュョ".Contains(word[0], StringComparison.Ordinal);

    // Full width is 1 em; Latin letters are a little more than half of it on average.
    private static double Em(char character) =>
        character switch
        {
            < '\u2E80' => char.IsUpper(character) ? 0.66
            : character is ' ' or '.' or ',' or 'i' or 'l' or ':' ? 0.28
            : 0.54,
            >= '\uD800' and <= '\uDFFF' => 0.5,
            >= '\uFF61' and <= '\uFFDC' => 0.5,
            _ => 1,
        };
}
