using System.Globalization;
using System.Text.Json;
using PaperBot.Discord.Rendering;

namespace PaperBot.Discord.Gateway;

/// <summary>What we say when a session begins.</summary>
internal sealed record GatewayPurpose(string Token, int Intents, int Shard, int Shards, bool Compress)
{
    /// <summary>The token stays out of logs.</summary>
    public override string ToString() => $"shard {Shard} of {Shards}";
}

/// <summary>What we send, as https://discord.com/developers/docs/events/gateway-events#send-events describes it.</summary>
internal static class GatewayFrames
{
    /// <param name="sequence">The last event's number; null before the first.</param>
    public static string Heartbeat(long? sequence) =>
        sequence is { } number
            ? string.Create(CultureInfo.InvariantCulture, $$"""{"op":1,"d":{{number}}}""")
            : """{"op":1,"d":null}""";

    public static string Identify(GatewayPurpose purpose) =>
        Frame(
            2,
            writer =>
            {
                writer.WriteString("token", purpose.Token);
                writer.WriteNumber("intents", purpose.Intents);
                writer.WriteStartObject("properties");
                writer.WriteString(
                    "os",
                    OperatingSystem.IsWindows() ? "windows"
                        : OperatingSystem.IsMacOS() ? "macos"
                        : "linux"
                );
                writer.WriteString("browser", "PaperBot");
                writer.WriteString("device", "PaperBot");
                writer.WriteEndObject();
                writer.WriteStartArray("shard");
                writer.WriteNumberValue(purpose.Shard);
                writer.WriteNumberValue(purpose.Shards);
                writer.WriteEndArray();
            }
        );

    public static string Resume(string token, string session, long sequence) =>
        Frame(
            6,
            writer =>
            {
                writer.WriteString("token", token);
                writer.WriteString("session_id", session);
                writer.WriteNumber("seq", sequence);
            }
        );

    private static string Frame(int op, Action<Utf8JsonWriter> data) =>
        PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("op", op);
            writer.WriteStartObject("d");
            data(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
}
