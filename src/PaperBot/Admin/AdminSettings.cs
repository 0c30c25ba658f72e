using PaperBot.Chat;
using PaperBot.Settings;

namespace PaperBot.Admin;

/// <summary>Who may change things from chat.</summary>
public sealed record AdminSettings
{
    /// <summary>People as <c>slack:U0123</c>, <c>discord:1234</c>; never by name. Besides them: on Discord those who may manage the guild.</summary>
    public IReadOnlyList<string> Admins { get; init; } = [];

    public static AdminSettings Read(SettingsReader reader)
    {
        var admins = reader.List("Admins");
        foreach (var admin in admins.Where(admin => !IsPerson(admin)))
        {
            reader.Report(
                "Admins",
                $"holds '{admin}'",
                "a platform and a person's id, such as slack:U0123 or discord:1234 (names can be changed by anyone, ids cannot)"
            );
        }

        return new AdminSettings { Admins = admins };
    }

    /// <summary>
    /// Checked on each request. Slack's own admins are not asked: a workspace's owner need not be the one who runs the digest.
    /// </summary>
    public bool MayAdminister(ChatOrigin origin) =>
        Admins.Contains(origin.Actor, StringComparer.Ordinal)
        || (origin.Platform is "discord" or "local" && origin.HasAdminRight);

    private static bool IsPerson(string text)
    {
        var mark = text.IndexOf(':', StringComparison.Ordinal);
        return mark > 0
            && text[..mark] is "slack" or "discord" or "local"
            && mark + 1 < text.Length
            && text.Skip(mark + 1).All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');
    }
}
