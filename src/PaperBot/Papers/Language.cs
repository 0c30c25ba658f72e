namespace PaperBot.Papers;

/// <summary>The languages that notes are kept in.</summary>
public enum Language
{
    Japanese,
    English,
}

public static class Languages
{
    public static IReadOnlyList<Language> All { get; } = [Language.Japanese, Language.English];

    /// <summary><c>ja</c> or <c>en</c>, as in settings, in the store and in JSON.</summary>
    public static string Code(this Language language) => language == Language.Japanese ? "ja" : "en";

    /// <summary>Reads <c>ja</c>, <c>en</c> and longer tags such as <c>en-US</c>.</summary>
    public static Language? Find(string? tag) =>
        tag?.Split('-', '_')[0].ToLowerInvariant() switch
        {
            "ja" => Language.Japanese,
            "en" => Language.English,
            _ => null,
        };

    /// <summary>The language of a stored code.</summary>
    /// <exception cref="ArgumentException">The code is neither <c>ja</c> nor <c>en</c>.</exception>
    public static Language FromCode(string code) =>
        Find(code) ?? throw new ArgumentException($"'{code}' is not a language code PaperBot stores.", nameof(code));
}
