using System.Text.Json;
using Microsoft.Playwright;
using PaperBot.Fakes;
using static Microsoft.Playwright.Assertions;

namespace PaperBot.Browser.Tests;

/// <summary>The whole program in its own workspace: what a reader sees of a checked week, and what an admin does about it.</summary>
public sealed class CheckedWeekBrowserTests(Chromium chromium) : IDisposable
{
    private readonly TestWorkspace _workspace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_reader_sees_marks_and_evidence_and_an_admin_mends_what_is_held()
    {
        var note = await CheckedWeek.WriteAsync(_workspace, Cancellation);
        await CallAsync("note", "import", note);
        await CallAsync("week", "run", CheckedWeek.Week);
        await using var service = PaperBotProcess.StartService(_workspace.Settings);
        var address = JsonDocument.Parse(await service.ReadyAsync(Cancellation)).RootElement.GetProperty("web").GetString()!;

        var reader = await OpenAsync(address, "member");
        await Expect(reader.Locator("#messages")).ToContainTextAsync("LoRaNet");
        await AskAsync(reader, "/paper LoRaNetの精度はいくつですか?");
        await reader.Locator(".answer").GetByRole(AriaRole.Button, new() { Name = "根拠を見る" }).First.ClickAsync();
        await Expect(reader.Locator(".answer").Last).ToContainTextAsync("95M parameters");
        await PictureAsync(reader, "checked-reader-evidence");
        await reader.Locator(".thread-link").First.ClickAsync();
        await Expect(reader.Locator("#thread")).ToContainTextAsync("✓ 確認済み");
        await Expect(reader.Locator("#thread")).ToContainTextAsync("△ 一部のみ確認");
        await Expect(reader.Locator("#thread")).Not.ToContainTextAsync("バッチサイズ256");
        await PictureAsync(reader, "checked-reader-thread");

        var admin = await OpenAsync(address, "admin");
        await AskAsync(admin, "/paper-admin held");
        await Expect(admin.Locator(".answer")).ToContainTextAsync("別のページの内容です");
        await Expect(admin.Locator(".answer")).ToContainTextAsync("AdamW optimizer");
        await PictureAsync(admin, "checked-admin-held");
        await admin.Locator(".answer").GetByRole(AriaRole.Button, new() { Name = "ページを直す" }).ClickAsync();
        var dialog = admin.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Textbox)).ToHaveValueAsync("2");
        await PictureAsync(admin, "checked-admin-form");
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("9");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("1～2");
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("2");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Expect(admin.Locator(".answer").Last).ToContainTextAsync("確認済みにしました");
        await PictureAsync(admin, "checked-admin-done");

        // What was posted has it now, with the corrected page.
        await Expect(reader.Locator("#thread")).ToContainTextAsync("バッチサイズ256");
        await Expect(reader.Locator("#thread")).ToContainTextAsync("管理者が確認");
        await PictureAsync(reader, "checked-reader-after");
    }

    private static async Task AskAsync(IPage page, string text)
    {
        await page.Locator("#channel-composer textarea").FillAsync(text);
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".answer").First.WaitForAsync();
    }

    private async Task<IPage> OpenAsync(string address, string person)
    {
        var context = await chromium.Browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = 1280, Height = 1000 },
                Locale = "ja-JP",
            }
        );
        // A busy machine is no fault of the page.
        context.SetDefaultTimeout(60_000);
        SetDefaultExpectTimeout(60_000);
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync($"sessionStorage.setItem('paperbot/person', '{person}')");
        await page.GotoAsync(address.TrimEnd('/') + "/#/papers-ja");
        await page.Locator("#app").WaitForAsync();
        return page;
    }

    private static Task PictureAsync(IPage page, string name) =>
        page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(
                    Directory
                        .CreateDirectory(
                            Environment.GetEnvironmentVariable("TESTS_PICTURES")
                                ?? Path.Combine(Path.GetTempPath(), "paperbot-pictures")
                        )
                        .FullName,
                    name + ".png"
                ),
            }
        );

    private async Task CallAsync(params string[] arguments)
    {
        var call = await PaperBotProcess.CallAsync(arguments, _workspace.Settings, Cancellation);
        call.ExitCode.Should().Be(0, call.Errors + call.Output);
    }
}
