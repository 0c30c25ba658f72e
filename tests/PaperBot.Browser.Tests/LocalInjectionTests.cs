using Microsoft.Playwright;
using PaperBot.Chat;
using static Microsoft.Playwright.Assertions;

namespace PaperBot.Browser.Tests;

/// <summary>Text from papers, models and people stays text, wherever a message can hold it.</summary>
public sealed class LocalInjectionTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Payloads =
    [
        "<script>window.harmed = 1</script>",
        "<img src=x onerror=\"window.harmed = 1\">",
        "<svg/onload=window.harmed=1>",
        "\"><iframe srcdoc=\"<script>parent.harmed=1</script>\">",
        "<a href=\"javascript:window.harmed=1\">x</a>",
        "{{constructor.constructor('window.harmed=1')()}}",
        "</textarea></option></title><script>window.harmed=1</script>",
        "\u202Egnp.exe \u2028 \u0000 & &amp; &lt;b&gt;",
    ];

    [Fact]
    public async Task Payloads_in_every_place_of_a_message_are_shown_and_do_nothing()
    {
        foreach (var payload in Payloads)
        {
            await Site.PostAsync(Everywhere(payload.Replace("\0", "", StringComparison.Ordinal)));
        }

        Site.Commands.Answer = request =>
            request is ChatRequest.Action
                ? new CommandReply.OpenForm(
                    new ChatForm(
                        "f",
                        Payloads[0],
                        Payloads[1],
                        Payloads[2],
                        [new FormField("a\"><b", Payloads[1], true, Payloads[2], Payloads[3])]
                    )
                )
                : new CommandReply.Show(Everywhere(Payloads[1]));
        Site.Commands.Suggest = _ => [new ChatOption(Payloads[0], Payloads[1], Payloads[2])];
        var page = await OpenAsync();
        await Expect(page.Locator(".message")).ToHaveCountAsync(Payloads.Length);

        await page.Locator("[role='combobox'][data-control]").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("<script>");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#channel-composer textarea").PressSequentiallyAsync("/paper <");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("<script>");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".answer")).ToContainTextAsync("<img src=x");
        await page.Locator(".answer button[data-control='press']").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("<script>");

        await AssertHarmlessAsync(page);
    }

    [Fact]
    public async Task Payloads_that_people_write_are_shown_to_others_and_do_nothing()
    {
        var writer = await OpenAsync();
        var reader = await OpenAsync(person: "admin");

        foreach (var payload in Payloads.Take(5))
        {
            await writer.Locator("#channel-composer textarea").FillAsync(payload);
            await writer.Locator("#channel-composer .send").ClickAsync();
            await Expect(reader.Locator(".by-person").Last).ToContainTextAsync(payload);
        }

        await AssertHarmlessAsync(writer);
        await AssertHarmlessAsync(reader);
    }

    [Theory]
    [InlineData("javascript:window.harmed=1")]
    [InlineData("data:text/html,<script>opener.harmed=1</script>")]
    [InlineData("vbscript:x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("blob:http://127.0.0.1/x")]
    public async Task An_address_that_is_no_web_page_is_no_link(string address)
    {
        var target = new Uri(address);
        await Site.PostAsync(
            new ChatMessage(
                "リンク",
                [
                    new ChatBlock.Paragraph(RichText.Of(new Inline.Link(target, "本文のリンク"))),
                    new ChatBlock.Actions([new ChatControl.LinkButton(target, "ボタンのリンク")]),
                    new ChatBlock.Image(target, "図の説明"),
                ]
            )
        );
        var page = await OpenAsync();

        await Expect(page.Locator(".content")).ToContainTextAsync("本文のリンク");
        await Expect(page.Locator(".content")).ToContainTextAsync("ボタンのリンク");
        await Expect(page.Locator(".content")).ToContainTextAsync("図の説明");
        await Expect(page.Locator(".content a, .content img")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Links_lead_out_without_telling_where_from_and_pictures_of_other_hosts_are_not_loaded()
    {
        await Site.PostAsync(
            new ChatMessage(
                "リンク",
                [
                    new ChatBlock.Paragraph(RichText.Of(new Inline.Link(new Uri("https://arxiv.org/abs/2305.18290"), "DPO"))),
                    new ChatBlock.Image(new Uri("https://example.org/tracker.png"), "追跡用の画像"),
                ]
            )
        );
        var outside = new List<string>();
        var page = await OpenAsync();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Site.Address.AbsoluteUri, StringComparison.Ordinal))
            {
                outside.Add(request.Url);
            }
        };
        await page.ReloadAsync();

        var link = page.GetByRole(AriaRole.Link, new() { Name = "DPO" });
        await Expect(link).ToHaveAttributeAsync("rel", "noopener noreferrer");
        await Expect(link).ToHaveAttributeAsync("target", "_blank");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "追跡用の画像" })).ToBeVisibleAsync();
        outside.Should().BeEmpty();
    }

    private static ChatMessage Everywhere(string payload) =>
        new(
            payload,
            [
                new ChatBlock.Heading(Cut(payload, 150)),
                new ChatBlock.Paragraph(
                    RichText.Of(
                        new Inline.Text(payload, TextMarks.Bold | TextMarks.Strike),
                        new Inline.Code(payload),
                        new Inline.Link(new Uri("https://arxiv.org/?q=\"><script>window.harmed=1</script>"), payload)
                    )
                ),
                new ChatBlock.Items([payload, payload], Numbered: true),
                new ChatBlock.Quote(payload),
                new ChatBlock.Code(payload),
                new ChatBlock.Context(payload),
                new ChatBlock.Actions([
                    new ChatControl.Button("press", Cut(payload, 75)),
                    new ChatControl.LinkButton(new Uri("https://arxiv.org/"), Cut(payload, 75)),
                    new ChatControl.Select("select", payload, [new ChatOption(Cut(payload, 75), payload, payload)]),
                    new ChatControl.SearchSelect("search", payload),
                ]),
                new ChatBlock.Image(new Uri("https://example.org/a.png"), payload),
            ]
        );

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private static async Task AssertHarmlessAsync(IPage page)
    {
        (await page.EvaluateAsync<bool>("'harmed' in window")).Should().BeFalse();
        // What the page itself brings is all there is.
        (await page.EvaluateAsync<int>("document.querySelectorAll('script').length"))
            .Should()
            .Be(1);
        (await page.EvaluateAsync<int>("document.querySelectorAll('iframe, object, embed').length")).Should().Be(0);
        (
            await page.EvaluateAsync<int>(
                "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"
            )
        )
            .Should()
            .Be(0);
    }
}
