using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace PaperBot.Discord.Interactions;

/// <summary>
/// Whether a request to our endpoint comes from Discord: Ed25519 over the timestamp and the raw body.
/// https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
/// </summary>
internal static class RequestSignature
{
    private const int SignatureDigits = 128;
    private const int KeyDigits = 64;
    private const int MaxTimestamp = 32;

    public static bool IsValid(string? verifyKey, string? signature, string? timestamp, ReadOnlySpan<byte> body)
    {
        if (
            verifyKey is not { Length: KeyDigits }
            || signature is not { Length: SignatureDigits }
            || timestamp is not { Length: > 0 and <= MaxTimestamp }
            || !TryHex(verifyKey, out var key)
            || !TryHex(signature, out var signed)
        )
        {
            return false;
        }

        var stamp = Encoding.UTF8.GetBytes(timestamp);
        var verifier = new Ed25519Signer();
        verifier.Init(forSigning: false, new Ed25519PublicKeyParameters(key));
        verifier.BlockUpdate(stamp, 0, stamp.Length);
        verifier.BlockUpdate(body);
        return verifier.VerifySignature(signed);
    }

    private static bool TryHex(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 2];
        return Convert.FromHexString(text, bytes, out var read, out _) == System.Buffers.OperationStatus.Done
            && read == text.Length;
    }
}
