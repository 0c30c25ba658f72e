using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PaperBot.Discord.Rendering;

/// <summary>
/// JSON in which every letter stands for itself. .NET's writer spells emoji in twelve letters and rare characters in six, where UTF-8 takes
/// three or four: a message near Discord's limit on bytes would be over it for nothing.
/// </summary>
internal static class PlainJson
{
    public static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            write(writer);
        }

        return WithoutNeedlessEscapes(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static string WithoutNeedlessEscapes(string json)
    {
        if (!json.Contains("\\u", StringComparison.Ordinal))
        {
            return json;
        }

        var output = new StringBuilder(json.Length);
        for (var at = 0; at < json.Length; at++)
        {
            if (json[at] != '\\')
            {
                output.Append(json[at]);
                continue;
            }

            // A backslash is never the last letter; it and the next one belong together.
            if (Escaped(json, at) is { } letter && letter > '\u007f' && IsWhole(json, at, letter))
            {
                output.Append(letter);
                at += 5;
                continue;
            }

            output.Append(json[at]).Append(json[++at]);
        }

        return output.ToString();
    }

    /// <summary>Half of a surrogate pair may stand only beside its other half.</summary>
    private static bool IsWhole(string json, int at, char letter) =>
        char.IsHighSurrogate(letter)
            ? Escaped(json, at + 6) is { } low && char.IsLowSurrogate(low)
            : !char.IsLowSurrogate(letter) || (Escaped(json, at - 6) is { } high && char.IsHighSurrogate(high));

    private static char? Escaped(string json, int at) =>
        at >= 0
        && at + 6 <= json.Length
        && json[at] == '\\'
        && json[at + 1] == 'u'
        && ushort.TryParse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? (char)code
            : null;
}
