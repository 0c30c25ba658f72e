using System.Globalization;
using System.Text.Json.Nodes;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Commands;

/// <summary>
/// The commands as Discord shows them, and their way back into the words that a person would type on Slack. Discord cannot mix options and
/// subcommands in one command, so <c>/paper week …</c> and <c>/paper-admin …</c> are commands of their own.
/// https://discord.com/developers/docs/interactions/application-commands
/// </summary>
internal static class CommandCatalog
{
    public const string Paper = "paper";
    public const string PaperWeek = "paper-week";
    public const string PaperAdmin = "paper-admin";

    private const int SubcommandType = 1;
    private const int StringType = 3;
    private const int BooleanType = 5;

    private static readonly string[] Stages = ["listing", "arxiv", "reading", "writing", "checking", "publishing"];

    public static readonly IReadOnlyList<string> Names = [Paper, PaperWeek, PaperAdmin];

    /// <param name="isGlobal">Only global commands say where they may be used.</param>
    public static JsonArray Definitions(bool isGlobal)
    {
        var commands = new JsonArray(
            Command(
                Paper,
                "Ask about a paper of the week: a keyword, a title or a question",
                "今週の論文を調べる・質問する（キーワード、題名、質問）",
                Text(
                    "query",
                    "検索",
                    "A keyword, a title or a question; empty shows the latest week",
                    "キーワード、題名、質問。空のままなら最新の週を表示します",
                    autocomplete: true
                )
            ),
            Command(
                PaperWeek,
                "The papers of a week",
                "ある週の論文一覧",
                Text(
                    "week",
                    "週",
                    "Any day of the week, 2023-W22, or latest",
                    "その週の日付（2023-05-29）、2023-W22、または latest"
                )
            ),
            Admin()
        );
        if (isGlobal)
        {
            foreach (var command in commands)
            {
                // In a server, and in a direct chat with the bot; installed to servers only.
                command!["contexts"] = command["name"]!.GetValue<string>() == PaperAdmin ? new JsonArray(0) : new JsonArray(0, 1);
                command["integration_types"] = new JsonArray(0);
            }
        }

        return commands;
    }

    /// <summary>The command and its text as typed on Slack: <c>rerun 2023-W22 from writing repost dry-run</c>.</summary>
    public static (string Name, string Text) Fold(InteractionData data)
    {
        var options = data.Options ?? [];
        return data.Name switch
        {
            PaperWeek => (Paper, Value(options, "week") is { Length: > 0 } week ? $"week {week}" : "week latest"),
            PaperAdmin => (PaperAdmin, options is [{ Type: SubcommandType } sub, ..] ? Fold(sub) : ""),
            _ => (data.Name ?? Paper, Value(options, "query")),
        };
    }

    private static string Fold(InteractionOption subcommand)
    {
        var options = subcommand.Options ?? [];
        var words = new List<string> { subcommand.Name };
        foreach (var plain in new[] { "week", "paper", "url", "delivery", "language", "profile" })
        {
            Add(words, Value(options, plain));
        }

        if (Value(options, "from") is { Length: > 0 } stage)
        {
            words.Add("from " + stage);
        }

        foreach (var (flag, word) in new[] { ("repost", "repost"), ("dry-run", "dry-run"), ("everywhere", "all") })
        {
            if (options.Any(option => option.Name == flag && option.Value?.ValueKind == System.Text.Json.JsonValueKind.True))
            {
                words.Add(word);
            }
        }

        return string.Join(' ', words);

        static void Add(List<string> words, string value)
        {
            if (value.Length > 0)
            {
                words.Add(value);
            }
        }
    }

    private static string Value(InteractionOption[] options, string name) =>
        (Array.Find(options, option => option.Name == name)?.Value?.ToString() ?? "").Trim();

