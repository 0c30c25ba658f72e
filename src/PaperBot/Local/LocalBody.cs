using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PaperBot.Chat;

namespace PaperBot.Local;

/// <summary>
/// A message as the workspace keeps it and as its page draws it: JSON in which every part names its kind. Text stays text; the
/// page makes text nodes of it.
/// </summary>
/// <param name="Marker">Of a delivery; null for what people type and for answers.</param>
public sealed record LocalBody(string? Marker, ChatMessage Message)
{
    public string Write() => JsonSerializer.Serialize(this, LocalJson.Options);

    /// <returns>Null where the text is no body of ours.</returns>
    public static LocalBody? TryRead(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<LocalBody>(body, LocalJson.Options);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>How the workspace writes JSON, in the store and to its page.</summary>
internal static class LocalJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            // It goes into the store, event streams and fetches, never into a page's source.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            AllowOutOfOrderMetadataProperties = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameKinds } },
        };

    // The chat vocabulary knows no serializer, so the names of its kinds stand here.
    private static void NameKinds(JsonTypeInfo type)
    {
        if (type.Type == typeof(ChatBlock))
        {
            type.PolymorphismOptions = Kinds(
                (typeof(ChatBlock.Heading), "heading"),
                (typeof(ChatBlock.Paragraph), "paragraph"),
                (typeof(ChatBlock.Items), "items"),
                (typeof(ChatBlock.Quote), "quote"),
                (typeof(ChatBlock.Code), "code"),
                (typeof(ChatBlock.Context), "context"),
                (typeof(ChatBlock.Divider), "divider"),
                (typeof(ChatBlock.Actions), "actions"),
                (typeof(ChatBlock.Image), "image")
            );
        }
        else if (type.Type == typeof(ChatControl))
        {
            type.PolymorphismOptions = Kinds(
                (typeof(ChatControl.Button), "button"),
                (typeof(ChatControl.LinkButton), "link"),
                (typeof(ChatControl.Select), "select"),
                (typeof(ChatControl.SearchSelect), "search")
            );
        }
        else if (type.Type == typeof(Inline))
        {
            type.PolymorphismOptions = Kinds(
                (typeof(Inline.Text), "text"),
                (typeof(Inline.Code), "code"),
                (typeof(Inline.Link), "link")
            );
        }
        else if (typeof(Inline).IsAssignableFrom(type.Type) && type.Properties.FirstOrDefault(IsWords) is { } words)
        {
            // What the part's own text says already.
            type.Properties.Remove(words);
        }
    }

    private static bool IsWords(JsonPropertyInfo property) =>
        string.Equals(property.Name, nameof(Inline.Words), StringComparison.OrdinalIgnoreCase);

    private static JsonPolymorphismOptions Kinds(params (Type Type, string Name)[] kinds)
    {
        var options = new JsonPolymorphismOptions
        {
            TypeDiscriminatorPropertyName = "kind",
            UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization,
        };
        foreach (var (type, name) in kinds)
        {
            options.DerivedTypes.Add(new JsonDerivedType(type, name));
        }

        return options;
    }
}
