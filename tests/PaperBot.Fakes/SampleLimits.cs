using PaperBot.Chat;

namespace PaperBot.Fakes;

/// <summary>Limits like the platforms' for tests that need no platform: escapes that lengthen, a bound on bytes.</summary>
public static class SampleLimits
{
    /// <summary>As a message of Block Kit sections: <c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c> become entities.</summary>
    public static MessageLimits Slack { get; } =
        new()
        {
            MessageLength = 10_000,
            Blocks = 50,
            BlockLength = 2_900,
            HeadingLength = 150,
            ButtonLabelLength = 75,
            SelectOptions = 100,
            OptionLength = 75,
            Controls = 25,
            Weigh = static text =>
                text.Length
                + text.Sum(c =>
                    c is '&' ? 4
                    : c is '<' or '>' ? 3
                    : 0
                ),
        };

    /// <summary>As a message of embeds: a backslash before every mark, and a bound on bytes that Japanese reaches first.</summary>
    public static MessageLimits Discord { get; } =
        new()
        {
            MessageLength = 6_000,
            MessageBytes = 9_000,
            Blocks = 40,
            BlockLength = 4_000,
            HeadingLength = 256,
            ButtonLabelLength = 80,
            SelectOptions = 25,
            OptionLength = 100,
            Controls = 5,
            Weigh = static text =>
                text.Length
                + text.Count(c => c is '\\' or '*' or '_' or '~' or '|' or '`' or '>' or '#' or '-' or '[' or ']' or '(' or ')'),
        };

    /// <summary>So little room that everything has to be cut.</summary>
    public static MessageLimits Tight { get; } =
        Slack with
        {
            MessageLength = 700,
            MessageBytes = 1_500,
            Blocks = 8,
            BlockLength = 300,
            HeadingLength = 60,
            ButtonLabelLength = 40,
            SelectOptions = 5,
            OptionLength = 40,
            Controls = 2,
        };
}
