using PaperBot.Papers;
using PaperBot.Runs;

namespace PaperBot.Admin;

/// <summary>What an admin asked for with <c>/paper-admin</c>.</summary>
public abstract record AdminCommand
{
    private AdminCommand() { }

    /// <summary>The channel that it is typed in gets digests.</summary>
    /// <param name="Wish">What it wants of a week, as far as that was said.</param>
    public sealed record Subscribe(ChannelWish Wish) : AdminCommand;

    public sealed record Unsubscribe : AdminCommand;

    /// <param name="Week">Null is the newest known week.</param>
    public sealed record Rerun(WeekId? Week, Stage? From, bool Repost, bool DryRun) : AdminCommand;

    public sealed record Status : AdminCommand;

    public sealed record Held : AdminCommand;

    public sealed record Unanswered : AdminCommand;

    public sealed record Channels : AdminCommand;

    public sealed record Retract(WeekId? Week) : AdminCommand;

    public sealed record Fix(string Paper, Uri Link) : AdminCommand;

    public sealed record Confirm(string Paper) : AdminCommand;

    /// <param name="Delivery">Null releases everything that is held.</param>
    public sealed record Release(string? Delivery) : AdminCommand;

    /// <param name="Everywhere">All channels that get digests; else the one it is typed in, where that is one of them.</param>
    public sealed record Pause(bool Everywhere) : AdminCommand;

    /// <param name="Everywhere">As for <see cref="Pause"/>.</param>
    public sealed record Resume(bool Everywhere) : AdminCommand;

    public sealed record Help : AdminCommand;

    /// <summary>The text could not be understood.</summary>
    /// <param name="Found">The word that is wrong; empty where one is missing.</param>
    public sealed record Unclear(UnclearReason Reason, string Found) : AdminCommand;

    public enum UnclearReason
    {
        UnknownCommand,
        WeekMissing,
        NoWeek,
        NoStage,
        UnknownWord,
        PaperMissing,
        NoAddress,
        NoWish,
    }

    /// <summary>Reads the words behind <c>/paper-admin</c>; case and the order of a rerun's words do not matter.</summary>
    public static AdminCommand Parse(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return new Help();
        }

        return (words[0].ToLowerInvariant(), words.Length) switch
        {
            ("rerun", _) => ParseRerun(words.AsSpan(1)),
            ("retract", _) => ParseRetract(words.AsSpan(1)),
            ("fix", _) => ParseFix(words.AsSpan(1)),
            ("confirm", > 1) => new Confirm(string.Join(' ', words[1..])),
            ("confirm", 1) => new Unclear(UnclearReason.PaperMissing, ""),
            ("release", 1) => new Release(null),
            ("release", 2) => new Release(IsAll(words[1]) ? null : words[1]),
            ("status", 1) => new Status(),
            ("held", 1) => new Held(),
            ("unanswered", 1) => new Unanswered(),
            ("channels", 1) => new Channels(),
            ("subscribe", _) => ChannelWish.TryParse(text.Trim()["subscribe".Length..], out var wrong) is { } wish
                ? new Subscribe(wish)
                : new Unclear(UnclearReason.NoWish, wrong),
            ("unsubscribe", 1) => new Unsubscribe(),
            ("pause", 1) => new Pause(Everywhere: false),
            ("resume", 1) => new Resume(Everywhere: false),
            ("pause", 2) when IsAll(words[1]) => new Pause(Everywhere: true),
            ("resume", 2) when IsAll(words[1]) => new Resume(Everywhere: true),
            ("help", _) => new Help(),
            ("status" or "held" or "unsubscribe" or "unanswered" or "channels" or "pause" or "resume", _) => new Unclear(
                UnclearReason.UnknownWord,
                words[1]
            ),
            ("release", _) => new Unclear(UnclearReason.UnknownWord, words[2]),
            _ => new Unclear(UnclearReason.UnknownCommand, words[0]),
        };
    }

    private static AdminCommand ParseRerun(ReadOnlySpan<string> words)
    {
        if (words.Length == 0)
        {
            return new Unclear(UnclearReason.WeekMissing, "");
        }

        if (!TryWeek(words[0], out var week))
        {
            return new Unclear(UnclearReason.NoWeek, words[0]);
        }

        var rerun = new Rerun(week, null, false, false);
        for (var i = 1; i < words.Length; i++)
        {
            switch (words[i].ToLowerInvariant().TrimStart('-'))
            {
                case "from" when i + 1 < words.Length && Stages.Find(words[i + 1]) is { } stage:
                    rerun = rerun with { From = stage };
                    i++;
                    break;
                case "from":
                    return new Unclear(UnclearReason.NoStage, i + 1 < words.Length ? words[i + 1] : "");
                case "repost":
                    rerun = rerun with { Repost = true };
                    break;
                case "dry-run" or "dryrun":
                    rerun = rerun with { DryRun = true };
                    break;
                default:
                    return new Unclear(UnclearReason.UnknownWord, words[i]);
            }
        }

        return rerun;
    }

    private static AdminCommand ParseRetract(ReadOnlySpan<string> words) =>
        words.Length switch
        {
            0 => new Unclear(UnclearReason.WeekMissing, ""),
            1 when TryWeek(words[0], out var week) => new Retract(week),
            1 => new Unclear(UnclearReason.NoWeek, words[0]),
            _ => new Unclear(UnclearReason.UnknownWord, words[1]),
        };

    private static AdminCommand ParseFix(ReadOnlySpan<string> words)
    {
        if (words.Length < 2)
        {
            return words.Length == 0 ? new Unclear(UnclearReason.PaperMissing, "") : new Unclear(UnclearReason.NoAddress, "");
        }

        // The paper's name may have several words. Slack wraps addresses in angle brackets.
        var paper = string.Join(' ', words[..^1]!);
        var address = words[^1].Trim('<', '>').Split('|')[0];
        return ArxivId.TryParse(address, out var id) ? new Fix(paper, id.AbstractPage)
            : Uri.TryCreate(address, UriKind.Absolute, out var link) && link.Scheme is "http" or "https" ? new Fix(paper, link!)
            : new Unclear(UnclearReason.NoAddress, words[^1]);
    }

    private static bool IsAll(string word) => word.TrimStart('-').Equals("all", StringComparison.OrdinalIgnoreCase);

    private static bool TryWeek(string text, out WeekId? week)
    {
        week = null;
        if (string.Equals(text, "latest", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!WeekId.TryParse(text, out var read))
        {
            return false;
        }

        week = read;
        return true;
    }
}
