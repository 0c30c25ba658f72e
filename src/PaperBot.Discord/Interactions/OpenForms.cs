using PaperBot.Chat;

namespace PaperBot.Discord.Interactions;

/// <summary>
/// The form that each person has in front of them. Discord closes a form when it is sent and tells nothing about its labels, so what was wrong
/// with it is said in a message with a button, and the button brings the same form back with what was typed.
/// </summary>
internal sealed class OpenForms(TimeProvider time)
{
    private const int Most = 500;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ChatForm Form, long At)> _forms = new(StringComparer.Ordinal);

    public void Keep(string person, ChatForm form)
    {
        lock (_lock)
        {
            if (_forms.Count >= Most)
            {
                foreach (var (other, _) in _forms.OrderBy(pair => pair.Value.At).Take(Most / 4).ToList())
                {
                    _forms.Remove(other);
                }
            }

            _forms[person] = (form, time.GetTimestamp());
        }
    }

    public ChatForm? Find(string person)
    {
        lock (_lock)
        {
            return _forms.TryGetValue(person, out var entry) && time.GetElapsedTime(entry.At) < Life ? entry.Form : null;
        }
    }

    /// <summary>The form that was sent, holding from now on what was typed into it; null where it is not known any more.</summary>
    public ChatForm? Fill(string person, string formId, IReadOnlyDictionary<string, string> typed)
    {
        if (Find(person) is not { } form || form.Id != formId)
        {
            return null;
        }

        form = form with
        {
            Fields = [.. form.Fields.Select(field => field with { Value = typed.GetValueOrDefault(field.Id, "") })],
        };
        Keep(person, form);
        return form;
    }
}
