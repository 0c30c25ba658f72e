using System.Text.Encodings.Web;
using System.Text.Json;

namespace PaperBot.Discord.Rendering;

/// <summary>What a text weighs on the wire: UTF-8 bytes with JSON's escapes in it.</summary>
internal static class JsonSize
{
    public static int Of(string? text) =>
        text is null ? 0 : JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.Length;
}
