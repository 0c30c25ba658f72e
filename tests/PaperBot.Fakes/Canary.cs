using System.Text;

namespace PaperBot.Fakes;

/// <summary>
/// Every secret that the tests hand out holds one word, so that a leak shows wherever it comes to light: in a log, in what a call
/// prints, in a store. Whatever a test leaves behind is searched for it before it is thrown away.
/// </summary>
public static class Canary
{
    public const string Word = "c4n4ryb1rd";

    private static readonly byte[] Bytes = Encoding.ASCII.GetBytes(Word);

    /// <summary>A new secret that begins as the platform's do.</summary>
    public static string Secret(string beginning = "") => beginning + Word + Guid.NewGuid().ToString("N");

    /// <exception cref="CanaryException">The text holds a secret.</exception>
    public static void Watch(string where, string text)
    {
        if (text.IndexOf(Word, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            throw new CanaryException($"{where} holds a secret: …{text[Math.Max(0, at - 120)..Math.Min(text.Length, at + 12)]}…");
        }
    }

    /// <summary>Searches a file, byte by byte: a database keeps its texts as they are.</summary>
    /// <exception cref="CanaryException">It holds a secret.</exception>
    public static void WatchFile(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.AsSpan().IndexOf(Bytes) is >= 0 and var at)
        {
            var from = Math.Max(0, at - 120);
            throw new CanaryException($"{path} holds a secret: …{Encoding.UTF8.GetString(bytes, from, at + 12 - from)}…");
        }
    }

    /// <summary>Searches every file below a folder.</summary>
    /// <exception cref="CanaryException">One holds a secret.</exception>
    public static void WatchFolder(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            try
            {
                WatchFile(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Gone in the meantime, or a lock file: nothing that could be read later either.
            }
        }
    }
}

/// <summary>A secret got out.</summary>
public sealed class CanaryException(string message) : Exception(message);
