using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PaperBot.Papers;

namespace PaperBot.Reading;

/// <summary>
/// Reads a PDF in a process of its own with a capped heap, a time limit and none of our secrets: a 3 kB file can inflate to
/// gigabytes, and the library can be neither bounded nor stopped from within.
/// </summary>
public sealed class PdfChild(PdfLimits limits, TimeProvider time)
{
    /// <summary>The hidden command by which the program starts itself as the reader.</summary>
    public const string Command = "read-pdf";

    private const int DetailLength = 500;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private sealed record Line(int? Page, string? Text, string? Hash, int[]? Unreadable, RefusalReason? Refused, string? Detail);

    public async Task<PdfReading> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        if (file.Length > limits.FileBytes)
        {
            return new PdfReading.Refused(
                RefusalReason.TooLarge,
                string.Create(CultureInfo.InvariantCulture, $"{file.Length} bytes, at most {limits.FileBytes} are read")
            );
        }

        using var child = Start(file);
        using var timeout = new CancellationTokenSource(limits.Time, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // Drained, or a talkative child would stop at a full pipe; what it says is not ours to show.
            var errors = child.StandardError.BaseStream.CopyToAsync(Stream.Null, either.Token);
            var reading = await CollectAsync(child.StandardOutput, either.Token);
            await child.WaitForExitAsync(either.Token);
            await errors;
            return reading
                ?? new PdfReading.Refused(
                    RefusalReason.TooMuchMemory,
                    string.Create(CultureInfo.InvariantCulture, $"the reader ended with code {child.ExitCode} before it was done")
                );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PdfReading.Refused(
                RefusalReason.TooSlow,
                string.Create(CultureInfo.InvariantCulture, $"not read within {limits.Time.TotalSeconds} s")
            );
        }
        finally
        {
            Kill(child);
        }
    }

    /// <summary>What the child does: reads the file and writes one JSON line a page, then one line that ends it.</summary>
    public static int Serve(string path, PdfLimits limits, Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(false)) { NewLine = "\n" };
        var reading = PdfText.Read(File.ReadAllBytes(path), limits);
        if (reading is PdfReading.Read read)
        {
            foreach (var page in read.Pages)
            {
                writer.WriteLine(JsonSerializer.Serialize(new Line(page.Number, page.Text, null, null, null, null), Json));
            }

            writer.WriteLine(JsonSerializer.Serialize(new Line(null, null, read.Hash, [.. read.Unreadable], null, null), Json));
        }
        else if (reading is PdfReading.Refused refused)
        {
            writer.WriteLine(JsonSerializer.Serialize(new Line(null, null, null, null, refused.Reason, refused.Detail), Json));
        }

        return 0;
    }

    private Process Start(FileInfo file)
    {
        // In the test programs this library's own program lies beside them.
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "PaperBot.exe" : "PaperBot");
        var start = new ProcessStartInfo
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        if (File.Exists(program))
        {
            start.FileName = program;
        }
        else
        {
            start.FileName = "dotnet";
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "PaperBot.dll"));
        }

        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(file.FullName);
        start.ArgumentList.Add(limits.Pages.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(limits.TextLength.ToString(CultureInfo.InvariantCulture));
        var kept = new[] { "PATH", "DOTNET_ROOT", "TMPDIR" }
            .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(pair => pair.Value is not null)
            .ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
        {
            start.Environment[name] = value;
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = "0x" + limits.HeapBytes.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
    }

    private async Task<PdfReading?> CollectAsync(StreamReader output, CancellationToken cancellationToken)
    {
        var pages = new List<PageText>();
        var length = 0L;
        while (await output.ReadLineAsync(cancellationToken) is { } text)
        {
            if (!TryRead(text, out var line))
            {
                return null;
            }

            if (line.Refused is { } reason)
            {
                var detail = line.Detail ?? "";
                return new PdfReading.Refused(reason, detail.Length > DetailLength ? detail[..DetailLength] : detail);
            }

            if (line.Hash is { } hash)
            {
                return new PdfReading.Read(hash, pages, line.Unreadable ?? []);
            }

            length += line.Text?.Length ?? 0;
            if (length > limits.TextLength || pages.Count >= limits.Pages)
            {
                return new PdfReading.Refused(RefusalReason.TooMuchText, "the reader sent more than it may");
            }

            pages.Add(new PageText(line.Page ?? 0, line.Text ?? ""));
        }

        return null;
    }

    private static bool TryRead(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Line? line)
    {
        try
        {
            line = JsonSerializer.Deserialize<Line>(text, Json);
            return line is not null;
        }
        catch (JsonException)
        {
            // A child that was killed in the middle of a line; the caller reports it as dead.
            line = null;
            return false;
        }
    }

    private static void Kill(Process child)
    {
        try
        {
            child.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }
}
