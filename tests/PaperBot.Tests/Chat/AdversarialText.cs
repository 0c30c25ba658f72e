using CsCheck;

namespace PaperBot.Tests.Chat;

/// <summary>Text as people, papers and attackers write it.</summary>
internal static class AdversarialText
{
    private static readonly string[] Words =
    [
        "あ",
        "漢字",
        "カタカナ",
        "です。",
        "ます.",
        "「引用。」",
        "、",
        "！？",
        "The model ",
        "learns. ",
        "e.g. ",
        "Fig. 2 ",
        " ",
        "\n",
        "\n\n",
        "　",
        "😀",
        "👩‍👩‍👧‍👦",
        "🇯🇵",
        "👍🏽",
        "e\u0301",
        "が\u3099",
        "\u0301\u0302\u0303\u0304",
        "\ud83d",
        "\ude00",
        "\u200d",
        "`code with blanks`",
        "``a ` b``",
        "`",
        "&<>",
        "**x**",
        "_*[]()~|#-",
        "(p.2-3)",
        "<!channel>",
        "@everyone",
        "\\( x_v \\)",
        "https://example.org/a?b=c&d=e",
        "\0",
        "supercalifragilisticexpialidocious",
    ];

    /// <summary>Up to a few hundred pieces of the above, some of them repeated many times.</summary>
    public static Gen<string> Any { get; } =
        Gen.Select(Gen.OneOf(Words), Gen.Frequency((9, Gen.Const(1)), (1, Gen.Int[2, 120])))
            .Select((word, times) => string.Concat(Enumerable.Repeat(word, times)))
            .Array[0, 40]
            .Select(string.Concat);

    public static Gen<string> NotBlank { get; } = Any.Select(text => "文" + text);
}
