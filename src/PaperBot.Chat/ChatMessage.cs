using System.Text.Json.Serialization;

namespace PaperBot.Chat;

/// <summary>
/// One message as we mean it, before any platform says it in its own words. Text in it is plain: a platform's renderer
/// escapes it, so nothing in a paper, a list or a question can mention anyone or break out of its formatting.
/// </summary>
/// <param name="Fallback">One line for notifications and screen readers; never empty.</param>
public sealed record ChatMessage(string Fallback, IReadOnlyList<ChatBlock> Blocks)
{
    /// <summary>The name of the thread that hangs under this message, where a platform names threads.</summary>
    public string? ThreadTitle { get; init; }
}

/// <summary>A part of a message; platforms draw the parts one under the other.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ChatBlock.Heading), "heading")]
[JsonDerivedType(typeof(ChatBlock.Paragraph), "paragraph")]
[JsonDerivedType(typeof(ChatBlock.Items), "items")]
[JsonDerivedType(typeof(ChatBlock.Quote), "quote")]
[JsonDerivedType(typeof(ChatBlock.Code), "code")]
[JsonDerivedType(typeof(ChatBlock.Context), "context")]
[JsonDerivedType(typeof(ChatBlock.Divider), "divider")]
[JsonDerivedType(typeof(ChatBlock.Actions), "actions")]
[JsonDerivedType(typeof(ChatBlock.Image), "image")]
public abstract record ChatBlock
{
    private ChatBlock() { }

    /// <summary>A line in larger type, without any markup.</summary>
    public sealed record Heading(string Text) : ChatBlock;

    /// <summary>A paragraph; line breaks in its text stay.</summary>
    public sealed record Paragraph(RichText Text) : ChatBlock;

    /// <summary>A list with a mark or a number (from <paramref name="First"/> on) before each item.</summary>
    public sealed record Items(IReadOnlyList<RichText> Lines, bool Numbered = false, int First = 1) : ChatBlock;

    /// <summary>A passage quoted from elsewhere, such as the sentence that carries a citation.</summary>
    public sealed record Quote(RichText Text) : ChatBlock;

    /// <summary>Preformatted text, kept to the letter.</summary>
    public sealed record Code(string Text) : ChatBlock;

    /// <summary>A line in smaller, dimmer type: dates, categories, marks.</summary>
    public sealed record Context(RichText Text) : ChatBlock;

    /// <summary>A thin line between parts.</summary>
    public sealed record Divider : ChatBlock;

    /// <summary>Buttons and selects, drawn in one or more rows.</summary>
    public sealed record Actions(IReadOnlyList<ChatControl> Controls) : ChatBlock;

    /// <summary>A picture that stands at a public https address.</summary>
    public sealed record Image(Uri Source, string AlternativeText) : ChatBlock;
}

/// <summary>Something to press or choose from. Ids are opaque, at most 90 UTF-16 units, unique within a message.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ChatControl.Button), "button")]
[JsonDerivedType(typeof(ChatControl.LinkButton), "link-button")]
[JsonDerivedType(typeof(ChatControl.Select), "select")]
[JsonDerivedType(typeof(ChatControl.SearchSelect), "search-select")]
public abstract record ChatControl
{
    private ChatControl() { }

    /// <summary>A button that comes back as <see cref="ChatRequest.Action"/> with its id.</summary>
    public sealed record Button(string Id, string Label, ButtonStyle Style = ButtonStyle.Plain, ConfirmDialog? Confirm = null)
        : ChatControl;

    /// <summary>A button that opens an address and comes back to nobody.</summary>
    public sealed record LinkButton(Uri Target, string Label) : ChatControl;

    /// <summary>A list to choose one entry from; comes back with the chosen entry's value.</summary>
    public sealed record Select(string Id, string Placeholder, IReadOnlyList<ChatOption> Options) : ChatControl;

    /// <summary>A list that asks <see cref="ICommandHandler.SuggestAsync"/> while the person types; platforms without it show a button that opens a form.</summary>
    public sealed record SearchSelect(string Id, string Placeholder) : ChatControl;
}

/// <summary>How much a button wants to be pressed.</summary>
public enum ButtonStyle
{
    Plain,
    Primary,
    Danger,
}

/// <summary>A question asked before a button takes effect; platforms without such dialogs leave it out, so the handler confirms by itself where it must.</summary>
public sealed record ConfirmDialog(string Title, string Text, string Confirm, string Deny);

/// <summary>An entry of a select: what is shown, what comes back (at most 75 UTF-16 units), and a second line.</summary>
public sealed record ChatOption(string Label, string Value, string? Description = null);

/// <summary>A form in front of the person; comes back as <see cref="ChatRequest.FormSubmit"/>.</summary>
/// <param name="Id">Opaque, at most 90 UTF-16 units.</param>
/// <param name="Title">At most 24 UTF-16 units, the tightest of the platforms.</param>
public sealed record ChatForm(string Id, string Title, string Submit, string Cancel, IReadOnlyList<FormField> Fields);

/// <summary>A text field of a form.</summary>
public sealed record FormField(
    string Id,
    string Label,
    bool Multiline = false,
    string? Placeholder = null,
    string? Value = null,
    int MaxLength = 1000,
    bool Required = true
);
