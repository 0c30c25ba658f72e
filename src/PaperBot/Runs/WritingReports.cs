using System.Globalization;
using PaperBot.Papers;
using PaperBot.Writing;

namespace PaperBot.Runs;

/// <summary>What a run says about writing and what it cost.</summary>
internal static class WritingReports
{
    public static TextForPeople Off { get; } =
        new(
            "モデルが設定されていないため書きません (設定 Writer:Provider)。ノートを取り込むと投稿されます",
            "no model is set, so nothing is written (Writer:Provider); imported notes are posted"
        );

    public static TextForPeople Written(string model) => new($"{model} が書きました", $"written by {model}");

    public static TextForPeople Of(WritingCounts counts, PaperCost spent, ModelPrices prices, TextForPeople? theme)
    {
        var cost = Cost(spent, prices);
        return new(
            Number(
                $"執筆 {counts.Written} 本、変更なし {counts.Unchanged} 本、既存のノート {counts.HadNote} 本、本文なし {counts.WithoutText} 本、失敗 {counts.Failed} 本。{cost.Japanese}{(theme is null ? "" : "。" + theme.Japanese)}"
            ),
            Number(
                $"{counts.Written} papers written, {counts.Unchanged} unchanged, {counts.HadNote} with a note already, {counts.WithoutText} without text, {counts.Failed} failed; {cost.English}{(theme is null ? "" : "; " + theme.English)}"
            )
        );
    }

    /// <summary>What calls used, in tokens and, where prices are set, in money.</summary>
    public static TextForPeople Cost(PaperCost cost, ModelPrices prices)
    {
        if (cost.Calls == 0)
        {
            return new("モデルの呼び出しなし", "no call to the model");
        }

        var (ja, en) = (Money(cost.Dollars, prices, "、"), Money(cost.Dollars, prices, ", "));
        return new(
            Number(
                $"呼び出し {cost.Calls} 回、入力 {cost.Use.Input:N0} トークン (うちキャッシュ {cost.Use.CachedInput:N0})、出力 {cost.Use.Output:N0} トークン{ja}{(cost.IsEstimate ? " (一部は見積もり)" : "")}"
            ),
            Number(
                $"{cost.Calls} calls, {cost.Use.Input:N0} tokens in ({cost.Use.CachedInput:N0} of them cached), {cost.Use.Output:N0} out{en}{(cost.IsEstimate ? " (partly estimated)" : "")}"
            )
        );
    }

    public static TextForPeople Estimated(int papers, WritingEstimate estimate, WriterSettings settings, decimal spent)
    {
        var month = Month(settings, spent);
        return papers == 0
            ? new($"書く論文はありません。{month.Japanese}", $"nothing to write; {month.English}")
            : new(
                Number(
                    $"{papers} 本を書く見込み: 呼び出し 約 {estimate.Calls} 回、入力 約 {estimate.Use.Input:N0} トークン (うちキャッシュ {estimate.Use.CachedInput:N0})、出力 約 {estimate.Use.Output:N0} トークン{Money(estimate.Dollars, settings.Prices, "、約 ")}。{month.Japanese}"
                ),
                Number(
                    $"{papers} papers would be written: about {estimate.Calls} calls, {estimate.Use.Input:N0} tokens in ({estimate.Use.CachedInput:N0} of them cached), {estimate.Use.Output:N0} out{Money(estimate.Dollars, settings.Prices, ", about ")}; {month.English}"
                )
            );
    }

    /// <summary>What the current month has cost so far, and what it may.</summary>
    public static TextForPeople Month(WriterSettings settings, decimal spent)
    {
        var money = WritingTexts.Dollars(spent);
        return settings.MonthlyBudget is { } budget
            ? new($"今月 {money} / 予算 {WritingTexts.Dollars(budget)}", $"this month {money} of {WritingTexts.Dollars(budget)}")
            : new($"今月 {money}", $"this month {money}");
    }

    public static TextForPeople BudgetNotice(WeekId week, TextForPeople reason) =>
        new($"{week} の執筆: {reason.Japanese}", $"writing {week}: {reason.English}");

    public static TextForPeople NoTheme(TextForPeople reason) =>
        new($"テーマは書けませんでした: {reason.Japanese}", $"no theme could be written: {reason.English}");

    private static string Money(decimal dollars, ModelPrices prices, string before) =>
        prices.AreUnknown ? "" : before + WritingTexts.Dollars(dollars);

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
