using PaperBot.Papers;

namespace PaperBot.Reading;

/// <summary>Why a paper has no text, for people.</summary>
internal static class ReadingTexts
{
    public static TextForPeople OtherPaper { get; } =
        new(
            "PDFの最初のページに題名がなく、別の論文のようです",
            "the first pages of the PDF do not have the title: it seems to be another paper"
        );

    public static TextForPeople Refused(PdfReading.Refused refused)
    {
        var (japanese, english) = refused.Reason switch
        {
            RefusalReason.NotAPdf => ("ファイルがPDFではありません", "the file is no PDF"),
            RefusalReason.Damaged => ("PDFが壊れていて読めません", "the PDF is damaged"),
            RefusalReason.Encrypted => ("PDFが暗号化されています", "the PDF is encrypted"),
            RefusalReason.NoText => (
                "PDFから文字を取り出せません（画像だけのPDFの可能性）",
                "the PDF has no text; it may be a scan"
            ),
            RefusalReason.TooManyPages => ("PDFのページ数が多すぎます", "the PDF has too many pages"),
            RefusalReason.TooMuchText => ("PDFの文字数が多すぎます", "the PDF has too much text"),
            RefusalReason.TooLarge => ("PDFが大きすぎます", "the PDF is too large"),
            RefusalReason.TooSlow => ("PDFの読み取りに時間がかかりすぎました", "reading the PDF took too long"),
            _ => ("PDFの読み取りに必要なメモリが多すぎました", "reading the PDF took too much memory"),
        };
        return new(japanese, english);
    }
}
