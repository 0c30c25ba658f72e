using System.Security.Cryptography;
using System.Text;

namespace PaperBot.Fakes.Model;

/// <summary>
/// A vendor's prompt cache. OpenAI's holds every prefix of whole messages of 1,024 tokens or more; Anthropic's holds those that end at
/// a breakpoint, four at most in a request. A form of reply that changes is another prefix.
/// </summary>
internal sealed class PromptCache(bool needsBreakpoints)
{
    private const int LeastTokens = 1_024;
    private const int MostBreakpoints = 4;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public static int Tokens(string text)
    {
        var wide = text.Count(character => character >= '\u2E80');
        return wide + ((text.Length - wide + 3) / 4);
    }

    public (int Cached, int Written) Take(ModelAsk ask)
    {
        if (needsBreakpoints && ask.Messages.Count(message => message.IsBreakpoint) > MostBreakpoints)
        {
            throw new InvalidOperationException($"More than {MostBreakpoints} cache breakpoints in one request.");
        }

        lock (_lock)
        {
            var (cached, written, tokens) = (0, 0, 0);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes($"{ask.Model}|{ask.Schema?.ToJsonString()}"));
            var added = new List<string>();
            foreach (var message in ask.Messages)
            {
                tokens += Tokens(message.Text);
                hash.AppendData(Encoding.UTF8.GetBytes($"{message.Role}\0{message.Text}\0"));
                var prefix = Convert.ToHexString(hash.GetCurrentHash());
                if (_known.Contains(prefix))
                {
                    cached = tokens;
                }
                else if (tokens >= LeastTokens && (!needsBreakpoints || message.IsBreakpoint))
                {
                    added.Add(prefix);
                    written = tokens - cached;
                }
            }

            _known.UnionWith(added);
            return (cached, needsBreakpoints ? written : 0);
        }
    }
}
