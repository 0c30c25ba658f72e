using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PaperBot.Papers;

namespace PaperBot.Publishing;

/// <summary>
/// Keys made from what a row is, so that planning the same thing twice makes the same rows: a digest is
/// <c>2023-W22|slack:T1:C123</c>, its posts add their part, a repost its revision, an edit or a removal its count.
/// </summary>
public static class DeliveryKey
{
    public static string Digest(WeekId week, ChannelKey channel, int revision) =>
        revision == 1 ? $"{week}|{channel}" : string.Create(CultureInfo.InvariantCulture, $"{week}|{channel}|r{revision}");

    /// <summary><c>2023-W22|slack:T1:C123|p03/qa1</c>, with <c>|r2</c> in a digest's second revision.</summary>
    public static string Post(WeekId week, ChannelKey channel, string part, int revision) =>
        revision == 1
            ? $"{week}|{channel}|{part}"
            : string.Create(CultureInfo.InvariantCulture, $"{week}|{channel}|{part}|r{revision}");

    /// <summary>The <paramref name="change"/>-th edit or removal of a post.</summary>
    public static string Change(string post, DeliveryOperation operation, long change) =>
        string.Create(CultureInfo.InvariantCulture, $"{post}|{operation.Code()}{change}");

    /// <summary>The starter's part that a part belongs to: <c>p03</c> of <c>p03/qa1</c>.</summary>
    public static string Thread(string part) => part.Split('/')[0];

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
