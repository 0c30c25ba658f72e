using System.Security.Cryptography;
using System.Text;

namespace PaperBot.Chat;

/// <summary>The short name by which a post of ours is found again in a channel's history.</summary>
public static class DeliveryMarker
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary><c>pb1:</c> and 24 base32 characters of the SHA-256 of the delivery key: 28 characters, the same on every attempt and on every node.</summary>
    public static string For(string deliveryKey)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(deliveryKey));
        var marker = new StringBuilder("pb1:", 28);
        for (var bit = 0; bit < 24 * 5; bit += 5)
        {
            var pair = (hash[bit / 8] << 8) | hash[(bit / 8) + 1];
            marker.Append(Base32[(pair >> (11 - (bit % 8))) & 31]);
        }

        return marker.ToString();
    }
}
