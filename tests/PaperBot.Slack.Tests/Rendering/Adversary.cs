using CsCheck;
using PaperBot.Chat;

namespace PaperBot.Slack.Tests.Rendering;

/// <summary>Text and messages as somebody would write them who wants to get out: mentions, markup, halves of characters, endless lines.</summary>
internal static class Adversary
{
    private static readonly string[] Pieces =
    [
        "<!channel>",
        "<!here|here>",
        "<@U0123ABCD>",
        "<@U0123|name>",
        "<#C0123|general>",
        "<!subteam^S0123>",
        "<!date^1721000000^{date}|x>",
        "<https://evil.example|PDF>",
        "@everyone",
        "@here",
        "@channel",
        "＠channel",
        "<\u0000@U1>",
        "<\u202e!here>",
        "&lt;!channel&gt;",
        "&amp;lt;@U1&amp;gt;",
        "*太字*",
        "_斜体_",
        "~取消~",
        "`code`",
        "```block```",
        "> 引用",
        ":warning:",
        "|",
        "\\",
        "\r\n",
        "\u2028",
        "\t",
        "\ud83d",
        "\ude00",
        "👩‍👩‍👧‍👦",
        "e\u0301\u0302\u0303",
        "が゙",
        "DPOはなぜ報酬モデルが要らないの?",
        "The loss is -log σ(β·Δ).",
        "http://169.254.169.254/",
        "javascript:alert(1)",
        "\"}],\"blocks\":[{",
        " ",
        "",
    ];

    public static Gen<string> Text { get; } =
        Gen.Frequency(
            (30, Gen.OneOf(Pieces)),
            (10, Gen.String),
            (
                1,
                Gen.Select(
                    Gen.OneOf(Pieces),
                    Gen.Int[1, 4_000],
                    (piece, times) => string.Concat(Enumerable.Repeat(piece, times))[..Math.Min(piece.Length * times, 9_000)]
                )
            ),
            (15, Gen.OneOf(Pieces).Array[0, 12].Select(string.Concat))
        );

    private static readonly Gen<Uri> Address = Gen.OneOf(
        new Uri("https://arxiv.org/pdf/2305.18290v1"),
        new Uri("http://127.0.0.1:5080/papers/2305.18290?a=1&b=<2>|3"),
        new Uri("javascript:alert(1)"),
        new Uri("mailto:someone@example.org"),
        new Uri("/relative", UriKind.Relative),
        new Uri("https://example.org/" + new string('a', 3_100))
    );

    private static readonly Gen<Inline> Part = Gen.Frequency(
        (5, Gen.Select(Text, Gen.Int[0, 7], (text, marks) => (Inline)new Inline.Text(text, (TextMarks)marks))),
        (1, Text.Select(text => (Inline)new Inline.Code(text))),
        (2, Gen.Select(Address, Text, (address, label) => (Inline)new Inline.Link(address, label)))
    );

    public static Gen<RichText> Rich { get; } = Part.List[0, 5].Select(parts => new RichText(parts));

    private static readonly Gen<ChatControl> Control = Gen.Frequency(
        (
            4,
            Gen.Select(
                Text,
                Gen.Enum<ButtonStyle>(),
                Text.Null(),
                (label, style, dialog) =>
                    (ChatControl)
                        new ChatControl.Button(
                            "b",
                            label,
                            style,
                            dialog is null ? null : new ConfirmDialog(dialog, label, dialog, label)
                        )
            )
        ),
        (1, Gen.Select(Address, Text, (address, label) => (ChatControl)new ChatControl.LinkButton(address, label))),
        (
            1,
            Gen.Select(
                Text,
                Gen.Select(Text, Text.Null()).List[0, 120],
                (hint, options) =>
                    (ChatControl)
                        new ChatControl.Select(
                            "s",
                            hint,
                            [.. options.Select((option, i) => new ChatOption(option.Item1, $"v{i}", option.Item2))]
                        )
            )
        ),
        (1, Text.Select(hint => (ChatControl)new ChatControl.SearchSelect("q", hint)))
    );

    private static readonly Gen<ChatBlock> Block = Gen.Frequency(
        (2, Text.Select(text => (ChatBlock)new ChatBlock.Heading(text))),
        (6, Rich.Select(text => (ChatBlock)new ChatBlock.Paragraph(text))),
        (
            3,
            Gen.Select(
                Rich.List[0, 12],
                Gen.Bool,
                Gen.Int[1, 40],
                (lines, numbered, first) => (ChatBlock)new ChatBlock.Items(lines, numbered, first)
            )
        ),
        (2, Rich.Select(text => (ChatBlock)new ChatBlock.Quote(text))),
        (1, Text.Select(text => (ChatBlock)new ChatBlock.Code(text))),
        (4, Rich.Select(text => (ChatBlock)new ChatBlock.Context(text))),
        (1, Gen.Const((ChatBlock)new ChatBlock.Divider())),
        (2, Control.List[0, 30].Select(controls => (ChatBlock)new ChatBlock.Actions(controls))),
        (
            1,
            Gen.Select(
                Address.Where(address => address.IsAbsoluteUri),
                Text,
                (address, text) => (ChatBlock)new ChatBlock.Image(address, text)
            )
        )
    );

    public static Gen<ChatMessage> Message { get; } =
        Gen.Select(
            Text,
            Gen.Frequency((9, Block.List[0, 12]), (1, Block.List[30, 70])),
            (fallback, blocks) => new ChatMessage(fallback, Renumbered(blocks))
        );

    /// <summary>Ids are unique in a message, as the contract has it.</summary>
    private static List<ChatBlock> Renumbered(List<ChatBlock> blocks)
    {
        var number = 0;
        return
        [
            .. blocks.Select(block =>
                block is ChatBlock.Actions actions
                    ? new ChatBlock.Actions([
                        .. actions.Controls.Select(control =>
                            control switch
                            {
                                ChatControl.Button button => button with { Id = $"id{number++}" },
                                ChatControl.Select select => select with { Id = $"id{number++}" },
                                ChatControl.SearchSelect search => search with { Id = $"id{number++}" },
                                _ => control,
                            }
                        ),
                    ])
                    : block
            ),
        ];
    }
}
