using System.Security.Cryptography;
using System.Text;

namespace PaperBot.Discord.Rest;

/// <summary>The name under which Discord recognises, for some minutes, that a message was created already.</summary>
internal static class Nonce
{
    /// <summary>The first 25 hex digits, all that fit, of the key's SHA-256: the same on every attempt and node.</summary>
    public static string For(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..25];
}
