using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PaperBot.Chat;
using static Microsoft.Playwright.Assertions;

namespace PaperBot.Browser.Tests;

/// <summary>The workspace by keyboard, by screen reader, on a telephone, and in both languages and themes.</summary>
public sealed class LocalAccessibilityTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("ja", ColorScheme.Light, 1280)]
    [InlineData("ja", ColorScheme.Dark, 1280)]
    [InlineData("en", ColorScheme.Light, 390)]
    [InlineData("en", ColorScheme.Dark, 390)]
    public async Task Axe_finds_nothing_in_any_state_of_the_page(string language, ColorScheme scheme, int width)
    {
        var ids = await SampleDigest.PostAsync(Site, language == "ja");
        var form = new ChatForm(
            "f",
            "質問",
            "送る",
            "やめる",
            [new FormField("q", "質問", Placeholder: "例"), new FormField("n", "補足", Multiline: true, Required: false)]
        );
        Site.Commands.Answer = request =>
            request is ChatRequest.Action { ActionId: "ask-1" }
                ? new CommandReply.OpenForm(form)
                : new CommandReply.Show(SampleDigest.Starter(SampleDigest.Papers[0], language == "ja"));
        Site.Commands.Suggest = _ => [new ChatOption("Direct Preference Optimization", "dpo", "2023")];
        var page = await OpenAsync($"#/papers-{language}", scheme: scheme, width: width);
        var box = page.Locator("#channel-composer textarea");
        await AssertAccessibleAsync(page, "channel");

        await box.PressSequentiallyAsync("/paper d");
        await Expect(page.GetByRole(AriaRole.Option).Last).ToContainTextAsync("Direct");
        await page.Keyboard.PressAsync("ArrowDown");
        await AssertAccessibleAsync(page, "completion");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".answer")).ToBeVisibleAsync();
        await AssertAccessibleAsync(page, "answer");

        await page.Locator(".answer [data-control='pick-1']").ClickAsync();
        await AssertAccessibleAsync(page, "select");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".answer [data-control='ask-1']").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Locator("[type='submit']").ClickAsync();
        await AssertAccessibleAsync(page, "form with errors");
        await page.Keyboard.PressAsync("Escape");

        await page.Locator($"#m{ids[1]} .thread-link").ClickAsync();
        await Expect(page.Locator("#thread .message")).ToHaveCountAsync(3);
        await AssertAccessibleAsync(page, "thread");
        await page.Locator("#close-thread").ClickAsync();

        if (width < 640)
        {
            await page.Locator("#open-menu").ClickAsync();
            await AssertAccessibleAsync(page, "menu");
        }

        await page.Locator("#person").ClickAsync();
        await AssertAccessibleAsync(page, "settings");
    }

    [Fact]
    public async Task The_first_look_at_the_workspace_takes_less_than_100_kilobytes()
    {
        await SampleDigest.PostAsync(Site);
        var transferred = 0L;
        using var client = new HttpClient(new SocketsHttpHandler());
        var page = await OpenAsync();
        await Expect(page.Locator(".message").First).ToBeVisibleAsync();
        var loaded = await page.EvaluateAsync<string[]>("performance.getEntriesByType('resource').map((entry) => entry.name)");

        // Asked again one by one: what was answered from the browser's own memory counts as well.
        foreach (var address in loaded.Where(address => !address.Contains("/local/changes")).Append(Site.Address.AbsoluteUri))
        {
            address.Should().StartWith(Site.Address.AbsoluteUri);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.AcceptEncoding.ParseAdd("br");
            using var answer = await client.SendAsync(request, Cancellation);
            answer.EnsureSuccessStatusCode();
            transferred += (await answer.Content.ReadAsByteArrayAsync(Cancellation)).Length;
        }

        transferred.Should().BeInRange(10 * 1024, 100 * 1024);
    }

    [Fact]
    public async Task Everything_can_be_done_by_keyboard_alone()
    {
        var ids = await SampleDigest.PostAsync(Site);
        Site.Commands.Answer = request => new CommandReply.Show(
            new ChatMessage("答え", [new ChatBlock.Paragraph($"値は {(request as ChatRequest.Action)?.Value}")])
        );
        var page = await OpenAsync();
        await Expect(page.Locator(".message").First).ToBeVisibleAsync();

        // Past the channels to the messages, by the link that is there for that.
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(":focus")).ToHaveTextAsync("メッセージへ移動");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#messages")).ToBeFocusedAsync();

        await TabToAsync(page, $"#m{ids[1]} [data-control='pick-1']");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".answer")).ToContainTextAsync("値は 1");
        await Expect(page.Locator(".answer")).ToBeFocusedAsync();

        await TabToAsync(page, $"#m{ids[1]} .thread-link", backwards: true);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#thread-title")).ToBeFocusedAsync();
        await TabToAsync(page, "#thread-composer textarea");
        await page.Keyboard.TypeAsync("/paper list");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#thread .answer")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator($"#m{ids[1]} .thread-link")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Each_part_of_the_page_has_its_role_and_its_name()
    {
        await SampleDigest.PostAsync(Site);
        var page = await OpenAsync();

        await Expect(page.GetByRole(AriaRole.Main)).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "チャンネル" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "#papers-ja – PaperBot", Level = 1 })).ToBeVisibleAsync();
        await Expect(
                page.GetByRole(AriaRole.Region, new() { Name = "papers-ja" })
                    .GetByRole(AriaRole.Group, new() { Name = "メッセージ", Exact = true })
            )
            .ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "#papers-ja へのメッセージ" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "papers-ja", Exact = true }))
            .ToHaveAttributeAsync("aria-current", "page");
        await Expect(page.GetByRole(AriaRole.Article).First)
            .ToHaveAccessibleNameAsync(new Regex("^PaperBot ", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Those_who_listen_hear_of_new_posts_and_of_answers()
    {
        Site.Commands.Answer = _ => new CommandReply.Show(new ChatMessage("DPOのカード", [new ChatBlock.Paragraph("本文")]));
        var page = await OpenAsync();
        var spoken = page.Locator("#spoken");

        await Site.PostAsync(new ChatMessage("今週のダイジェスト", [new ChatBlock.Paragraph("本文")]));
        await Expect(spoken).ToHaveTextAsync("PaperBot: 今週のダイジェスト");

        await page.Locator("#channel-composer textarea").FillAsync("/paper dpo");
        await page.Locator("#channel-composer .send").ClickAsync();
        await Expect(spoken).ToHaveTextAsync("あなただけに表示されています: DPOのカード");
    }

    [Fact]
    public async Task The_page_speaks_the_channels_language_or_the_one_that_was_chosen()
    {
        await SampleDigest.PostAsync(Site, japanese: true);
        await SampleDigest.PostAsync(Site, japanese: false);
        var page = await OpenAsync();
        var html = page.Locator("html");
        await Expect(html).ToHaveAttributeAsync("lang", "ja");
        await Expect(page.Locator(".content a[lang='en']").First).ToBeVisibleAsync();

        await page.Locator("#channels a", new() { HasText = "papers-en" }).ClickAsync();
        await Expect(html).ToHaveAttributeAsync("lang", "en");
        await Expect(page.Locator("#person")).ToContainTextAsync("Aoi");
        await Expect(page.Locator("#channel-composer textarea")).ToHaveAttributeAsync("placeholder", "Message #papers-en");

        await page.Locator("#person").ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "日本語" }).CheckAsync();
        await Expect(html).ToHaveAttributeAsync("lang", "ja");
        await Expect(page.Locator(".content").First).ToHaveAttributeAsync("lang", "en");
        await page.ReloadAsync();
        await Expect(html).ToHaveAttributeAsync("lang", "ja");
    }

    [Fact]
    public async Task Light_and_dark_follow_the_system_until_one_is_chosen()
    {
        var dark = await OpenAsync(scheme: ColorScheme.Dark);
        var light = await OpenAsync(scheme: ColorScheme.Light);
        (await BackgroundAsync(dark)).Should().NotBe(await BackgroundAsync(light));

        await dark.Locator("#person").ClickAsync();
        await dark.GetByRole(AriaRole.Radio, new() { Name = "ライト" }).CheckAsync();
        (await BackgroundAsync(dark)).Should().Be(await BackgroundAsync(light));
        await dark.ReloadAsync();
        await dark.Locator("#app").WaitForAsync();
        (await BackgroundAsync(dark)).Should().Be(await BackgroundAsync(light));
    }

    [Fact]
    public async Task On_a_telephone_one_column_is_shown_at_a_time_and_nothing_sticks_out()
    {
        var ids = await SampleDigest.PostAsync(Site);
        var page = await OpenAsync(width: 360, height: 740, touch: true);
        var channel = page.Locator("#channel");
        await Expect(page.Locator(".message").First).ToBeVisibleAsync();
        await Expect(page.Locator("#channels")).ToBeHiddenAsync();
        await AssertNoSidewaysScrollAsync(page);

        await page.Locator("#open-menu").TapAsync();
        await Expect(page.Locator("#channels")).ToBeVisibleAsync();
        await Expect(page.Locator("#close-menu")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#channels")).ToBeHiddenAsync();
        await Expect(page.Locator("#open-menu")).ToBeFocusedAsync();

        await page.Locator($"#m{ids[1]} .thread-link").TapAsync();
        await Expect(page.Locator("#thread .message")).ToHaveCountAsync(3);
        await Expect(channel).ToBeHiddenAsync();
        await AssertNoSidewaysScrollAsync(page);
        await page.Locator("#close-thread").TapAsync();
        await Expect(channel).ToBeVisibleAsync();
    }

    private static async Task AssertAccessibleAsync(IPage page, string state)
    {
        var result = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        result
            .Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")
            .Should()
            .BeEmpty(state);
    }

    private static async Task AssertNoSidewaysScrollAsync(IPage page) =>
        (
            await page.EvaluateAsync<int[]>(
                "[...document.querySelectorAll('html, .timeline')].map(e => e.scrollWidth - e.clientWidth)"
            )
        )
            .Should()
            .AllSatisfy(excess => excess.Should().BeLessThanOrEqualTo(0));

    private static Task<string> BackgroundAsync(IPage page) =>
        page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor");

    private static async Task TabToAsync(IPage page, string selector, bool backwards = false)
    {
        for (var i = 0; i < 60; i++)
        {
            if (await page.Locator($"{selector}:focus").CountAsync() > 0)
            {
                return;
            }

            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }

        throw new InvalidOperationException($"{selector} cannot be reached with the Tab key.");
    }
}
