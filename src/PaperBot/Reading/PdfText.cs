using System.Security.Cryptography;
using PaperBot.Papers;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace PaperBot.Reading;

/// <summary>
/// Reads a PDF in this process. The library bounds neither time nor memory and cannot be cancelled, so papers from outside go
/// through <see cref="PdfChild"/>, which calls this in a process of its own.
/// </summary>
public static class PdfText
{
    public static PdfReading Read(byte[] file, PdfLimits limits)
    {
        if (!LooksLikePdf(file))
        {
            return new PdfReading.Refused(RefusalReason.NotAPdf, "the file does not begin with %PDF-");
        }

        try
        {
            using var document = PdfDocument.Open(file, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
            return document.IsEncrypted
                ? new PdfReading.Refused(RefusalReason.Encrypted, "the file is encrypted")
                : ReadPages(document, Convert.ToHexStringLower(SHA256.HashData(file)), limits);
        }
        catch (PdfDocumentEncryptedException exception)
        {
            return new PdfReading.Refused(RefusalReason.Encrypted, exception.Message);
        }
        catch (OutOfMemoryException)
        {
            return new PdfReading.Refused(RefusalReason.TooMuchMemory, "reading it needs more memory than a paper may");
        }
#pragma warning disable CA1031 // The library throws exceptions of many unrelated types for damaged files; each means the same.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new PdfReading.Refused(RefusalReason.Damaged, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <summary>The mark may stand a little behind the start (https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf, annex H.3).</summary>
    public static bool LooksLikePdf(ReadOnlySpan<byte> file) => file[..Math.Min(file.Length, 1024)].IndexOf("%PDF-"u8) >= 0;

    private static PdfReading ReadPages(PdfDocument document, string hash, PdfLimits limits)
    {
        if (document.NumberOfPages > limits.Pages)
        {
            return new PdfReading.Refused(
                RefusalReason.TooManyPages,
                $"{document.NumberOfPages} pages, at most {limits.Pages} are read"
            );
        }

        var pages = new List<PageText>();
        var unreadable = new List<int>();
        var length = 0L;
        for (var number = 1; number <= document.NumberOfPages; number++)
        {
            var text = ReadPage(document, number);
            length += text.Length;
            if (length > limits.TextLength)
            {
                return new PdfReading.Refused(RefusalReason.TooMuchText, $"more than {limits.TextLength} characters");
            }

            pages.Add(new PageText(number, text));
            if (text.Length == 0)
            {
                unreadable.Add(number);
            }
        }

        return unreadable.Count * 2 >= pages.Count
            ? new PdfReading.Refused(
                RefusalReason.NoText,
                $"{unreadable.Count} of {pages.Count} pages have no text; it may be a scan"
            )
            : new PdfReading.Read(hash, pages, unreadable);
    }

    private static string ReadPage(PdfDocument document, int number)
    {
        try
        {
            return PageWalk.ToText(document.GetPage(number).Letters);
        }
        catch (OutOfMemoryException)
        {
            throw;
        }
#pragma warning disable CA1031 // One bad page is a page without text, reported as such; the others are read.
        catch (Exception)
#pragma warning restore CA1031
        {
            return "";
        }
    }
}

/// <summary>What one paper may cost.</summary>
public sealed record PdfLimits
{
    public int Pages { get; init; } = 200;

    /// <summary>UTF-16 units of all pages together.</summary>
    public int TextLength { get; init; } = 5 * 1024 * 1024;

    /// <summary>Of the file.</summary>
    public long FileBytes { get; init; } = 40L * 1024 * 1024;

    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The child's managed heap.</summary>
    public long HeapBytes { get; init; } = 256L * 1024 * 1024;
}
