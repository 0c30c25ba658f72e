using System.Globalization;
using System.Text;

namespace PaperBot.Fakes.Arxiv;

/// <summary>Whole PDFs of plain English text, a page for each argument, written here: nobody's paper.</summary>
public static class SmallPdf
{
    private const int Columns = 90;

    public static byte[] Of(params IReadOnlyList<string> pages)
    {
        var objects = new List<byte[]>
        {
            Ascii("<</Type/Catalog/Pages 2 0 R>>"),
            Ascii(
                $"<</Type/Pages/Count {Number(pages.Count)}/Kids[{string.Join(' ', pages.Select((_, i) => $"{Number(4 + (2 * i))} 0 R"))}]>>"
            ),
            Ascii("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"),
        };
        foreach (var page in pages)
        {
            objects.Add(
                Ascii(
                    $"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {Number(objects.Count + 2)} 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
                )
            );
            var content = Content(page);
            objects.Add([.. Ascii($"<</Length {Number(content.Length)}>>stream\n"), .. content, .. Ascii("\nendstream")]);
        }

        return File(objects);
    }

    /// <summary>Objects numbered from 1, the first of them the catalog, with their table.</summary>
    public static byte[] File(IReadOnlyList<byte[]> objects)
    {
        using var file = new MemoryStream();
        var offsets = new List<long>();
        file.Write("%PDF-1.7\n"u8);
        for (var i = 0; i < objects.Count; i++)
        {
            offsets.Add(file.Position);
            file.Write(Ascii($"{Number(i + 1)} 0 obj\n"));
            file.Write(objects[i]);
            file.Write("\nendobj\n"u8);
        }

        var start = file.Position;
        file.Write(Ascii($"xref\n0 {Number(objects.Count + 1)}\n0000000000 65535 f \n"));
        foreach (var offset in offsets)
        {
            file.Write(Ascii(string.Create(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n")));
        }

        file.Write(Ascii($"trailer\n<</Size {Number(objects.Count + 1)}/Root 1 0 R>>\nstartxref\n{Number(start)}\n%%EOF\n"));
        return file.ToArray();
    }

    public static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Content(string page)
    {
        var content = new StringBuilder("BT /F1 10 Tf 50 790 Td 14 TL\n");
        foreach (var line in page.Split('\n').SelectMany(Wrap))
        {
            content.Append('(').Append(line.Replace("\\", "\\\\").Replace("(", "\\(").Replace(")", "\\)")).Append(") Tj T*\n");
        }

        return Ascii(content.Append("ET").ToString());
    }

    private static IEnumerable<string> Wrap(string line)
    {
        while (line.Length > Columns && line.LastIndexOf(' ', Columns) is var at and > 0)
        {
            yield return line[..at];
            line = line[(at + 1)..];
        }

        yield return line;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
