using System.Text.Json;

namespace PaperBot.Papers;

/// <summary>
/// A sentence for people in every language at once, made where its cause is known and shown later in the language of the one who reads:
/// why a paper is held, what an admin is told. Stored as one JSON text.
/// </summary>
public sealed record TextForPeople(string Japanese, string English)
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string In(Language language) => language == Language.Japanese ? Japanese : English;

    public string ToStored() => JsonSerializer.Serialize(this, JsonOptions);

    /// <summary>Reads what <see cref="ToStored"/> wrote; any other text says the same in every language.</summary>
    public static TextForPeople FromStored(string stored)
    {
        if (stored.StartsWith('{'))
        {
            try
            {
                if (
                    JsonSerializer.Deserialize<TextForPeople>(stored, JsonOptions) is
                    { Japanese: not null, English: not null } text
                )
                {
                    return text;
                }
            }
            catch (JsonException)
            {
                // A plain text that begins with a brace.
            }
        }

        return new(stored, stored);
    }

    /// <summary>English, as in logs.</summary>
    public override string ToString() => English;
}
