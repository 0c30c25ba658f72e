using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Discord;

/// <summary>What is wrong with a request's body, as Discord's error 50035 tells it: a tree of fields with <c>_errors</c> at the leaves.</summary>
public sealed class FormErrors
{
    private readonly List<(string Path, string Code, string Message)> _errors = [];

    public bool Any => _errors.Count > 0;

    public void Add(string path, string code, string message) => _errors.Add((path, code, message));

    public JsonObject ToTree()
    {
        var root = new JsonObject();
        foreach (var (path, code, message) in _errors)
        {
            var node = root;
            foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            {
                if (node[name] is not JsonObject child)
                {
                    node[name] = child = [];
                }

                node = child;
            }

            if (node["_errors"] is not JsonArray list)
            {
                node["_errors"] = list = [];
            }

            list.Add(new JsonObject { ["code"] = code, ["message"] = message });
        }

        return root;
    }

    public override string ToString() =>
        string.Join("; ", _errors.Select(error => $"{error.Path}: {error.Code} {error.Message}"));
}
