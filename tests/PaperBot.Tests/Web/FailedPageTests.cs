using System.Net;
using PaperBot.Fakes;
using PaperBot.Fakes.Web;

namespace PaperBot.Tests.Web;

/// <summary>A page that cannot be made.</summary>
public sealed class FailedPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ja", "ページを表示できません", "週の一覧へ")]
    [InlineData("en", "This page cannot be shown", "To all weeks")]
    public async Task Its_reader_gets_words_a_way_back_and_no_details(string language, string title, string back)
    {
        await using var site = await ReadingSite.StartAsync([SmallWeek.Build()], Cancellation);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = site.Address };
        await site.Store.WriteAsync(session => session.ExecuteAsync("alter table note rename to elsewhere"), Cancellation);

        using var answer = await client.GetAsync($"{language}/feed.xml", Cancellation);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        answer.Headers.GetValues("Content-Security-Policy").Should().ContainSingle();
        answer.Headers.ETag.Should().BeNull();
        page.Should().Contain($"<h1>{title}</h1>").And.Contain($"<a href=\"../{language}/\">{back}</a>");
        page.Should().NotContainAny("Sqlite", "no such table", "Exception", "note n", "   at ");
        (await client.GetAsync($"{language}/weeks/2024-W06", Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
