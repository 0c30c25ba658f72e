using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PaperBot.Tests.Checking;

/// <summary>The yardstick: what another program reads from the same page.</summary>
internal static class Poppler
{
    /// <param name="raw">In the order of the file, which is how a sentence stays whole in two columns.</param>
    public static async Task<string> PageAsync(string path, int page, bool raw, CancellationToken cancellationToken)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("pdftotext") { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8, UseShellExecute = false };
        foreach (
            var argument in (string[])["-f", number, "-l", number, "-enc", "UTF-8", .. raw ? (string[])["-raw"] : [], path, "-"]
        )
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        process.ExitCode.Should().Be(0);
        return text.Replace("\f", "");
    }
}
