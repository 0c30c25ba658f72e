using Microsoft.Playwright;
using PaperBot.Fakes.Local;

namespace PaperBot.Browser.Tests;

/// <summary>A test with a workspace of its own. A page error or a breach of the content security policy fails it, whatever else it asserts.</summary>
public abstract class BrowserTest(Chromium chromium) : IAsyncLifetime
{
    private const string NoteBreaches = """
        window.breaches = [];
        document.addEventListener('securitypolicyviolation', (event) => breaches.push(`${event.violatedDirective} ${event.blockedURI}`));
        """;

    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<IPage> _pages = [];
    private readonly List<string> _troubles = [];
    private LocalSite? _site;

    /// <summary>Where pictures go, for people to look at.</summary>
    protected static string Pictures { get; } =
        Directory
            .CreateDirectory(
                Environment.GetEnvironmentVariable("TESTS_PICTURES") ?? Path.Combine(Path.GetTempPath(), "paperbot-pictures")
            )
            .FullName;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected LocalSite Site => _site ?? throw new InvalidOperationException("The workspace was not started.");

    public async ValueTask InitializeAsync() => _site = await LocalSite.StartAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var page in _pages.Where(page => !page.IsClosed && page.Url.StartsWith("http", StringComparison.Ordinal)))
            {
                _troubles.AddRange(await page.EvaluateAsync<string[]>("breaches"));
            }

            _troubles.Should().BeEmpty();
        }
        finally
        {
            foreach (var context in _contexts)
            {
                await context.DisposeAsync();
            }

            if (_site is not null)
            {
                await _site.DisposeAsync();
            }

            GC.SuppressFinalize(this);
        }
    }

    /// <summary>A window of its own, as another browser would have it.</summary>
    /// <param name="path">What follows the workspace's address, such as <c>#/papers-en</c>.</param>
    /// <param name="person"><c>member</c> or <c>admin</c>.</param>
    /// <param name="address">Of another program than <see cref="Site"/>, with its last slash.</param>
    private protected async Task<IPage> OpenAsync(
        string path = "",
        string person = "member",
        int width = 1280,
        int height = 860,
        ColorScheme scheme = ColorScheme.Light,
        bool touch = false,
        string? language = null,
        string? address = null
    )
    {
        var context = await chromium.Browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
                HasTouch = touch,
                IsMobile = touch,
                Locale = "ja-JP",
                TimezoneId = "Asia/Tokyo",
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        _contexts.Add(context);
        // Generous, since a busy machine is no fault of the page.
        context.SetDefaultTimeout(20_000);
        Assertions.SetDefaultExpectTimeout(20_000);
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(NoteBreaches);
        await page.AddInitScriptAsync($"sessionStorage.setItem('paperbot/person', '{person}')");
        if (language is not null)
        {
            await page.AddInitScriptAsync($"localStorage.setItem('paperbot/language', '{language}')");
        }

        page.PageError += (_, error) => _troubles.Add(error);
        page.Console += (_, message) =>
        {
            // A refused request that a test provokes is the browser's own line, not the page's.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _troubles.Add(message.Text);
            }
        };
        _pages.Add(page);
        await page.GotoAsync((address ?? Site.Address.ToString()) + path);
        await page.Locator("#app").WaitForAsync();
        return page;
    }

    private protected static Task PictureAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, name + ".png") });
}
