using System.Runtime.CompilerServices;

namespace PaperBot.Fakes;

/// <summary>
/// Compares a long text with the file that somebody read and approved: <c>Approved/&lt;class&gt;.&lt;name&gt;.txt</c> beside the test. Where they differ
/// the new text is written beside it as <c>.received.txt</c>, to be compared and, where it is right, renamed.
/// </summary>
public static class Approved
{
    /// <param name="name">What the file is named after; the test's own name where it is left out.</param>
    public static void Verify(
        string actual,
        string? name = null,
        [CallerFilePath] string path = "",
        [CallerMemberName] string member = ""
    )
    {
        var folder = Path.Combine(Path.GetDirectoryName(SourcePath(path))!, "Approved");
        var approved = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(path)}.{name ?? member}.txt");
        var received = Path.ChangeExtension(approved, ".received.txt");
        var text = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (text == expected)
        {
            File.Delete(received);
            return;
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(received, text);
        throw new InvalidOperationException($"{FirstDifference(expected, text)}\nCompare {approved}\n   with {received}");
    }

    // Deterministic builds write paths from the repository's root as /_/.
    private static string SourcePath(string path)
    {
        const string Mapped = "/_/";
        if (!path.StartsWith(Mapped, StringComparison.Ordinal))
        {
            return path;
        }

        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "PaperBot.sln")))
        {
            root = root.Parent;
        }

        return Path.Combine(
            root?.FullName ?? throw new DirectoryNotFoundException("No PaperBot.sln above the tests."),
            path[Mapped.Length..]
        );
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line])
        {
            line++;
        }

        return $"Line {line + 1} is not as approved.\n  approved: {left.ElementAtOrDefault(line)}\n  received: {right.ElementAtOrDefault(line)}";
    }
}
