using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PaperBot.Slack.Tests.Manifest;

/// <summary>As much of JSON Schema as Slack's manifest schema uses; a keyword that it does not know fails rather than passes.</summary>
internal sealed class JsonSchema(JsonElement root)
{
    private static readonly string[] Silent =
    [
        "$schema",
        "title",
        "description",
        "definitions",
        "format",
        "markdownDescription",
        "default",
        "examples",
    ];

    public IReadOnlyList<string> Check(JsonElement value)
    {
        var problems = new List<string>();
        Check(root, value, "", problems);
        return problems;
    }

    private void Check(JsonElement schema, JsonElement value, string at, List<string> problems)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        foreach (var rule in schema.EnumerateObject())
        {
            if (Problem(schema, rule, value, at, problems) is { } problem)
            {
                problems.Add($"{at}: {problem}");
            }
        }
    }

    private string? Problem(JsonElement schema, JsonProperty rule, JsonElement value, string at, List<string> problems)
    {
        var expected = rule.Value;
        var isObject = value.ValueKind is JsonValueKind.Object;
        var isArray = value.ValueKind is JsonValueKind.Array;
        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : null;
        switch (rule.Name)
        {
            case "$ref":
                Check(Resolve(expected.GetString()!), value, at, problems);
                return null;
            case "type":
                return Types(expected).Any(type => IsOfType(value, type)) ? null : $"is no {expected}";
            case "enum":
                return expected.EnumerateArray().Any(choice => choice.GetRawText() == value.GetRawText())
                    ? null
                    : $"is none of {expected}";
            case "required":
                var missing = expected
                    .EnumerateArray()
                    .FirstOrDefault(name => isObject && !value.TryGetProperty(name.GetString()!, out _));
                return missing.ValueKind is JsonValueKind.Undefined ? null : $"lacks {missing}";
            case "properties" when isObject:
                foreach (var property in value.EnumerateObject().Where(property => expected.TryGetProperty(property.Name, out _)))
                {
                    Check(expected.GetProperty(property.Name), property.Value, $"{at}/{property.Name}", problems);
                }

                return null;
            case "additionalProperties" when isObject && expected.ValueKind is JsonValueKind.False:
                var stranger = value.EnumerateObject().FirstOrDefault(property => !IsKnown(schema, property.Name));
                return stranger.Value.ValueKind is JsonValueKind.Undefined ? null : $"knows no {stranger.Name}";
            case "items" when isArray:
                foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index)))
                {
                    Check(expected, item, string.Create(CultureInfo.InvariantCulture, $"{at}/{index}"), problems);
                }

                return null;
            case "anyOf":
                return expected.EnumerateArray().Any(choice => Fits(choice, value)) ? null : "fits none of its forms";
            case "maxLength":
                return text?.Length > expected.GetInt32() ? $"is longer than {expected}" : null;
            case "minLength":
                return text?.Length < expected.GetInt32() ? $"is shorter than {expected}" : null;
            case "maxItems":
                return isArray && value.GetArrayLength() > expected.GetInt32() ? $"holds more than {expected}" : null;
            case "minItems":
                return isArray && value.GetArrayLength() < expected.GetInt32() ? $"holds fewer than {expected}" : null;
            case "uniqueItems":
                var items = isArray ? value.EnumerateArray().Select(item => item.GetRawText()).ToList() : [];
                return items.Distinct(StringComparer.Ordinal).Count() < items.Count ? "holds something twice" : null;
            case "pattern" or "regex":
                return text is not null && !Regex.IsMatch(text, expected.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1))
                    ? $"does not look like {expected}"
                    : null;
            case "properties" or "additionalProperties" or "items":
                return null;
            default:
                return Silent.Contains(rule.Name) ? null : $"the schema's {rule.Name} is not understood";
        }
    }

    private bool Fits(JsonElement schema, JsonElement value)
    {
        var problems = new List<string>();
        Check(schema, value, "", problems);
        return problems.Count == 0;
    }

    private JsonElement Resolve(string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate(root, (element, step) => element.GetProperty(step));

    private static bool IsKnown(JsonElement schema, string name) =>
        schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out _);

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind is JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    private static bool IsOfType(JsonElement value, string type) =>
        type switch
        {
            "object" => value.ValueKind is JsonValueKind.Object,
            "array" => value.ValueKind is JsonValueKind.Array,
            "string" => value.ValueKind is JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind is JsonValueKind.Number,
            "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
            "null" => value.ValueKind is JsonValueKind.Null,
            _ => throw new NotSupportedException(type),
        };
}
