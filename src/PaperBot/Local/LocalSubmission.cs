using System.Text.Json.Serialization;
using PaperBot.Chat;

namespace PaperBot.Local;

/// <summary>What the page sends when a person does something.</summary>
/// <param name="Language">The language that the page is shown in.</param>
/// <param name="Thread">The number of the message that the open thread hangs under; null outside a thread.</param>
internal sealed record LocalSubmission(
    string RequestId,
    string Person,
    string Language,
    string Channel,
    LocalAct Act,
    string? Thread = null
);

/// <summary>What a person did on the page.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Say), "say")]
[JsonDerivedType(typeof(Press), "press")]
[JsonDerivedType(typeof(Submit), "submit")]
internal abstract record LocalAct
{
    private LocalAct() { }

    /// <summary>Wrote into the message box: a command where it begins with a slash.</summary>
    public sealed record Say(string Text) : LocalAct;

    /// <param name="Message">The number of the message that the control stands on; null for one that only the asker sees.</param>
    public sealed record Press(string Control, string? Value, string? Message) : LocalAct;

    public sealed record Submit(string Form, IReadOnlyDictionary<string, string> Fields) : LocalAct;
}

/// <summary>What the page does about it. Each replaces the one before it of the same request.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Shown), "shown")]
[JsonDerivedType(typeof(Replaced), "replaced")]
[JsonDerivedType(typeof(Posted), "posted")]
[JsonDerivedType(typeof(FormOpened), "form")]
[JsonDerivedType(typeof(FormRefused), "errors")]
[JsonDerivedType(typeof(Silent), "silent")]
internal abstract record LocalReply
{
    private LocalReply() { }

    /// <summary>Whether another one follows.</summary>
    public bool More { get; init; }

    /// <summary>A message that the asker alone sees. It is written into the answer to his request and nowhere else.</summary>
    public sealed record Shown(ChatMessage Message) : LocalReply;

    /// <summary>As <see cref="Shown"/>, in the place of the message that the control stood on where the asker alone sees that one.</summary>
    public sealed record Replaced(ChatMessage Message) : LocalReply;

    /// <summary>A message for everybody, which comes to all pages as a change.</summary>
    public sealed record Posted(string Number) : LocalReply;

    public sealed record FormOpened(ChatForm Form) : LocalReply;

    public sealed record FormRefused(IReadOnlyDictionary<string, string> Errors) : LocalReply;

    public sealed record Silent : LocalReply;
}
