namespace PaperBot.Discord;

/// <summary>The few words that the platform itself says to people; everything else comes from the features.</summary>
internal sealed record DiscordTexts
{
    public static readonly DiscordTexts Japanese = new()
    {
        Failed = "うまく処理できませんでした。しばらくしてから、もう一度お試しください。",
        Done = "完了しました。",
        Shared = "チャンネルに共有しました。",
        Choose = "候補から選んでください。",
        NothingFound = "見つかりませんでした。別の言葉でお試しください。",
        WrongFields = "入力内容をご確認ください。",
        Again = "もう一度入力する",
        OpenForm = "入力欄を開く",
        FormReady = "準備ができました。ボタンを押すと入力欄が開きます。",
        FormGone = "この入力欄は期限が切れました。お手数ですが、最初からやり直してください。",
        SearchLabel = "検索する言葉",
    };

    public static readonly DiscordTexts English = new()
    {
        Failed = "Something went wrong. Please try again in a while.",
        Done = "Done.",
        Shared = "Shared to the channel.",
        Choose = "Please choose one.",
        NothingFound = "Nothing was found. Please try other words.",
        WrongFields = "Please check what you entered.",
        Again = "Enter it again",
        OpenForm = "Open the form",
        FormReady = "It is ready: the button opens the form.",
        FormGone = "This form has expired. Please start again.",
        SearchLabel = "Words to search for",
    };

    public required string Failed { get; init; }

    public required string Done { get; init; }

    public required string Shared { get; init; }

    public required string Choose { get; init; }

    public required string NothingFound { get; init; }

    public required string WrongFields { get; init; }

    public required string Again { get; init; }

    public required string OpenForm { get; init; }

    public required string FormReady { get; init; }

    public required string FormGone { get; init; }

    public required string SearchLabel { get; init; }

    /// <summary>Japanese for Japanese and for an unknown language, English for every other.</summary>
    public static DiscordTexts For(string? locale) =>
        locale is null || locale.StartsWith("ja", StringComparison.OrdinalIgnoreCase) ? Japanese : English;
}
