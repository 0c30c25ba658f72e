using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PaperBot.Slack.Receiving;

/// <summary>Whether a request comes from Slack and from now. See https://docs.slack.dev/authentication/verifying-requests-from-slack.</summary>
internal static class SlackSignature
{
    private const string Version = "v0=";

    /// <summary>How far the sender's clock may be from ours; an older request may be a recorded one.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <param name="secret">Never empty: a missing secret makes nothing valid.</param>
    /// <param name="body">The bytes as they came, before anything was read into them.</param>
    public static bool IsValid(string secret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        if (
            timestamp is not { Length: > 0 and <= 12 }
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || signature is null
            || !signature.StartsWith(Version, StringComparison.Ordinal)
            || signature.Length != Version.Length + (2 * HMACSHA256.HashSizeInBytes)
        )
        {
            return false;
        }

        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.ASCII.GetBytes($"v0:{timestamp}:"));
        hash.AppendData(body);
        var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
        var given = Encoding.UTF8.GetBytes(signature[Version.Length..]);
        return CryptographicOperations.FixedTimeEquals(expected, given)
            && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= (long)Window.TotalSeconds;
    }
}
