using PaperBot.Chat;

namespace PaperBot.Discord.Rendering;

/// <summary>A button or select as it will be written.</summary>
/// <param name="Label">The label of a button, the placeholder of a select.</param>
/// <param name="Options">Null for a button.</param>
internal sealed record Control(int Style, string Label, string? CustomId, string? Url, IReadOnlyList<ChatOption>? Options)
{
    /// <summary>What it weighs in the message, taken a little high.</summary>
    public TextSize Size =>
        (Options ?? []).Aggregate(
            Framed(Label, CustomId, Url),
            (sum, option) => sum + Framed(option.Label, option.Value, option.Description)
        );

    /// <summary>With names, quotes and braces around the texts of one control or option.</summary>
    private static TextSize Framed(params string?[] texts) =>
        texts.Aggregate(new TextSize(0, 60), (sum, text) => sum + TextSize.Of(text));
}

/// <summary>Rows of controls and what they weigh together.</summary>
internal sealed record ControlRows(IReadOnlyList<IReadOnlyList<Control>> Rows)
{
    /// <summary>Whether a post with these rows is found again by one of their ids.</summary>
    public bool CarriesMarker =>
        Rows.SelectMany(row => row).Any(control => PaperBot.Discord.Rendering.CustomId.MarkerIn(control.CustomId) is not null);

    public TextSize Size => Rows.SelectMany(row => row).Aggregate(default(TextSize), (sum, control) => sum + control.Size);
}

/// <summary>Puts buttons and selects into rows: five buttons or one select a row, five rows a message.</summary>
internal static class ControlLayout
{
    public const int MaxRows = 5;
    public const int MaxButtons = 5;
    public const int MaxLabel = 80;
    public const int MaxOptions = 25;
    public const int MaxOptionText = 100;

    /// <summary>What all controls together may weigh, so that text always has the greater part of a message.</summary>
    private const int MaxBytes = 5000;

    private const int LinkStyle = 5;

    /// <summary>
    /// Controls that have no room are left out, and so is one whose id stands in the message already. Long lists first lose their second lines,
    /// then the ends of their labels.
    /// </summary>
    public static ControlRows Of(IReadOnlyList<ChatBlock> blocks, string? marker)
    {
        (int LabelUnits, bool Descriptions)[] stages = [(MaxOptionText, true), (MaxOptionText, false), (50, false), (24, false)];
        ControlRows rows = new([]);
        foreach (var (labelUnits, descriptions) in stages)
        {
            rows = Rows(blocks, marker, labelUnits, descriptions);
            if (rows.Size.Json <= MaxBytes)
            {
                return rows;
            }
        }

        var kept = rows.Rows.ToList();
        while (new ControlRows(kept).Size.Json > MaxBytes)
        {
            kept.RemoveAt(kept.Count - 1);
        }

        return new ControlRows(kept);
    }

    private static ControlRows Rows(IReadOnlyList<ChatBlock> blocks, string? marker, int labelUnits, bool descriptions)
    {
        var rows = new List<List<Control>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var marked = false;
        foreach (var actions in blocks.OfType<ChatBlock.Actions>())
        {
            List<Control>? row = null;
            foreach (var chatControl in actions.Controls)
            {
                var id = IdOf(chatControl);
                if (id is not null && !seen.Add(id.Write()))
                {
                    continue;
                }

                var markedId = marked || marker is null ? null : id?.WriteMarked(marker);
                if (Draw(chatControl, markedId ?? id?.Write(), labelUnits, descriptions) is not { } control)
                {
                    continue;
                }

                if (row is null || row.Count == MaxButtons || control.Options is not null || row[0].Options is not null)
                {
                    if (rows.Count == MaxRows)
                    {
                        return new ControlRows(rows);
                    }

                    rows.Add(row = []);
                }

                row.Add(control);
                marked |= markedId is not null;
            }
        }

        return new ControlRows(rows);
    }

    private static Control? Draw(ChatControl control, string? customId, int labelUnits, bool descriptions)
    {
        switch (control)
        {
            case ChatControl.Button button:
                return new Control(StyleOf(button.Style), Label(button.Label, MaxLabel), customId, Url: null, Options: null);
            case ChatControl.SearchSelect search:
                return new Control(
                    StyleOf(ButtonStyle.Plain),
                    Label(search.Placeholder, MaxLabel),
                    customId,
                    Url: null,
                    Options: null
                );
            case ChatControl.LinkButton link:
                return DiscordMarkdown.TryAddress(link.Target, out var address)
                    ? new Control(LinkStyle, Label(link.Label, MaxLabel), CustomId: null, address, Options: null)
                    : null;
            case ChatControl.Select select:
                var options = OptionsOf(select.Options, labelUnits, descriptions);
                return options.Count == 0
                    ? null
                    : new Control(Style: 0, Label(select.Placeholder, MaxOptionText), customId, Url: null, options);
            default:
                throw new ArgumentException($"There is no drawing for {control.GetType().Name}.", nameof(control));
        }
    }

    /// <summary>The first 25 with values that differ: Discord refuses a list that holds a value twice.</summary>
    private static List<ChatOption> OptionsOf(IReadOnlyList<ChatOption> options, int labelUnits, bool descriptions) =>
        [
            .. options
                .Where(option => option.Value.Length is > 0 and <= MaxOptionText)
                .DistinctBy(option => option.Value, StringComparer.Ordinal)
                .Take(MaxOptions)
                .Select(option => new ChatOption(
                    Label(option.Label, labelUnits),
                    option.Value,
                    descriptions && !string.IsNullOrWhiteSpace(option.Description)
                        ? Label(option.Description, MaxOptionText)
                        : null
                )),
        ];

    /// <summary>Labels and the names of threads are one line, render no Markdown, and may not be blank.</summary>
    public static string Label(string text, int units) => NotBlank(TextCut.Shorten(DiscordMarkdown.Plain(text), units));

    /// <summary>Discord refuses a text without anything to see in it.</summary>
    public static string NotBlank(string text) => string.IsNullOrWhiteSpace(text) ? "…" : text;

    private static CustomId? IdOf(ChatControl control)
    {
        var id = control switch
        {
            ChatControl.Button button => new CustomId(CustomIdKind.Action, button.Id),
            ChatControl.Select select => new CustomId(CustomIdKind.Action, select.Id),
            ChatControl.SearchSelect search => new CustomId(CustomIdKind.Search, search.Id),
            _ => null,
        };
        return id is null || id.Id.Length is > 0 and <= CustomId.MaxId
            ? id
            : throw new ArgumentException(
                $"A control's id has 1 to {CustomId.MaxId} UTF-16 units; '{id.Id}' has {id.Id.Length}.",
                nameof(control)
            );
    }

    private static int StyleOf(ButtonStyle style) =>
        style switch
        {
            ButtonStyle.Primary => 1,
            ButtonStyle.Danger => 4,
            _ => 2,
        };
}
