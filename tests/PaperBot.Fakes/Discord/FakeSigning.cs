using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace PaperBot.Fakes.Discord;

/// <summary>The key with which Discord signs what it sends to an endpoint.</summary>
public sealed class FakeSigning
{
    private readonly Ed25519PrivateKeyParameters _key = new(new SecureRandom());

    /// <summary>The public half, in hex.</summary>
    public string VerifyKey => Convert.ToHexStringLower(_key.GeneratePublicKey().GetEncoded());

    public string Sign(string timestamp, byte[] body)
    {
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, _key);
        var stamp = Encoding.UTF8.GetBytes(timestamp);
        signer.BlockUpdate(stamp, 0, stamp.Length);
        signer.BlockUpdate(body, 0, body.Length);
        return Convert.ToHexStringLower(signer.GenerateSignature());
    }
}
