using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PaperBot.Fakes;
using PaperBot.Fakes.Model;
using PaperBot.Papers;
using PaperBot.Writing;

namespace PaperBot.Tests.Writing;

/// <summary>What goes over the wire to each vendor, to the letter: a library that changes its mind is noticed here.</summary>
public sealed class WireTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "openai")]
    [InlineData(true, "anthropic")]
    public async Task The_first_two_calls_about_a_paper_are_as_approved(bool anthropic, string vendor)
    {
        await using var writer = await WriterUnderTest.StartAsync(anthropic: anthropic);
        var paper = new PagedPaper(SamplePapers.Paper(1), "hash", SamplePapers.Pages(1, pages: 1, sentences: 6));
        await writer.Writer.WriteAsync(WriterUnderTest.Week, paper, Stop);

        Approved.Verify(string.Join("\n\n", writer.Server.Asks.Take(2).Select(Show)), vendor);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_streamed_reply_is_put_together_with_its_end_and_its_count(bool anthropic)
    {
        await using var writer = await WriterUnderTest.StartAsync(anthropic: anthropic);
        var said = "{\"summary\":{}} " + string.Concat(Enumerable.Repeat("日本語と English 🙂 ", 200));
        writer.Server.Answer = _ => new ModelAct.Say(said, CutOff: true);

        var response = await ClientOf(writer).AskAsync(Request(), Stop);

        response.Text.Should().Be(said);
        response.FinishReason.Should().Be(Microsoft.Extensions.AI.ChatFinishReason.Length);
        response.Usage!.OutputTokenCount.Should().Be(writer.Server.Counts[0].Output);
        response.Usage.InputTokenCount.Should().Be(writer.Server.Counts[0].Input);
        writer.Server.Asks[0].Streams.Should().BeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_is_cancelled_ends_at_once_and_is_no_failure_of_the_server(bool anthropic)
    {
        await using var writer = await WriterUnderTest.StartAsync(anthropic: anthropic);
        using var cancel = new CancellationTokenSource();
        writer.Server.Answer = _ =>
        {
            cancel.Cancel();
            return new ModelAct.FallSilent();
        };

        var asking = () => writer.Writer.WriteAsync(WriterUnderTest.Week, WriterUnderTest.Sample(1), cancel.Token);

        await asking.Should().ThrowAsync<OperationCanceledException>();
        writer.Server.Asks.Should().ContainSingle("a cancelled call is not tried again");
    }

    private static ModelClient ClientOf(WriterUnderTest writer)
    {
#pragma warning disable RS0030 // The program takes its clients from the factory; here there is one.
        return new ModelClient(ModelClients.Create(writer.Settings, new HttpClient()), writer.Settings);
#pragma warning restore RS0030
    }

    private static ModelRequest Request() =>
        new(
            WriterUnderTest.Week,
            PaperId.Parse("2606.10001"),
            "test",
            [new ModelTurn(ModelRole.System, "system"), new ModelTurn(ModelRole.User, "task")],
            ReplySchema.Note([Language.Japanese])
        );

    private static string Show(ModelAsk ask)
    {
        var text = new StringBuilder($"POST {ask.Path}\n");
        foreach (var name in new[] { "Authorization", "x-api-key", "anthropic-version", "Content-Type", "Accept" })
        {
            if (ask.Headers.TryGetValue(name, out var value))
            {
                text.Append(name).Append(": ").Append(value).Append('\n');
            }
        }

        return text.Append('\n').Append(JsonNode.Parse(ask.Body)!.ToJsonString(Readable)).ToString();
    }
}
