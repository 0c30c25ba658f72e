using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Discord;

/// <summary>Rows, buttons, lists and forms.</summary>
public static partial class MessageRules
{
    /// <summary>https://discord.com/developers/docs/components/reference#modal</summary>
    public static void CheckModal(JsonObject modal, FormErrors errors)
    {
        Required(modal, "custom_id", 1, 100, errors, "data.");
        Required(modal, "title", 1, 45, errors, "data.");
        var parts = modal["components"] as JsonArray ?? [];
        if (parts.Count is < 1 or > 5)
        {
            errors.Add("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
        }

        for (var i = 0; i < parts.Count; i++)
        {
            var at = $"data.components.{i}.";
            if (parts[i] is not JsonObject label || Number(label["type"]) is not 18 || label["component"] is not JsonObject input)
            {
                errors.Add(at + "type", "UNION_TYPE_CHOICES", "A label with a component is expected.");
                continue;
            }

            Required(label, "label", 1, 45, errors, at);
            Length(label, "description", 100, errors, at);
            Required(input, "custom_id", 1, 100, errors, at + "component.");
            if (Number(input["type"]) is not 4 || Number(input["style"]) is not (1 or 2))
            {
                errors.Add(at + "component", "UNION_TYPE_CHOICES", "A text input of style 1 or 2 is expected.");
            }

            Length(input, "placeholder", 100, errors, at + "component.");
            Length(input, "value", 4000, errors, at + "component.");
            var (least, most) = (Number(input["min_length"]) ?? 0, Number(input["max_length"]) ?? 4000);
            if (least is < 0 or > 4000 || most is < 1 or > 4000 || least > most || (Text(input["value"])?.Length ?? 0) > most)
            {
                errors.Add(at + "component.max_length", "NUMBER_TYPE_MAX", "int value should be between 1 and 4000.");
            }

            if (input.ContainsKey("label"))
            {
                errors.Add(at + "component.label", "UNKNOWN_FIELD", "Inside a label the input has no label of its own.");
            }
        }
    }

    private static void CheckRows(JsonNode? node, FormErrors errors, string at)
    {
        if (node is not JsonArray rows)
        {
            return;
        }

        if (rows.Count > 5)
        {
            errors.Add(at, "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.");
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            var path = $"{at}.{i}.";
            if (
                rows[i] is not JsonObject row
                || Number(row["type"]) is not 1
                || row["components"] is not JsonArray { Count: > 0 } controls
            )
            {
                errors.Add(path + "components", "BASE_TYPE_BAD_LENGTH", "An action row with 1 to 5 components is expected.");
                continue;
            }

            var selects = controls.Count(control => Number(control?["type"]) is 3 or 5 or 6 or 7 or 8);
            if (controls.Count > 5 || (selects > 0 && controls.Count > 1))
            {
                errors.Add(
                    path + "components",
                    "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                    "The specified components do not fit into one row."
                );
            }

            for (var j = 0; j < controls.Count; j++)
            {
                CheckControl(controls[j] as JsonObject ?? [], errors, $"{path}components.{j}.", ids);
            }
        }
    }

    private static void CheckControl(JsonObject control, FormErrors errors, string at, HashSet<string> ids)
    {
        if (Text(control["custom_id"]) is { } id)
        {
            Required(control, "custom_id", 1, 100, errors, at);
            if (!ids.Add(id))
            {
                errors.Add(at + "custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
            }
        }

        switch (Number(control["type"]))
        {
            case 2 when Number(control["style"]) is >= 1 and <= 4:
                Required(control, "custom_id", 1, 100, errors, at);
                Required(control, "label", 1, 80, errors, at);
                if (control.ContainsKey("url"))
                {
                    errors.Add(
                        at + "url",
                        "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                        "A custom id and url cannot both be specified"
                    );
                }

                break;
            case 2 when Number(control["style"]) is 5:
                Required(control, "label", 1, 80, errors, at);
                Required(control, "url", 1, 512, errors, at);
                CheckUrl(control, "url", 512, errors, at);
                if (control.ContainsKey("custom_id"))
                {
                    errors.Add(
                        at + "custom_id",
                        "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                        "A custom id and url cannot both be specified"
                    );
                }

                break;
            case 3:
                CheckSelect(control, errors, at);
                break;
            default:
                errors.Add(at + "type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be a button or a string select.");
                break;
        }
    }

    private static void CheckSelect(JsonObject select, FormErrors errors, string at)
    {
        Required(select, "custom_id", 1, 100, errors, at);
        Length(select, "placeholder", 150, errors, at);
        var options = select["options"] as JsonArray ?? [];
        if (options.Count is < 1 or > 25)
        {
            errors.Add(at + "options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.");
        }

        var values = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Count; i++)
        {
            var option = options[i] as JsonObject ?? [];
            Required(option, "label", 1, 100, errors, $"{at}options.{i}.");
            Required(option, "value", 1, 100, errors, $"{at}options.{i}.");
            Length(option, "description", 100, errors, $"{at}options.{i}.");
            if (!values.Add(Text(option["value"]) ?? ""))
            {
                errors.Add(
                    $"{at}options.{i}.value",
                    "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                    "The specified option value is already used"
                );
            }
        }
    }
}
