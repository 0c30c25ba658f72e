using System.Globalization;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>What admins are told about writing.</summary>
internal static class WritingTexts
{
    public static TextForPeople TimedOut { get; } =
        new(
            "モデルのサーバーが時間内に応答しませんでした。あとで再実行してください",
            "the model's server did not answer in time; run it again later"
        );

    public static TextForPeople Unreachable { get; } =
        new(
            "モデルのサーバーに接続できません。設定 Writer:Endpoint とネットワークを確認してください",
            "the model's server cannot be reached; look at Writer:Endpoint and the network"
        );

    public static TextForPeople Busy(int status) =>
        new(
            $"モデルのサーバーが混み合っています ({status})。再試行しても応答がありませんでした。あとで再実行してください",
            $"the model's server is too busy ({status}), also after trying again; run it again later"
        );

    public static TextForPeople KeyRefused(int status) =>
        new(
            $"モデルのサーバーが API キーを拒否しました ({status})。設定 Writer:ApiKey を確認してください",
            $"the model's server refused the API key ({status}); look at Writer:ApiKey"
        );

    public static TextForPeople Refused(int status) =>
        new(
            $"モデルのサーバーが要求を拒否しました ({status})。設定 Writer:Model と Writer:Structured を確認してください",
            $"the model's server refused the request ({status}); look at Writer:Model and Writer:Structured"
        );

    public static TextForPeople Failed(int status) =>
        new(
            $"モデルのサーバーでエラーが起きました ({status})。あとで再実行してください",
            $"the model's server failed ({status}); run it again later"
        );

    public static TextForPeople BudgetSpent(decimal budget) =>
        new(
            $"今月の予算 (Writer:MonthlyBudget、{Dollars(budget)}) の残りでは足りないため、書くのを止めました。予算を増やすか、来月に再実行してください",
            $"stopped: what is left of this month's budget (Writer:MonthlyBudget, {Dollars(budget)}) does not cover the next call; raise it or run the week again next month"
        );

    public static TextForPeople Unusable(string problem) =>
        new(
            $"モデルの応答が、書き直しのあとも使えませんでした ({problem})。再実行すると、この論文だけをやり直します",
            $"the model's reply could not be used, also after one repair ({problem}); running it again tries this paper alone"
        );

    public static TextForPeople NoText { get; } =
        new("本文のテキストがないため書けません", "there is no text of its pages to write from");

    public static TextForPeople Hidden(IReadOnlyList<HiddenText> hidden)
    {
        var pages = string.Join(',', hidden.Select(text => text.Page).Distinct().Order());
        return new(
            $"読者ではなく言語モデルや査読者に向けた文が {hidden.Count} 件 (p.{pages}) あり、モデルに渡す前に取り除きました: {NormalText.Excerpt(hidden[0].Sentence)}",
            $"{hidden.Count} sentences (p.{pages}) address language models or reviewers instead of readers; the model was not shown them: {NormalText.Excerpt(hidden[0].Sentence)}"
        );
    }

    public static string Dollars(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"${amount:0.00##}");
}
