using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PaperBot.Fakes.Discord;

/// <summary>Discord's own description of its API, and whether a body is as it says. Reads what that document uses of OpenAPI 3.1 and JSON Schema.</summary>
public sealed class OpenApiDocument
{
    private readonly JsonObject _root;
    private readonly Dictionary<string, JsonObject> _operations = new(StringComparer.Ordinal);

    public OpenApiDocument(string json)
    {
        _root = JsonNode.Parse(json)!.AsObject();
        foreach (var (path, methods) in _root["paths"]!.AsObject())
        {
            var template = string.Join(
                '/',
                path.Split('/')
                    .Select(part =>
                        part is "{webhook_token}" or "{interaction_token}" ? ":token"
                        : part.StartsWith('{') ? ":id"
                        : part
                    )
            );
            foreach (var (method, operation) in methods!.AsObject())
            {
                if (operation is JsonObject described && method is "get" or "post" or "put" or "patch" or "delete")
                {
                    _operations[$"{method.ToUpperInvariant()} {template}"] = operation!.AsObject();
                }
            }
        }
    }

    /// <summary>What is wrong with an exchange; empty where it is as described.</summary>
    public IReadOnlyList<string> Check(FakeExchange exchange)
    {
        var key = $"{exchange.Method} {exchange.Template}";
        if (!_operations.TryGetValue(key, out var operation))
        {
            return [$"{key} is not described"];
        }

        var problems = new List<string>();
        if (exchange.RequestBody is not null && exchange.Status < 400)
        {
            var schema = operation["requestBody"]?["content"]?["application/json"]?["schema"];
            if (schema is null)
            {
                problems.Add($"{key}: no body is expected");
            }
            else
            {
                Check(JsonNode.Parse(exchange.RequestBody), schema, "request", problems, strict: true);
            }
        }

        var response = Response(operation, exchange.Status);
        if (response is null)
        {
            problems.Add($"{key}: the answer {exchange.Status} is not described");
        }
        else if (response["content"]?["application/json"]?["schema"] is { } answer)
        {
            Check(
                exchange.ResponseBody is null ? null : JsonNode.Parse(exchange.ResponseBody),
                answer,
                "response",
                problems,
                strict: false
            );
        }

        return [.. problems.Select(problem => problem.StartsWith(key, StringComparison.Ordinal) ? problem : $"{key}: {problem}")];
    }

    private JsonObject? Response(JsonObject operation, int status)
    {
        var responses = operation["responses"]!.AsObject();
        var text = status.ToString(CultureInfo.InvariantCulture);
        var found = responses[text] ?? (status is >= 400 and < 500 ? responses["4XX"] : null);
        return found is null ? null : Resolved(found);
    }

    private JsonObject Resolved(JsonNode schema)
    {
        var map = schema.AsObject();
        while (MessageRules.Text(map["$ref"]) is { } reference)
        {
            JsonNode node = _root;
            foreach (var part in reference.TrimStart('#', '/').Split('/'))
            {
                node = node[part] ?? throw new InvalidOperationException($"The document has no {reference}.");
            }

            map = node.AsObject();
        }

        return map;
    }

    private void Check(JsonNode? value, JsonNode schemaNode, string at, List<string> problems, bool strict)
    {
        var schema = Resolved(schemaNode);
        if (schema["type"] is { } type && !IsOfType(value, type))
        {
            problems.Add($"{at} is {value?.ToJsonString() ?? "null"} and should be {type.ToJsonString()}");
            return;
        }

        foreach (var union in new[] { "oneOf", "anyOf" })
        {
            if (schema[union] is JsonArray choices)
            {
                CheckUnion(value, choices, at, problems, strict);
            }
        }

        foreach (var part in schema["allOf"] as JsonArray ?? [])
        {
            Check(value, part!, at, problems, strict: false);
        }

        if (schema["enum"] is JsonArray values && !values.Any(one => JsonNode.DeepEquals(one, value)))
        {
            problems.Add($"{at} is {value?.ToJsonString()} and not one of those described");
        }

        if (schema["const"] is { } constant && !JsonNode.DeepEquals(constant, value))
        {
            problems.Add($"{at} is {value?.ToJsonString()} and should be {constant.ToJsonString()}");
        }

        switch (value)
        {
            case JsonObject map:
                CheckObject(map, schema, at, problems, strict);
                break;
            case JsonArray list:
                CheckArray(list, schema, at, problems, strict);
                break;
            case JsonValue:
                CheckScalar(value, schema, at, problems);
                break;
        }
    }

