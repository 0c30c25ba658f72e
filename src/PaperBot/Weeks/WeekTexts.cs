using System.Globalization;
using PaperBot.Papers;

namespace PaperBot.Weeks;

/// <summary>What people are told about lists.</summary>
public static class WeekTexts
{
    public static TextForPeople UnknownLayout(Uri baseUrl) =>
        new(
            $"{baseUrl} に週次リストが見つかりません。README.md は索引でもリストでもなく、年別ファイルもありませんでした。リストの置き場所か形式が変わった可能性があります。設定 Weeks:BaseUrl を確認してください。",
            $"No weekly lists were found at {baseUrl}: README.md is neither an index nor a list, and there are no year files. The lists have moved or changed their form; check the setting Weeks:BaseUrl."
        );

    public static TextForPeople NoListIn(Uri address) => NoListIn(address.AbsoluteUri);

    public static TextForPeople NoListIn(string address) =>
        new(
            $"{address} に、読み取れる週次リストがありませんでした。形式が変わった可能性があります。",
            $"{address} holds no weekly list that PaperBot can read; its form may have changed."
        );

    public static TextForPeople HostBusy(Uri address, int status, TimeSpan? retryAfter)
    {
        var (japanese, english) = retryAfter is { } wait
            ? (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Math.Ceiling(wait.TotalSeconds):0} 秒後に再試行するよう指示されています"
                ),
                string.Create(CultureInfo.InvariantCulture, $"asks to come back in {Math.Ceiling(wait.TotalSeconds):0} s")
            )
            : ("しばらく待つよう指示されています", "asks to come back later");
        return new(
            $"{address.Host} が混み合っています (HTTP {status})。{japanese}。",
            $"{address.Host} is busy (HTTP {status}) and {english}."
        );
    }

    public static TextForPeople HostRefused(Uri address, string reason) =>
        new($"安全のため {address} を取得しませんでした ({reason})。", $"{address} was not fetched, for safety: {reason}.");

    public static TextForPeople HostFailed(Uri address, string reason) =>
        new($"{address} を取得できませんでした ({reason})。", $"{address} could not be fetched: {reason}.");

    public static TextForPeople Moved(Uri from, Uri to) =>
        new(
            $"リストの置き場所が {from} から {to} に変わりました。今は転送されていますが、設定 Weeks:BaseUrl を新しい場所に変えてください。",
            $"The lists have moved from {from} to {to}. Redirects still lead there; change the setting Weeks:BaseUrl to the new place."
        );

    public static TextForPeople NoSuchWeek(WeekId week) =>
        new($"{week} のリストはまだ公開されていません。", $"There is no list for {week} (yet).");

    public static TextForPeople NoWeeks { get; } =
        new("完成した週次リストがまだありません。", "There is no complete weekly list yet.");

    public static TextForPeople Incomplete(WeekId week, int papers, IReadOnlyList<string> flags) =>
        new(
            $"{week} のリストはまだ完成していません (論文 {papers} 件、{Flags(flags)})。",
            $"The list for {week} is not complete yet ({papers} papers, {Flags(flags)})."
        );

    public static TextForPeople Settling(WeekId week, TimeSpan settleFor) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{week} のリストは出たばかりです。{settleFor.TotalMinutes:0.#} 分以上あけて 2 回同じ内容であることを確認します。"
            ),
            string.Create(
                CultureInfo.InvariantCulture,
                $"The list for {week} is fresh; it counts once two reads {settleFor.TotalMinutes:0.#} minutes apart are equal."
            )
        );

    public static TextForPeople SecondList(WeekId week, int shared, int taken) =>
        new(
            $"{week} のリストが、取り込み済みのものと大きく異なります (共通の論文は {taken} 件中 {shared} 件)。見出しの間違いかもしれないため保留しています。正しければ /paper-admin rerun {week} from listing で受け入れてください。",
            $"The list for {week} shares only {shared} of the {taken} papers that were taken. It may stand under a wrong heading, so it is held; if it is right, accept it with /paper-admin rerun {week} from listing."
        );

    public static TextForPeople SharedId(string id, int rank, int other) =>
        new(
            $"リストの {rank} 番と {other} 番が同じ arXiv ID {id} を指しています。どちらかのリンクが間違っています。",
            $"Rows {rank} and {other} of the list carry the same arXiv id {id}; at least one link is wrong."
        );

    public static TextForPeople NoteRefused(string file, NoteRefusal reason) =>
        new(
            $"ノートのファイル {file} を取り込めませんでした。{reason.Text(Language.Japanese)}",
            $"The note file {file} was not taken. {reason.Text(Language.English)}"
        );

    private static string Flags(IReadOnlyList<string> flags) => flags.Count > 0 ? string.Join(", ", flags) : "-";
}
