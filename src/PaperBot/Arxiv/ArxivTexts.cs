using System.Globalization;
using PaperBot.Papers;

namespace PaperBot.Arxiv;

/// <summary>What people are told about arXiv.</summary>
public static class ArxivTexts
{
    public static TextForPeople Empty { get; } =
        new(
            "arXiv が空の応答を返し続けています。しばらくしてから再試行します。",
            "arXiv keeps answering with nothing; it will be asked again later."
        );

    public static TextForPeople Unavailable(string reason) =>
        new(
            $"arXiv に問い合わせできませんでした ({reason})。後で再試行します。",
            $"arXiv could not be asked ({reason}); it will be asked again later."
        );

    public static TextForPeople ToldToWait(TimeSpan wait) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"arXiv から {wait.TotalMinutes:0} 分待つよう指示されました。その後に再試行します。"
            ),
            string.Create(
                CultureInfo.InvariantCulture,
                $"arXiv asks to wait {wait.TotalMinutes:0} minutes; it will be asked again after that."
            )
        );

    public static TextForPeople NotThere(string id) =>
        new(
            $"arXiv に ID {id} の論文が見つかりません。リストのリンクが間違っている可能性があります。",
            $"arXiv knows no paper {id}; the list's link may be wrong."
        );

    public static TextForPeople NoPdf(string id) => new($"arXiv に {id} の PDF がありません。", $"arXiv has no PDF of {id}.");

    public static TextForPeople PdfRefused(string id, string reason) =>
        new(
            $"{id} の PDF は安全のため取得しませんでした ({reason})。",
            $"The PDF of {id} was not fetched, for safety: {reason}."
        );

    public static TextForPeople PdfFailed(string id, string reason) =>
        new(
            $"{id} の PDF を取得できませんでした ({reason})。後で再試行します。",
            $"The PDF of {id} could not be fetched ({reason}); it will be tried again later."
        );

    public static TextForPeople CacheBroken(string folder, string reason) =>
        new(
            $"PDF の保存先 {folder} に書き込めません ({reason})。設定 Arxiv:PdfCache と空き容量を確認してください。",
            $"PDFs cannot be kept in {folder} ({reason}); check the setting Arxiv:PdfCache and the free space."
        );

    public static TextForPeople Mismatch(string listName, string title) =>
        new(
            $"リストでの名前「{listName}」と、リンク先の論文の題名「{title}」が一致しません。",
            $"The list's name \"{listName}\" does not fit the paper that it links to, \"{title}\"."
        );

    public static TextForPeople HeldInWeek(WeekId week, TextForPeople reason) =>
        new(
            $"{week}: {reason.Japanese} 確認できるまで投稿しません。/paper-admin held で一覧を表示し、confirm または fix で対応してください。",
            $"{week}: {reason.English} It is not posted until you look at it: /paper-admin held, then confirm or fix."
        );

    public static TextForPeople Withdrawn(string id, string title) =>
        new($"論文「{title}」({id}) は著者により取り下げられました。", $"The paper \"{title}\" ({id}) was withdrawn.");

    public static TextForPeople NewVersion(string id, string title, int before, int after) =>
        new(
            $"論文「{title}」({id}) が v{before} から v{after} に更新されました。",
            $"The paper \"{title}\" ({id}) was updated from v{before} to v{after}."
        );
}
