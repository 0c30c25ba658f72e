using System.Globalization;
using PaperBot.Chat;
using PaperBot.Checking;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Writing;

namespace PaperBot.Runs;

/// <summary>How weeks and their posts stand, in words for admins.</summary>
public sealed class WeekStatus(
    PaperStore papers,
    DeliveryStatus deliveries,
    Pauses pauses,
    StageLog log,
    CheckQuality quality,
    CallLedger ledger,
    WriterSettings writer
)
{
    private const int RecentWeeks = 4;
    private const int MostFlags = 4;

    public async Task<IReadOnlyList<ChatBlock>> SummaryAsync(Language language, CancellationToken cancellationToken)
    {
        var blocks = new List<ChatBlock>();
        foreach (var week in (await papers.ListWeeksAsync(cancellationToken)).Take(RecentWeeks))
        {
            var noted = string.Join(", ", week.Noted.Select(noted => noted.Code()));
            blocks.Add(
                new ChatBlock.Paragraph(
                    RichText.Of(
                        new Inline.Text(week.Week.ToString(), TextMarks.Bold),
                        new Inline.Text(Week(week.Papers, noted, language))
                    )
                )
            );
            blocks.AddRange(
                (await quality.ReadAsync(week.Week, 1, cancellationToken))
                    .Where(counted => counted.Week == week.Week)
                    .Select(counted => new ChatBlock.Context(Quality(counted, language)))
            );
            blocks.AddRange(
                (await deliveries.OfWeekAsync(week.Week, cancellationToken)).Select(digest => new ChatBlock.Context(
                    Digest(digest, language)
                ))
            );
            if (await CostAsync(week.Week, cancellationToken) is { } cost)
            {
                blocks.Add(new ChatBlock.Context(cost.In(language)));
            }

            foreach (
                var stage in (await log.ReadAsync(week.Week, cancellationToken)).Where(entry =>
                    entry.State is StageState.Failed or StageState.NotReady
                )
            )
            {
                blocks.Add(new ChatBlock.Context($"{stage.Stage.Name()}: {TextForPeople.FromStored(stage.Detail).In(language)}"));
            }
        }

        if (blocks.Count == 0)
        {
            blocks.Add(
                new ChatBlock.Paragraph(
                    language == Language.Japanese ? "保存されている週がまだありません。" : "No week is stored yet."
                )
            );
        }

        if (writer.IsOn)
        {
            blocks.Add(
                new ChatBlock.Context(
                    $"{writer.Model}: {WritingReports.Month(writer, await ledger.SpentThisMonthAsync(cancellationToken)).In(language)}"
                )
            );
        }

        foreach (var paused in await pauses.ReadAsync(cancellationToken))
        {
            blocks.Add(
                new ChatBlock.Context(
                    language == Language.Japanese
                        ? $"{paused.Channel.Platform} #{paused.Channel.Channel} は一時停止中です ({paused.Actor})"
                        : $"{paused.Channel.Platform} #{paused.Channel.Channel} is paused ({paused.Actor})"
                )
            );
        }

        return blocks;
    }

    /// <summary>What writing about a week has cost; null where no model was asked.</summary>
    private async Task<TextForPeople?> CostAsync(WeekId week, CancellationToken cancellationToken) =>
        PaperCost.Sum(await ledger.OfWeekAsync(week, cancellationToken)) is { Calls: > 0 } cost
            ? WritingReports.Cost(cost, writer.Prices)
            : null;

    /// <summary>One line for each held post: where, why, and what to do.</summary>
    public async Task<IReadOnlyList<string>> HeldAsync(Language language, CancellationToken cancellationToken) =>
        [
            .. (await deliveries.HeldAsync(cancellationToken)).Select(held =>
            {
                var text = HoldText.For(held.Reason, language);
                var detail = held.Detail.Length > 0 ? $" ({held.Detail})" : "";
                var behind = (held.Behind, language) switch
                {
                    (0, _) => "",
                    (var count, Language.Japanese) => $" ほか {count} 件が待っています。",
                    (var count, _) => $" {count} more wait behind it.",
                };
                return $"{held.Delivery}: {text.Problem}{detail} {text.Remedy}{behind}";
            }),
        ];

    private static string Week(int papers, string noted, Language language) =>
        language == Language.Japanese
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"  論文 {papers} 本{(noted.Length > 0 ? $"・ノート {noted}" : "・ノートなし")}"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"  {papers} papers, {(noted.Length > 0 ? $"notes in {noted}" : "no notes")}"
            );

    /// <summary>Weeks stand below each other, so that they compare.</summary>
    private static string Quality(WeekQuality counted, Language language)
    {
        var verdicts = string.Join(
            PaperTexts.Separator,
            counted
                .Verdicts.Where(pair => pair.Value > 0)
                .Select(pair => Number($"{PaperTexts.For(language).Verdict(pair.Key)} {pair.Value}"))
        );
        var flags = string.Join(
            PaperTexts.Separator,
            counted.Flags.Take(MostFlags).Select(flag => Number($"{NoteFlags.Describe(flag.Key, language)} {flag.Value}"))
        );
        return $"{counted.Language.Code()}  {verdicts}{(flags.Length > 0 ? $"  ({flags})" : "")}";
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Digest(DigestStatus digest, Language language)
    {
        var parts = digest
            .Counts.OrderBy(pair => pair.Key)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{State(pair.Key, language)} {pair.Value}"))
            .Concat([digest.Reason, digest.AuditFinding])
            .Where(part => !string.IsNullOrEmpty(part));
        return $"{digest.Channel.Platform} #{digest.Channel.Channel}: {string.Join(language == Language.Japanese ? "・" : ", ", parts)}";
    }

    private static string State(DeliveryState state, Language language) =>
        language == Language.English
            ? state.ToString().ToLowerInvariant()
            : state switch
            {
                DeliveryState.Sent => "投稿済み",
                DeliveryState.Held => "保留",
                DeliveryState.Unknown => "確認中",
                DeliveryState.Skipped => "取りやめ",
                DeliveryState.Retracted => "取り下げ",
                _ => "送信待ち",
            };
}
