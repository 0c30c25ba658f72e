using System.Security.Cryptography;
using System.Text;
using PaperBot.Chat;

namespace PaperBot.Asking;

/// <summary>A person as the store names them where only the same person has to be recognised: nobody can be read from it.</summary>
internal static class PersonKey
{
    public static string Of(ChatOrigin origin) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{origin.Platform}\n{origin.Workspace}\n{origin.UserId}"))
        );
}