    private void CheckUnion(JsonNode? value, JsonArray choices, string at, List<string> problems, bool strict)
    {
        List<string>? nearest = null;
        foreach (var choice in choices)
        {
            var found = new List<string>();
            Check(value, choice!, at, found, strict);
            if (found.Count == 0)
            {
                return;
            }

            if (nearest is null || found.Count < nearest.Count)
            {
                nearest = found;
            }
        }

        problems.AddRange(nearest ?? []);
    }

    private void CheckObject(JsonObject map, JsonObject schema, string at, List<string> problems, bool strict)
    {
        foreach (var name in schema["required"] as JsonArray ?? [])
        {
            if (!map.ContainsKey(name!.GetValue<string>()))
            {
                problems.Add($"{at}.{name} is missing");
            }
        }

        var known = schema["properties"] as JsonObject;
        foreach (var (name, value) in map)
        {
            if (known?[name] is { } described)
            {
                Check(value, described, $"{at}.{name}", problems, strict);
            }
            else if (schema["additionalProperties"] is JsonObject additional)
            {
                Check(value, additional, $"{at}.{name}", problems, strict);
            }
            else if (strict && known is not null && schema["allOf"] is null)
            {
                problems.Add($"{at}.{name} is not described");
            }
        }
    }

    private void CheckArray(JsonArray list, JsonObject schema, string at, List<string> problems, bool strict)
    {
        if (
            list.Count < (MessageRules.Number(schema["minItems"]) ?? 0)
            || list.Count > (MessageRules.Number(schema["maxItems"]) ?? int.MaxValue)
        )
        {
            problems.Add($"{at} has {list.Count} entries");
        }

        if (schema["items"] is { } items)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Check(list[i], items, string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"), problems, strict);
            }
        }
    }

    private static void CheckScalar(JsonNode value, JsonObject schema, string at, List<string> problems)
    {
        if (MessageRules.Text(value) is { } text)
        {
            if (
                text.Length < (MessageRules.Number(schema["minLength"]) ?? 0)
                || text.Length > (MessageRules.Number(schema["maxLength"]) ?? int.MaxValue)
            )
            {
                problems.Add($"{at} is {text.Length} long");
            }

            if (
                MessageRules.Text(schema["pattern"]) is { } pattern
                && !Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
            )
            {
                problems.Add($"{at} is '{text}' and should match {pattern}");
            }
        }

        if (MessageRules.Number(value) is { } number)
        {
            if (
                number < (MessageRules.Number(schema["minimum"]) ?? long.MinValue)
                || number > (MessageRules.Number(schema["maximum"]) ?? long.MaxValue)
            )
            {
                problems.Add($"{at} is {number}");
            }
        }
    }

    private static bool IsOfType(JsonNode? value, JsonNode type) =>
        type is JsonArray choices ? choices.Any(choice => IsOfType(value, choice!))
        : value is null ? type.GetValue<string>() == "null"
        : (type.GetValue<string>(), value.GetValueKind()) switch
        {
            ("object", System.Text.Json.JsonValueKind.Object) => true,
            ("array", System.Text.Json.JsonValueKind.Array) => true,
            ("string", System.Text.Json.JsonValueKind.String) => true,
            ("boolean", System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) => true,
            ("integer", System.Text.Json.JsonValueKind.Number) => MessageRules.Number(value) is not null,
            ("number", System.Text.Json.JsonValueKind.Number) => true,
            _ => false,
        };
}
