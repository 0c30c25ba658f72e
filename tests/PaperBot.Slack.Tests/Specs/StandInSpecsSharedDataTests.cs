using System.Text.Json;
using System.Text.Json.Nodes;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Slack;
using PaperBot.Slack.Tests.Manifest;
using static PaperBot.Slack.Tests.ScriptedHandler;

namespace PaperBot.Slack.Tests.Specs;

/// <summary>
/// Everything that passes between the adapter and the stand-in in a busy conversation, held against Slack's published descriptions: the
/// methods' arguments and errors, the shapes of answers, the events' wrapper. The descriptions of shapes are of 2021: what they say of a
/// field counts, what they leave out or still require does not.
/// </summary>
public sealed class StandInSpecsSharedDataTests : IAsyncLifetime
{
    private const string General = "C0GENERAL";
    private const string Person = "U0PERSON";

    private readonly List<(SlackCall Call, JsonObject Answer)> _answers = [];
    private RunningSlack _slack = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _slack = await RunningSlack.StartAsync(
            Stop,
            change: settings => settings with { PostSpacing = TimeSpan.Zero },
            prepare: standIn =>
            {
                standIn.EnforcesRateLimits = false;
                standIn.Answered = (call, answer) => _answers.Add((call, answer));
            }
        );
        await ConverseAsync();
    }

    public async ValueTask DisposeAsync() => await _slack.DisposeAsync();

    [Fact]
    public void Each_call_carries_arguments_that_its_method_documents_and_all_that_it_requires()
    {
        var methods = Facts().GetProperty("methods");
        var problems = new List<string>();
        foreach (var (call, _) in _answers)
        {
            var arguments = methods.GetProperty(call.Method).GetProperty("args");
            problems.AddRange(
                call.Arguments.Where(argument => !arguments.TryGetProperty(argument.Key, out _))
                    .Select(argument => $"{call.Method} knows no {argument.Key}")
            );
            problems.AddRange(
                arguments
                    .EnumerateObject()
                    .Where(argument =>
                        argument.Name != "token"
                        && argument.Value.TryGetProperty("required", out var required)
                        && required.GetBoolean()
                        && !call.Arguments.ContainsKey(argument.Name)
                    )
                    .Select(argument => $"{call.Method} lacks {argument.Name}")
            );
            problems.AddRange(
                call.Arguments.Where(argument =>
                        arguments.TryGetProperty(argument.Key, out var described)
                        && described.TryGetProperty("type", out var type)
                        && type.GetString() == "boolean"
                        && argument.Value!.ToString() is not ("true" or "false")
                    )
                    .Select(argument => $"{call.Method}: {argument.Key} is no boolean")
            );
        }

        problems.Should().BeEmpty();
        _answers
            .Select(answer => answer.Call.Method)
            .Distinct()
            .Should()
            .Contain(["chat.postMessage", "chat.update", "chat.delete", "views.open", "views.publish", "conversations.history"]);
    }

    [Fact]
    public void Each_refusal_is_an_error_that_the_method_documents()
    {
        var facts = Facts();
        var common = facts.GetProperty("common_errors").EnumerateArray().Select(error => error.GetString()).ToHashSet();
        var refusals = _answers.Where(answer => (bool?)answer.Answer["ok"] == false).ToList();

        refusals.Should().NotBeEmpty();
        refusals
            .Where(refusal =>
                !common.Contains((string?)refusal.Answer["error"])
                && facts
                    .GetProperty("methods")
                    .GetProperty(refusal.Call.Method)
                    .GetProperty("errors")
                    .EnumerateArray()
                    .All(error => error.GetString() != (string?)refusal.Answer["error"])
            )
            .Select(refusal => $"{refusal.Call.Method}: {refusal.Answer["error"]}")
            .Should()
            .BeEmpty();
    }

    [Fact]
    public void Each_answer_has_the_fields_as_the_description_of_its_method_has_them()
    {
        var description = JsonNode.Parse(
            File.ReadAllText(SharedData.PathOf("platforms", "specs", "slack", "slack_web_openapi_v2.json"))
        )!;
        Relax(description);
        var problems = new List<string>();
        var looked = new HashSet<string>();
        foreach (var (call, answer) in _answers.Where(answer => (bool?)answer.Answer["ok"] == true))
        {
            if (description["paths"]?["/" + call.Method] is not JsonObject path)
            {
                continue;
            }

            looked.Add(call.Method);
            var schema = path.First().Value!["responses"]!["200"]!["schema"]!.DeepClone().AsObject();
            schema["definitions"] = description["definitions"]!.DeepClone();
            problems.AddRange(
                new JsonSchema(JsonSerializer.SerializeToElement(schema))
                    .Check(JsonSerializer.SerializeToElement(answer))
                    .Select(problem => $"{call.Method}{problem}")
            );
        }

        // The description of this one method calls the list an object; its own example, and those of the others, show a list.
        problems.Distinct().Except(["chat.update/message/blocks: is no object"]).Should().BeEmpty();
        looked.Should().Contain(["chat.postMessage", "chat.update", "conversations.history", "users.info", "auth.test"]);
    }

    [Fact]
    public void Each_event_comes_in_the_wrapper_that_is_described()
    {
        var wrapper = JsonNode.Parse(
            File.ReadAllText(SharedData.PathOf("platforms", "specs", "slack", "slack_common_event_wrapper_schema.json"))
        )!;
        // Replaced by "authorizations" since the description was written.
        wrapper["required"]!.AsArray().Remove(wrapper["required"]!.AsArray().Single(name => (string?)name == "authed_users"));
        var schema = new JsonSchema(JsonSerializer.SerializeToElement(wrapper));
        var events = _slack.StandIn.Exchanges.Where(exchange => exchange.Type == "events_api").ToList();

        events.Should().HaveCountGreaterThanOrEqualTo(3);
        events.SelectMany(heard => schema.Check(JsonSerializer.SerializeToElement(heard.Payload))).Distinct().Should().BeEmpty();
    }

    /// <summary>Every method that the adapter calls, in its ways to succeed and in some to fail.</summary>
    private async Task ConverseAsync()
    {
        var platform = _slack.Platform;
        var slack = _slack.StandIn;
        var body = platform.Render(Message("論文", new ChatControl.Button("b", "押す")), PostKind.Starter, "key");
        var sent = (SendOutcome.Sent)await SendAsync(PostOperation.Create, null, body);
        await SendAsync(PostOperation.Edit, sent.RemoteId, body);
        await platform.ReadHistoryAsync(new HistoryRequest(General, null, DateTimeOffset.UnixEpoch), Stop);
        await platform.ReadHistoryAsync(new HistoryRequest(General, sent.RemoteId, DateTimeOffset.UnixEpoch), Stop);
        await platform.DescribeAsync(General, Stop);
        await platform.DescribeAsync("C0NOWHERE", Stop);
        var post = slack.Messages(General).Single();

        _slack.Handler.Reply(
            new CommandReply.OpenForm(new ChatForm("f", "質問", "送る", "やめる", [new FormField("q", "質問")]))
        );
        await slack.PressAsync(Person, post, "b");
        await slack.UntilAsync(() => slack.Views.Count == 1, Stop);
        _slack.Handler.Reply(new CommandReply.Show(Message("答え"), Audience.Channel));
        await slack.SayAsync(Person, General, $"<@{SlackStandIn.BotUserId}> なぜ?", post.Ts);
        await slack.UntilAsync(() => slack.Messages(General, post.Ts).Count > 1, Stop);
        _slack.Handler.Home = _ => Message("今週");
        await slack.OpenHomeAsync(Person);
        await slack.UntilAsync(() => slack.HomeOf(Person) is not null, Stop);
        _slack.Handler.Reply(new CommandReply.Show(Message("あなただけに")));
        await slack.SayAsync(Person, General, $"<@{SlackStandIn.BotUserId}> こっそり", post.Ts);
        await slack.UntilAsync(() => slack.Ephemerals(Person).Count > 0, Stop);

        await SendAsync(PostOperation.Delete, sent.RemoteId, "");
        await SendAsync(PostOperation.Edit, sent.RemoteId, body);
        slack.Channel(General).IsMember = false;
        await SendAsync(PostOperation.Create, null, body);
    }

    private Task<SendOutcome> SendAsync(PostOperation operation, string? id, string body) =>
        _slack.Platform.SendAsync(new PostRequest(General, operation, PostKind.Starter, null, id, body, "key"), Stop);

    /// <summary>Leaves of each description what it says of the fields that are there.</summary>
    private static void Relax(JsonNode? node)
    {
        if (node is JsonObject schema)
        {
            if (schema["required"] is JsonArray)
            {
                schema.Remove("required");
            }

            if (schema["additionalProperties"] is JsonValue)
            {
                schema.Remove("additionalProperties");
            }

            foreach (var (_, value) in schema.ToList())
            {
                Relax(value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var value in list)
            {
                Relax(value);
            }
        }
    }

    private static JsonElement Facts() =>
        JsonElement.Parse(File.ReadAllText(SharedData.PathOf("platforms", "specs", "slack", "methods-facts.json")));
}
