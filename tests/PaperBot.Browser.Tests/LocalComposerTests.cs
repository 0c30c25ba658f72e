using Microsoft.Playwright;
using PaperBot.Chat;
using static Microsoft.Playwright.Assertions;

namespace PaperBot.Browser.Tests;

/// <summary>Writing commands: what is offered, what is taken, and what an input method may not trigger.</summary>
public sealed class LocalComposerTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_slash_offers_the_commands_and_enter_takes_the_first_while_its_name_is_typed()
    {
        var page = await OpenAsync();
        var box = page.Locator("#channel-composer textarea");

        await box.PressSequentiallyAsync("/pa");
        await Expect(Options(page).First).ToContainTextAsync("/paper");
        await box.PressAsync("Enter");

        await Expect(box).ToHaveValueAsync("/paper ");
        Site.Commands.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("member", false)]
    [InlineData("admin", true)]
    public async Task Admin_commands_are_offered_to_admins_alone(string person, bool offered)
    {
        var page = await OpenAsync(person: person);

        await page.Locator("#channel-composer textarea").PressSequentiallyAsync("/paper");
        await Expect(Options(page).First).ToBeVisibleAsync();

        await Expect(Options(page).Filter(new() { HasText = "/paper-admin rerun" })).ToHaveCountAsync(offered ? 1 : 0);
    }

    [Fact]
    public async Task Papers_are_offered_for_what_was_typed_and_enter_without_a_choice_sends_the_text_itself()
    {
        Site.Commands.Suggest = request =>
            request.ActionId == "paper" && request.Typed.StartsWith("dp", StringComparison.Ordinal)
                ? [new ChatOption("Direct Preference Optimization", "2305.18290", "2023年5月29日")]
                : [];
        Site.Commands.Answer = _ => new CommandReply.Show(new ChatMessage("答え", [new ChatBlock.Paragraph("答え")]));
        var page = await OpenAsync();
        var box = page.Locator("#channel-composer textarea");

        await box.PressSequentiallyAsync("/paper dp");
        await Expect(Options(page)).ToContainTextAsync("Direct Preference Optimization");
        await box.PressAsync("ArrowDown");
        await box.PressAsync("Enter");
        await Expect(box).ToHaveValueAsync("/paper Direct Preference Optimization");
        await box.PressAsync("Enter");
        await Expect(page.Locator(".answer")).ToHaveCountAsync(1);
        Site.Commands.Only<ChatRequest.Command>().Text.Should().Be("2305.18290");

        await box.PressSequentiallyAsync("/paper dpo");
        await Expect(Options(page)).ToContainTextAsync("Direct Preference Optimization");
        await box.PressAsync("Enter");
        await Expect(page.Locator(".answer")).ToHaveCountAsync(2);
        Site.Commands.Requests.OfType<ChatRequest.Command>().Last().Text.Should().Be("dpo");
    }

    [Fact]
    public async Task A_slash_and_a_blank_in_full_width_are_a_command_too()
    {
        Site.Commands.Answer = _ => new CommandReply.Show(new ChatMessage("答え", [new ChatBlock.Paragraph("答え")]));
        var page = await OpenAsync();

        await page.Locator("#channel-composer textarea").FillAsync("／paper　限界は？");
        await page.Locator("#channel-composer .send").ClickAsync();
        await Expect(page.Locator(".answer")).ToHaveCountAsync(1);

        Site.Commands.Only<ChatRequest.Command>()
            .Should()
            .Match<ChatRequest.Command>(command => command.Name == "paper" && command.Text == "限界は？");
    }

    [Fact]
    public async Task Enter_that_ends_a_conversion_to_kanji_sends_nothing()
    {
        var page = await OpenAsync();
        var box = page.Locator("#channel-composer textarea");
        await box.FocusAsync();
        var session = await page.Context.NewCDPSessionAsync(page);

        // What a Japanese input method does: text under composition, and an Enter that belongs to it.
        await session.SendAsync(
            "Input.imeSetComposition",
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["text"] = "限界",
                ["selectionStart"] = 2,
                ["selectionEnd"] = 2,
            }
        );
        await box.DispatchEventAsync(
            "keydown",
            new
            {
                key = "Enter",
                code = "Enter",
                isComposing = true,
                bubbles = true,
                cancelable = true,
            }
        );
        await Expect(box).ToHaveValueAsync("限界");

        await session.SendAsync("Input.insertText", new Dictionary<string, object>(StringComparer.Ordinal) { ["text"] = "限界" });
        await box.PressAsync("Enter");
        await Expect(page.Locator(".by-person")).ToContainTextAsync("限界");
        await Expect(page.Locator(".by-person")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Shift_and_enter_break_the_line()
    {
        var page = await OpenAsync();
        var box = page.Locator("#channel-composer textarea");

        await box.PressSequentiallyAsync("一行目");
        await box.PressAsync("Shift+Enter");
        await box.PressSequentiallyAsync("二行目");
        await box.PressAsync("Enter");

        await Expect(page.Locator(".by-person .content p")).ToHaveTextAsync("一行目\n二行目", new() { UseInnerText = true });
    }

    private static ILocator Options(IPage page) => page.GetByRole(AriaRole.Option);
}
