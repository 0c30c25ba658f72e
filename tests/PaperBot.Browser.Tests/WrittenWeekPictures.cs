using System.Text.Json;
using PaperBot.Fakes;
using PaperBot.Fakes.Model;

namespace PaperBot.Browser.Tests;

/// <summary>A week that a model has written, in the workspace of the running service, in both languages.</summary>
public sealed class WrittenWeekPictures(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_written_week_stands_in_both_channels_with_its_theme_and_its_answers()
    {
        using var workspace = new TestWorkspace();
        await using var week = await UnwrittenWeek.StartAsync(papers: 9, Cancellation);
        week.Point(workspace);
        await using var service = PaperBotProcess.StartService(workspace.Settings);
        using var ready = JsonDocument.Parse(await service.ReadyAsync(Cancellation));
        var address = ready.RootElement.GetProperty("web").GetString()!.TrimEnd('/') + "/";
        var run = await PaperBotProcess.CallAsync(
            ["week", "run", UnwrittenWeek.Week, "--json"],
            workspace.Settings,
            Cancellation
        );
        run.ExitCode.Should().Be(0, run.Errors + run.Output);
        using var client = new HttpClient(new SocketsHttpHandler());
        (await client.GetStringAsync(new Uri(address + "metrics"), Cancellation))
            .Should()
            .MatchRegex("paperbot_model_calls_total{[^}]*outcome=\"answered\"")
            .And.MatchRegex("paperbot_model_tokens_total{[^}]*kind=\"output\"");

        foreach (
            var (language, theme, ground) in new[]
            {
                ("ja", "言語モデルの学習と評価の工夫", "これが根拠です"),
                ("en", "Training and judging language models", "That is the ground for it"),
            }
        )
        {
            var page = await OpenAsync($"#/papers-{language}", address: address);
            await page.GetByText(theme).First.WaitForAsync();
            await page.GetByText(theme).First.ScrollIntoViewIfNeededAsync();
            await PictureAsync(page, $"written-{language}-header");
            await page.Locator(".thread-link").Last.ClickAsync();
            await page.Locator("#thread .message").Nth(2).WaitForAsync();
            (await page.Locator("#thread").InnerTextAsync()).Should().Contain(ground);
            await PictureAsync(page, $"written-{language}-thread");
        }
    }
}
