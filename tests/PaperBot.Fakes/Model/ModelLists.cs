using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Model;

/// <summary>What <c>GET /v1/models</c> and <c>GET /v1/models/…</c> answer, as each of the two vendors writes it.</summary>
internal static class ModelLists
{
    public static JsonObject Of(IReadOnlyList<string> names, bool isAnthropic)
    {
        var list = new JsonObject { ["data"] = new JsonArray([.. names.Select(name => Entry(name, isAnthropic))]) };
        if (isAnthropic)
        {
            list["has_more"] = false;
            list["first_id"] = names.Count > 0 ? names[0] : null;
            list["last_id"] = names.Count > 0 ? names[^1] : null;
        }
        else
        {
            list["object"] = "list";
        }

        return list;
    }

    public static JsonObject Entry(string name, bool isAnthropic) =>
        isAnthropic
            ? new JsonObject
            {
                ["type"] = "model",
                ["id"] = name,
                ["display_name"] = name,
                ["created_at"] = "2026-02-04T00:00:00Z",
            }
            : new JsonObject
            {
                ["id"] = name,
                ["object"] = "model",
                ["created"] = 1_790_000_000,
                ["owned_by"] = "stand-in",
            };
}
