using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using PaperBot.Fakes;
using PaperBot.Fakes.Model;
using PaperBot.Papers;
using PaperBot.Writing;

namespace PaperBot.Tests.Writing;

/// <summary>What goes over the wire to each vendor, to the letter: a library that changes its mind is noticed here.</summary>
public sealed class WireTests
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "openai")]
    [InlineData(true, "anthropic")]
    public async Task The_first_two_calls_about_a_paper_are_as_approved(bool anthropic, string vendor)
    {
        await using var writer = await WriterUnderTest.StartAsync(anthropic: anthropic);
        var paper = new PagedPaper(SamplePapers.Paper(1), SamplePapers.Pages(1, pages: 1, sentences: 6));
        await writer.Writer.WriteAsync(WriterUnderTest.Week, paper, Stop);

        Approved.Verify(
            string.Join(
                "\n\n",
                writer
                    .Server.Asks.Zip(writer.Server.Replies)
                    .Take(2)
                    .Select(call => $"{Show(call.First)}\n\nreply:\n{call.Second}")
            ),
            vendor
        );
    }

    [Fact]
    public async Task A_stream_as_OpenAI_sends_it_is_read_to_its_end_and_count()
    {
        await using var writer = await WriterUnderTest.StartAsync();
        writer.Server.Answer = _ => new ModelAct.Recorded(OpenAiStream);

        var response = await ClientOf(writer).AskAsync(Request(), Stop);

        response.Text.Should().Be("{\"summary\": \"速い\"}");
        response.FinishReason.Should().Be(ChatFinishReason.Stop);
        response.Usage!.InputTokenCount.Should().Be(2006);
        response.Usage.CachedInputTokenCount.Should().Be(1920);
        response.Usage.OutputTokenCount.Should().Be(300);
        response.Usage.ReasoningTokenCount.Should().Be(128);
    }

    [Fact]
    public async Task A_stream_as_Anthropic_sends_it_is_read_to_its_end_and_count()
    {
        await using var writer = await WriterUnderTest.StartAsync(anthropic: true);
        writer.Server.Answer = _ => new ModelAct.Recorded(AnthropicStream("end_turn"));

        var response = await ClientOf(writer).AskAsync(Request(), Stop);

        response.Text.Should().Be("{\"summary\": \"速い\"}");
        response.FinishReason.Should().Be(ChatFinishReason.Stop);
        response.Usage!.InputTokenCount.Should().Be(86 + 1920 + 400);
        response.Usage.CachedInputTokenCount.Should().Be(1920);
        response.Usage.AdditionalCounts!["CacheCreationInputTokens"].Should().Be(400);
        response.Usage.OutputTokenCount.Should().Be(15);
    }

    [Fact]
    public async Task A_model_of_Anthropic_that_declines_in_the_middle_of_a_stream_is_asked_once_more_and_reported()
    {
        await using var writer = await WriterUnderTest.StartAsync(anthropic: true);
        writer.Server.Answer = _ => new ModelAct.Recorded(AnthropicStream("refusal"));

        (await writer.WriteAsync()).Should().BeOfType<WritingOutcome.Failed>();

        writer.Server.Asks.Should().HaveCount(2);
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_stream_of_Anthropic_fails_the_paper()
    {
        await using var writer = await WriterUnderTest.StartAsync(settings => settings with { Retries = 0 }, anthropic: true);
        writer.Server.Answer = _ => new ModelAct.Recorded(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"
        );

        (await writer.WriteAsync()).Should().BeOfType<WritingOutcome.Failed>();
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
        response.FinishReason.Should().Be(ChatFinishReason.Length);
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

    // As https://platform.openai.com/docs/api-reference/chat-streaming has it: a usage of null until the last chunk, which holds no choice.
    private const string OpenAiStream = """
        data: {"id":"chatcmpl-B1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-x-2026-10-01","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"aB3"}

        data: {"id":"chatcmpl-B1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-x-2026-10-01","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":"{\"summary\": "},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"x"}

        data: {"id":"chatcmpl-B1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-x-2026-10-01","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":"\"速い\"}"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"yz"}

        data: {"id":"chatcmpl-B1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-x-2026-10-01","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null,"obfuscation":"q"}

        data: {"id":"chatcmpl-B1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-x-2026-10-01","service_tier":"default","system_fingerprint":"fp_1","choices":[],"usage":{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":128,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"obfuscation":""}

        data: [DONE]


        """;

    // As https://docs.claude.com/en/docs/build-with-claude/streaming has it: a ping may come anywhere.
    private static string AnthropicStream(string stopReason) =>
        $$$$"""
            event: message_start
            data: {"type":"message_start","message":{"model":"claude-x-20261001","id":"msg_01A","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":86,"cache_creation_input_tokens":400,"cache_read_input_tokens":1920,"cache_creation":{"ephemeral_5m_input_tokens":400,"ephemeral_1h_input_tokens":0},"output_tokens":1,"service_tier":"standard"}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: ping
            data: {"type":"ping"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{\"summary\": "}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\"速い\"}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"{{{{stopReason}}}}","stop_sequence":null},"usage":{"output_tokens":15}}

            event: message_stop
            data: {"type":"message_stop"}


            """;

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