    private static JsonObject Admin()
    {
        var week = Text(
            "week",
            "週",
            "Any day of the week, 2023-W22, or latest",
            "その週の日付（2023-05-29）、2023-W22、または latest",
            required: true
        );
        var from = Text("from", "開始工程", "Start over from this stage", "この工程からやり直します");
        from["choices"] = new JsonArray([.. Stages.Select(stage => new JsonObject { ["name"] = stage, ["value"] = stage })]);
        var admin = Command(
            PaperAdmin,
            "Run and watch over the digests",
            "ダイジェストの実行と管理",
            Subcommand(
                "rerun",
                "Run a week again; posts only what has changed",
                "週をもう一度処理します（変わった投稿だけを更新）",
                week,
                from,
                Flag("repost", "再投稿", "Post everything anew, after a confirmation", "確認のうえ、すべて新しく投稿し直します"),
                Flag("dry-run", "試行", "Only show what would change", "何が変わるかだけを表示します")
            ),
            Subcommand("status", "What runs, what is late, what went wrong", "実行中の処理、遅れ、問題の一覧"),
            Subcommand("held", "What is held back, and why", "保留中の投稿と回答、その理由"),
            Subcommand("unanswered", "Questions that nothing stored answers", "答えが見つからなかった質問"),
            Subcommand("channels", "The channels that get digests", "ダイジェストの配信先"),
            Subcommand(
                "subscribe",
                "Send the digests to this channel",
                "このチャンネルに配信します",
                SpokenLanguage(),
                Profile()
            ),
            Subcommand("unsubscribe", "Send no more digests to this channel", "このチャンネルへの配信をやめます"),
            Subcommand(
                "retract",
                "Take a week's posts back, after a confirmation",
                "週の投稿を取り下げます（確認あり）",
                (JsonObject)week.DeepClone()
            ),
            Subcommand(
                "fix",
                "Give a paper its right address",
                "論文の正しいURLを登録します",
                Text("paper", "論文", "The paper's id or name", "論文のIDまたは名前", required: true),
                Text("url", "url", "Its page on arXiv or elsewhere", "arXivなどのページのURL", required: true)
            ),
            Subcommand(
                "confirm",
                "A paper is what the list means",
                "リストの論文と一致することを確認します",
                Text("paper", "論文", "The paper's id or name", "論文のIDまたは名前", required: true)
            ),
            Subcommand(
                "release",
                "Let held posts go on after their remedy",
                "対処の済んだ保留中の投稿を再開します",
                Text("delivery", "投稿", "A delivery's id; empty releases all", "投稿のID。空ならすべて再開します")
            ),
            Subcommand("pause", "Stop posting for now", "投稿を一時停止します", Everywhere()),
            Subcommand("resume", "Go on posting", "投稿を再開します", Everywhere()),
            Subcommand("help", "What each of these does", "使い方を表示します")
        );
        // Shown only to those who may manage the server; the right is looked at again at every call.
        admin["default_member_permissions"] = ((ulong)Permissions.ManageGuild).ToString(CultureInfo.InvariantCulture);
        return admin;
    }

    private static JsonObject SpokenLanguage()
    {
        var language = Text("language", "言語", "The language of the digests here", "このチャンネルに配信する言語");
        language["choices"] = new JsonArray(
            new JsonObject { ["name"] = "日本語", ["value"] = "ja" },
            new JsonObject { ["name"] = "English", ["value"] = "en" }
        );
        return language;
    }

    private static JsonObject Profile() =>
        Text(
            "profile",
            "内容",
            "papers=5 want=rl,agents mute=survey authors=… categories=cs.CL cron=\"0 0 9 ? * TUE\" zone=…",
            "papers=5 want=rl,agents mute=survey authors=… categories=cs.CL cron=\"0 0 9 ? * TUE\" zone=…"
        );

    private static JsonObject Everywhere() =>
        Flag("everywhere", "全体", "In every channel, not only this one", "このチャンネルだけでなく、すべての配信先で");

    private static JsonObject Command(string name, string description, string japanese, params JsonObject[] options) =>
        new()
        {
            ["type"] = 1,
            ["name"] = name,
            ["description"] = description,
            ["description_localizations"] = new JsonObject { ["ja"] = japanese },
            ["options"] = new JsonArray([.. options]),
        };

    private static JsonObject Subcommand(string name, string description, string japanese, params JsonObject[] options) =>
        new()
        {
            ["type"] = SubcommandType,
            ["name"] = name,
            ["description"] = description,
            ["description_localizations"] = new JsonObject { ["ja"] = japanese },
            ["options"] = new JsonArray([.. options]),
        };

    private static JsonObject Text(
        string name,
        string japaneseName,
        string description,
        string japanese,
        bool required = false,
        bool autocomplete = false
    )
    {
        var option = new JsonObject
        {
            ["type"] = StringType,
            ["name"] = name,
            ["name_localizations"] = new JsonObject { ["ja"] = japaneseName },
            ["description"] = description,
            ["description_localizations"] = new JsonObject { ["ja"] = japanese },
            ["max_length"] = 300,
        };
        if (required)
        {
            option["required"] = true;
        }

        if (autocomplete)
        {
            option["autocomplete"] = true;
        }

        return option;
    }

    private static JsonObject Flag(string name, string japaneseName, string description, string japanese) =>
        new()
        {
            ["type"] = BooleanType,
            ["name"] = name,
            ["name_localizations"] = new JsonObject { ["ja"] = japaneseName },
            ["description"] = description,
            ["description_localizations"] = new JsonObject { ["ja"] = japanese },
        };
}
