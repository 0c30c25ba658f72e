using System.Text.RegularExpressions;
using PaperBot.Papers;

namespace PaperBot.Settings;

/// <summary>
/// What is wrong with settings, in Japanese. The settings of each feature say it in English, beside the rule; here stands what each
/// sentence is in Japanese, and a test finds the one that is missing. One that is not here stays English.
/// </summary>
internal static class SettingsWords
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static readonly (Regex English, string Japanese)[] Problems =
    [
        .. new (string, string)[]
        {
            ("is '(.*)', which other machines can reach", "「$1」は他のマシンからも届くアドレスです"),
            ("is '(.*)', which never comes", "「$1」は一度も来ない日時です"),
            ("is '(.*)', which is off", "「$1」は有効になっていません"),
            ("is '(.*)', which is a file", "「$1」はファイルです"),
            ("is '(.*)', which another entry of Channels names already", "「$1」は Channels の別の項目にもあります"),
            ("is '(.*)', but (.*) is (.*)", "が「$1」ですが、$2 は $3 です"),
            ("is '(.*)'", "「$1」は正しくありません"),
            ("holds '(.*)'", "「$1」が含まれています"),
            (@"names '(.*)', which cannot be read \((.*)\)", "「$1」を読めません ($2)"),
            ("names '(.*)', which cannot be read", "「$1」を読めません"),
            (@"names '(.*)', which is no valid JSON \((.*)\)", "「$1」は正しい JSON ではありません ($2)"),
            ("names '(.*)', which is no folder", "「$1」というフォルダーはありません"),
            ("names '(.*)', which is not right: (.*)", "「$1」の内容に誤りがあります: $2"),
            ("names '(.*)'", "「$1」は正しくありません"),
            (@"is (\S+), not shorter than (\S+) \((.*)\)", "$1 は $2 ($3) より短くありません"),
            ("is no connection string of (.*)", "$1 の接続文字列ではありません"),
            ("is missing", "がありません"),
            ("is empty, but (.*) is (.*)", "が空ですが、$1 は $2 です"),
            ("is not set, but another secret of Slack is", "が設定されていませんが、Slack の別の秘密は設定されています"),
            ("is false, but (.*) is true", "が false ですが、$1 は true です"),
            ("is not set, but (.*) is (.*)", "が設定されていませんが、$1 は $2 です"),
            ("is not set, but (.*) is", "が設定されていませんが、$1 は設定されています"),
            ("is set, but no price is", "が設定されていますが、価格が設定されていません"),
            ("is set twice: directly and by (.*)", "が二重に設定されています: 直接と $1 です"),
            ("is not a setting of PaperBot", "という設定は PaperBot にありません"),
            ("does not start with (.*)", "が $1 で始まっていません"),
            ("begins with the word Bot", "が Bot という語で始まっています"),
        }.Select(Pair),
    ];

    private static readonly (Regex English, string Japanese)[] Expectations =
    [
        .. new (string, string)[]
        {
            ("true or false", "true か false です"),
            ("ja or en", "ja か en です"),
            ("ja, en or both", "ja、en、または両方です"),
            ("one of the two", "どちらか一方だけにしてください"),
            ("one of (.*)", "次のどれかです: $1"),
            (
                "an? (.*) and (.*)'s id, such as (.*) or (\\S*).*",
                "種類と ID を $3 や $4 のように書いてください (名前は誰でも変えられるので使えません)"
            ),
            ("a whole number from (.*) to (.*)", "$1 から $2 までの整数です"),
            ("a time from (.*) to (.*), such as (.*)", "$1 から $2 までの時間です (例: $3)"),
            ("an amount such as (.*) or (.*)", "$1 や $2 のような金額です"),
            ("a time shorter than the lease.*", "リースより短い時間にしてください"),
            (@"a time zone such as (\S+) or (\S+).*", "$1 や $2 のようなタイムゾーンです (マシンに tz データベースが要ります)"),
            ("a cron expression.*such as (.*)", "$1 のような cron 式です (先頭は秒)"),
            ("an https address.*", "https のアドレスです (http はこのマシン自身にだけ使えます)"),
            (
                "an http address such as (.*); https comes.*",
                "$1 のような http のアドレスです (https は前段のプロキシが受け持ちます)"
            ),
            (
                "an address of this machine such as (.*), or (.*) set to true",
                "$1 のようなこのマシンのアドレスにするか、$2 を true にしてください"
            ),
            ("a readable file that holds the secret and nothing else", "秘密だけを書いた、読めるファイルにしてください"),
            (@"a readable font file \((.*)\)", "読めるフォントのファイル (.ttf、.otf、.ttc) にしてください"),
            (
                "the https address under which Slack and Discord fetch the picture.*",
                "Slack と Discord が画像を取りに来る https のアドレスを設定するか、Web:Picture を false にしてください"
            ),
            (
                "true, because the picture is one of the reading pages.*",
                "画像は閲覧ページの一つなので true にするか、Web:Picture を false にしてください"
            ),
            ("a readable JSON file", "読める JSON ファイルにしてください"),
            ("a readable file", "読めるファイルにしてください"),
            ("a JSON file like the shipped (.*)", "同梱の $1 のような JSON ファイルにしてください"),
            ("Key=Value, for example (.*)", "キー=値 の形です (例: $1)"),
            ("a glossary in the form of the shipped one", "同梱の用語集と同じ形のファイルです"),
            ("a folder; it is made where it does not exist", "フォルダーです (なければ作られます)"),
            ("a folder that exists, or nothing", "存在するフォルダーか、空にしてください"),
            ("a folder of PDFs such as (.*), or nothing", "$1 のような PDF のあるフォルダーか、空にしてください"),
            ("a list of channels, such as (.*) and so on", "$1 のようなチャンネルの一覧です"),
            ("the channel's id, such as (.*) on Slack", "チャンネルの ID です (Slack では $1 など)"),
            ("each channel once", "チャンネルごとに一度だけ書いてください"),
            ("server ids.*", "サーバー ID (数字) です。Discord の開発者モードで「サーバーIDをコピー」で得られます"),
            ("the token alone.*", "開発者ポータルに表示されるトークンだけを書いてください"),
            (@"the app's Bot User OAuth Token.*", "アプリの Bot User OAuth Token (xoxb-…) です。これで Slack が有効になります"),
            ("the app's Signing Secret", "アプリの Signing Secret です"),
            (
                @"an app-level token \(xapp-…\) with connections:write",
                "connections:write を持つアプリレベルトークン (xapp-…) です"
            ),
            ("Slack:BotToken set, which turns Slack on", "Slack:BotToken を設定すると Slack が有効になります"),
            ("Discord:Token set, which turns Discord on", "Discord:Token を設定すると Discord が有効になります"),
            ("slack or discord: .*", "slack か discord です (トークンがあるとローカルのワークスペースは使われません)"),
            ("Host=.*", "「Host=…;Database=…;Username=…;Password=…」の形です"),
            ("the path of a file, or Data Source=…", "ファイルのパスか、Data Source=… です"),
            ("the vendor's API key, from the environment, or (.*)", "提供元の API キー (環境変数から) か、$1 を設定してください"),
            ("the vendor's API key, from the environment", "提供元の API キーを環境変数で設定してください"),
            ("the model's name, as its vendor writes it", "提供元の表記どおりのモデル名です"),
            ("(.*) and (.*) in US dollars a million tokens", "$1 と $2 を、100 万トークンあたりの米ドルで設定してください"),
            ("perhaps (.*); see README for the settings", "$1 のことでしょうか。設定の一覧は README にあります"),
            ("see README for the settings", "設定の一覧は README にあります"),
        }.Select(Pair),
    ];

    public static string Problem(SettingsProblem problem, Language language) =>
        language == Language.Japanese ? Translate(problem.Problem, Problems) : problem.Problem;

    public static string Expected(SettingsProblem problem, Language language) =>
        language == Language.Japanese ? Translate(problem.Expected, Expectations) : problem.Expected;

    /// <summary>All of them, one a line.</summary>
    public static string List(IReadOnlyList<SettingsProblem> problems, Language language) =>
        language == Language.Japanese
            ? "設定に誤りがあります:\n"
                + string.Join(
                    '\n',
                    problems.Select(problem =>
                        $"  {problem.Key} {Problem(problem, language)}。正しい値: {Expected(problem, language)}"
                    )
                )
            : new SettingsException(problems).Message;

    private static string Translate(string english, (Regex English, string Japanese)[] table)
    {
        foreach (var (pattern, japanese) in table)
        {
            if (pattern.Match(english) is { Success: true } match)
            {
                return match.Result(japanese);
            }
        }

        return english;
    }

    private static (Regex English, string Japanese) Pair((string English, string Japanese) pair) =>
        (new Regex($"^(?:{pair.English})$", RegexOptions.Singleline | RegexOptions.CultureInvariant, Limit), pair.Japanese);
}
