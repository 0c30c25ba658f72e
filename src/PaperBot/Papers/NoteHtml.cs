using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using PaperBot.Chat;

namespace PaperBot.Papers;

/// <summary>
/// A weekly note as one HTML file that needs nothing else: no script, no asset, everything escaped. Answers that are held back are left
/// out, as everywhere where people read; how many there are is said.
/// </summary>
public static class NoteHtml
{
    private static readonly string Style = ReadStyle();

    public static string Write(WeeklyNote note)
    {
        var labels = NoteLabels.Of(note.Language);
        var title = BlocksHtml.Escape($"{labels.Heading[0]} {NoteDates.Write(note.Label, note.Language)}");
        var html = new StringBuilder();
        html.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!DOCTYPE html>
            <html lang="{note.Language.Code()}">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{Hash(Style)}'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>{Style}</style>
            </head>
            <body>
            <h1>{title}</h1>

            """
        );
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"theme\">{BlocksHtml.Escape(note.Theme)}</p>\n");
        html.Append(BlocksHtml.Write(NoteText.Blocks(note.Introduction)));
        html.Append("<ol>\n");
        foreach (var (i, noted) in note.Papers.Index())
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<li><a href=\"#p{i + 1}\">{BlocksHtml.Escape(PaperCard.TitleText(noted.Paper))}</a></li>\n"
            );
        }

        html.Append("</ol>\n");
        foreach (var (i, noted) in note.Papers.Index())
        {
            WritePaper(html, i + 1, noted, labels);
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    private static void WritePaper(StringBuilder html, int number, NotedPaper noted, NoteLabels labels)
    {
        var (paper, language) = (noted.Paper, labels.Language);
        html.Append(
            CultureInfo.InvariantCulture,
            $"<section id=\"p{number}\">\n<h2>{BlocksHtml.Line(PaperCard.Title(paper, TextMarks.None))}</h2>\n"
        );
        foreach (
            var fact in (string[])
                [string.Join(", ", paper.Authors), PaperCard.Dates(paper, language), string.Join(", ", paper.Categories)]
        )
        {
            html.Append(fact.Length > 0 ? $"<p class=\"facts\">{BlocksHtml.Escape(fact)}</p>\n" : "");
        }

        if (noted.Note is not { } note)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>{labels.NoNote}</p>\n</section>\n");
            return;
        }

        html.Append(BlocksHtml.Write(NoteText.Blocks(note.Summary)));
        foreach (var (i, answer) in note.QuestionAnswers.Index().Where(pair => !pair.Item.IsHeld))
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<article class=\"question\" id=\"p{number}q{i + 1}\">\n<h3>{BlocksHtml.Line(NoteText.Line(answer.Question))}</h3>\n"
            );
            html.Append(BlocksHtml.Write(PaperCard.Answer(answer, paper, language))).Append("</article>\n");
        }

        if (note.QuestionAnswers.Count(answer => answer.IsHeld) is > 0 and var count)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<p class=\"left-out\">{BlocksHtml.Escape(NoteTexts.Of(language).LeftOut(count))}</p>\n"
            );
        }

        html.Append("</section>\n");
    }

    private static string Hash(string style) =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));

    private static string ReadStyle()
    {
        using var reader = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream("PaperBot.note.css")!,
            Encoding.UTF8
        );
        return "\n" + reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
