using Microsoft.Playwright;
using PaperBot.Chat;
using PaperBot.Fakes.Local;

namespace PaperBot.Browser.Tests;

/// <summary>Pictures of the workspace in every guise, written to a temporary folder for people to look at.</summary>
public sealed class LocalWorkspacePictures(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("ja", ColorScheme.Light, 1280, 860)]
    [InlineData("ja", ColorScheme.Dark, 1280, 860)]
    [InlineData("en", ColorScheme.Light, 1280, 860)]
    [InlineData("en", ColorScheme.Dark, 1280, 860)]
    [InlineData("ja", ColorScheme.Light, 390, 844)]
    [InlineData("ja", ColorScheme.Dark, 390, 844)]
    [InlineData("en", ColorScheme.Light, 390, 844)]
    public async Task A_digest_its_thread_and_an_answer(string language, ColorScheme scheme, int width, int height)
    {
        var japanese = language == "ja";
        var ids = await SampleDigest.PostAsync(Site, japanese);
        Site.Commands.Answer = _ => new CommandReply.Show(SampleDigest.Starter(SampleDigest.Papers[0], japanese));
        var name = $"{language}-{scheme.ToString().ToLowerInvariant()}-{width}";
        var page = await OpenAsync($"#/papers-{language}", width: width, height: height, scheme: scheme, touch: width < 600);

        await page.Locator(".message").First.WaitForAsync();
        await PictureAsync(page, $"{name}-channel");

        await page.Locator("#channel-composer textarea").FillAsync("/paper dpo");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".answer").WaitForAsync();
        await PictureAsync(page, $"{name}-answer");

        await page.Locator($"#m{ids[1]} .thread-link").ClickAsync();
        await page.Locator("#thread .message").Nth(2).WaitForAsync();
        await PictureAsync(page, $"{name}-thread");
        (await page.Locator("#thread .message").CountAsync()).Should().Be(3);
    }
}
