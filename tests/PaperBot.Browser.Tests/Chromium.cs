using Microsoft.Playwright;
using PaperBot.Browser.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace PaperBot.Browser.Tests;

/// <summary>One real browser for all tests; each takes a window of its own from it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("Chromium was not started.");

    public async ValueTask InitializeAsync()
    {
        var executable = Find();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("TESTS_CHROMIUM") is { Length: > 0 } named)
        {
            return named;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                "There is no 'chromium' on the PATH. Install it (apt-get install --no-install-recommends chromium fonts-noto-cjk), "
                    + "or name a Chromium in TESTS_CHROMIUM."
            );
    }
}
