using System.Text.Json;
using System.Text.Json.Nodes;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>The forms of a reply as JSON schemas: every property required, no others, one property a language.</summary>
internal static class ReplySchema
{
    /// <summary>
    /// One form for every reply about a paper; what was not asked for stays empty. Another form in the same conversation would cost
    /// the server's prompt cache (https://docs.claude.com/en/docs/build-with-claude/structured-outputs).
    /// </summary>
    public static JsonElement Note(IReadOnlyList<Language> languages) =>
        Finish(
            Object(
                ("summary", Texts(languages)),
                ("citations", Citations()),
                (
                    "answers",
                    Array(Object(("question", Texts(languages)), ("answer", Texts(languages)), ("citations", Citations())))
                )
            )
        );

    public static JsonElement Findings { get; } =
        Finish(Object(("findings", Array(Object(("finding", Text()), ("page", Page()), ("quote", Text()))))));

    public static JsonElement Theme(IReadOnlyList<Language> languages) => Finish(Object(("theme", Texts(languages))));

    private static JsonObject Texts(IReadOnlyList<Language> languages) =>
        Object([.. languages.Select(language => (language.Code(), Text()))]);

    private static JsonObject Citations() => Array(Object(("page", Page()), ("quote", Text())));

    private static JsonObject Page() => new() { ["type"] = "integer" };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Array(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Object(params IEnumerable<(string Name, JsonObject Schema)> properties)
    {
        var schemas = new JsonObject();
        var required = new JsonArray();
        foreach (var (name, schema) in properties)
        {
            schemas.Add(name, schema);
            required.Add(name);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = schemas,
            ["required"] = required,
            ["additionalProperties"] = false,
        };
    }

    private static JsonElement Finish(JsonObject schema) => JsonSerializer.SerializeToElement(schema);
}
