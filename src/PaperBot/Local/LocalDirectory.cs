using PaperBot.Papers;

namespace PaperBot.Local;

/// <summary>Who and what there is in the workspace.</summary>
internal static class LocalDirectory
{
    /// <summary>The author id of our own messages.</summary>
    public const string Bot = "paperbot";

    public static IReadOnlyList<LocalChannel> Channels { get; } =
    [new("papers-ja", Language.Japanese), new("papers-en", Language.English)];

    public static IReadOnlyList<LocalPerson> People { get; } = [new("member", IsAdmin: false), new("admin", IsAdmin: true)];

    public static LocalChannel? FindChannel(string id) => Channels.FirstOrDefault(channel => channel.Id == id);

    public static LocalPerson? FindPerson(string id) => People.FirstOrDefault(person => person.Id == id);
}

/// <param name="Id">Its name as well.</param>
internal sealed record LocalChannel(string Id, Language Language);

/// <summary>Somebody that a visitor can be; chosen in a menu, since there is nobody to sign in.</summary>
internal sealed record LocalPerson(string Id, bool IsAdmin);
