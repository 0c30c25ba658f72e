using CsCheck;
using PaperBot.Chat;

namespace PaperBot.Discord.Tests.Rendering;

/// <summary>Text and messages as a hostile paper, list or person would write them.</summary>
internal static class Adversarial
{
    private static readonly Gen<string> Tokens = Gen.OneOf(
        "@everyone",
        "@here",
        "@EveryOne",
        "<@123456789012345678>",
        "<@!123>",
        "<@&123>",
        "<#123>",
        "</paper:123>",
        "</paper-admin rerun:123>",
        "<:smile:123>",
        "<a:wave:123>",
        "<t:1700000000>",
        "<t:1700000000:R>",
        "<id:guide>",
        "@",
        "every",
        "one",
        "<",
        "@1",
        ">",
        "**",
        "__",
        "~~",
        "||",
        "```",
        "`",
        "``",
        "> ",
        ">>> ",
        "# ",
        "-# ",
        "- ",
        "1. ",
        "[here](https://evil.example)",
        "](",
        "https://evil.example/@everyone",
        "http",
        "://",
        "discord.gg/abc",
        "\\",
        "\n",
        "\r\n",
        "\n\n",
        "\u2028",
        "\t",
        " ",
        "\u200b",
        "\u202e",
        "\u0000",
        "\ufeff",
        "\ud83d",
        "\ude00",
        "👩‍👩‍👧‍👦",
        "🇯🇵",
        "が",
        "か\u3099",
        "論文",
        "直接選好最適化",
        "e\u0301\u0323\u0300",
        "$\\pi_\\theta$",
        "a < b",
        "x_{i}^{2}",
        "\"quoted\"",
        "&lt;@1&gt;"
    );

    public static readonly Gen<string> Text = Gen.Frequency<string>(
        (8, Tokens.Array[0, 12].Select(parts => string.Concat(parts))),
        (4, Gen.String[0, 60]),
        (1, Gen.Select(Tokens, Gen.Int[1, 4000]).Select((token, count) => Repeat(token, count))),
        (1, Gen.Select(Tokens.Array[1, 6].Select(parts => string.Concat(parts)), Gen.Int[1, 900]).Select(Repeat))
    );

    private static readonly Gen<Inline> Part = Gen.OneOf(
        Gen.Select(Text, Gen.Int[0, 7]).Select((text, marks) => (Inline)new Inline.Text(text, (TextMarks)marks)),
        Text.Select(text => (Inline)new Inline.Code(text)),
        Gen.Select(
                Gen.OneOf(
                    "https://arxiv.org/abs/2305.18290",
                    "https://evil.example/@everyone",
                    "https://everyone:x@evil.example/",
                    "https://evil.example/a)b(<@1>",
                    "javascript:alert(1)",
                    "https://evil.example/" + new string('a', 3000)
                ),
                Text
            )
            .Select((target, label) => (Inline)new Inline.Link(new Uri(target), label))
    );

    private static readonly Gen<RichText> Rich = Part.Array[0, 5].Select(parts => new RichText(parts));

    private static readonly Gen<string> Id = Gen.String[Gen.Char["abcxyz019:|/論文"], 1, 90];

    private static readonly Gen<ChatControl> Control = Gen.OneOf(
        Gen.Select(Id, Text, Gen.Int[0, 2])
            .Select((id, label, style) => (ChatControl)new ChatControl.Button(id, label, (ButtonStyle)style)),
        Text.Select(label => (ChatControl)new ChatControl.LinkButton(new Uri("https://arxiv.org/pdf/2305.18290"), label)),
        Gen.Select(Id, Text, Option.Array[0, 40])
            .Select((id, placeholder, options) => (ChatControl)new ChatControl.Select(id, placeholder, options)),
        Gen.Select(Id, Text).Select((id, placeholder) => (ChatControl)new ChatControl.SearchSelect(id, placeholder))
    );

    private static Gen<ChatOption> Option =>
        Gen.Select(Text, Gen.String[Gen.Char["abc012論"], 0, 75], Text.Null())
            .Select((label, value, more) => new ChatOption(label, value, more));

    private static readonly Gen<ChatBlock> Block = Gen.OneOf(
        Text.Select(text => (ChatBlock)new ChatBlock.Heading(text)),
        Rich.Select(text => (ChatBlock)new ChatBlock.Paragraph(text)),
        Gen.Select(Rich.Array[0, 6], Gen.Bool).Select((lines, numbered) => (ChatBlock)new ChatBlock.Items(lines, numbered)),
        Rich.Select(text => (ChatBlock)new ChatBlock.Quote(text)),
        Text.Select(text => (ChatBlock)new ChatBlock.Code(text)),
        Rich.Select(text => (ChatBlock)new ChatBlock.Context(text)),
        Gen.Const((ChatBlock)new ChatBlock.Divider()),
        Control.Array[0, 9].Select(controls => (ChatBlock)new ChatBlock.Actions(controls)),
        Text.Select(text => (ChatBlock)new ChatBlock.Image(new Uri("https://arxiv.org/figure.png"), text))
    );

    public static readonly Gen<ChatMessage> Message = Gen.Select(Text, Block.Array[0, 14], Text.Null())
        .Select((fallback, blocks, thread) => new ChatMessage(fallback, blocks) { ThreadTitle = thread });

    private static string Repeat(string text, int count) =>
        string.Concat(Enumerable.Repeat(text, Math.Max(1, Math.Min(count, 12000 / Math.Max(1, text.Length)))));
}
