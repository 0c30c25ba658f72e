using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using PaperBot.Chat;

namespace PaperBot.Local;

/// <summary>Takes what people do on the page to the command handler and brings its replies where they belong.</summary>
internal sealed partial class LocalConversation(LocalMessages messages, ILogger<LocalConversation> logger)
{
    /// <summary>What a person may write into one message.</summary>
    public const int MessageLength = 4_000;

    private static readonly string[] Commands = ["paper", "paper-admin"];

    /// <summary>
    /// The replies to one act, as they come. The work goes on when the asker's page goes away: what he began for others is finished.
    /// </summary>
    public async IAsyncEnumerable<LocalReply> AnswerAsync(
        LocalSubmission submission,
        LocalReceiver receiver,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var texts = LocalTexts.For(submission.Language);
        long? said = null;
        if (submission.Act is LocalAct.Say { Text: var text } && !IsCommand(text))
        {
            said = await SayAsync(submission, text, cancellationToken);
        }

        if (await RequestAsync(submission, said, cancellationToken) is not { } request)
        {
            yield return said is { } number ? new LocalReply.Posted(LocalPlatform.Id(number)) : UnknownCommand(submission, texts);
            yield break;
        }

        long? shown = null;
        for (var work = receiver.Commands.HandleAsync; ; )
        {
            var reply = await TryAsync(() => work(request, cancellationToken), texts);
            var placed = await PlaceAsync(reply, request.Origin, shown, cancellationToken);
            shown =
                placed is LocalReply.Posted posted && LocalPlatform.TryNumber(posted.Number, out var standing) ? standing : null;
            yield return placed with
            {
                More = reply.Then is not null,
            };
            if (reply.Then is not { } then)
            {
                yield break;
            }

            work = (_, token) => then(token);
        }
    }

    public static ChatOrigin Origin(string channel, string? thread, LocalPerson person, string language, string requestId) =>
        new("local", "local", channel, thread, person.Id, language, person.IsAdmin, requestId);

    /// <summary>Whether a text is a command; a Japanese keyboard writes the slash in full width.</summary>
    private static bool IsCommand(string text) => text.TrimStart() is ['/' or '／', ..];

    private async Task<ChatRequest?> RequestAsync(LocalSubmission submission, long? said, CancellationToken cancellationToken)
    {
        var origin = Origin(
            submission.Channel,
            submission.Thread,
            LocalDirectory.FindPerson(submission.Person)!,
            submission.Language,
            submission.RequestId
        );
        switch (submission.Act)
        {
            case LocalAct.Press press:
                return new ChatRequest.Action(origin, press.Control, press.Value, press.Message);
            case LocalAct.Submit submit:
                return new ChatRequest.FormSubmit(origin, submit.Form, submit.Fields);
            case LocalAct.Say { Text: var text } when said is { } number:
                var mentioned = Mention().IsMatch(text);
                return mentioned || await IsOursAsync(submission, cancellationToken)
                    ? new ChatRequest.Message(origin, Mention().Replace(text, " ").Trim(), mentioned, LocalPlatform.Id(number))
                    : null;
            case LocalAct.Say { Text: var text }:
                var words = text.Trim()[1..].Split((char[]?)null, 2, StringSplitOptions.TrimEntries);
                return Commands.Contains(words[0], StringComparer.OrdinalIgnoreCase)
                    ? new ChatRequest.Command(origin, words[0].ToLowerInvariant(), words.ElementAtOrDefault(1) ?? "")
                    : null;
            default:
                throw new ArgumentOutOfRangeException(nameof(submission));
        }
    }

    private async Task<long?> SayAsync(LocalSubmission submission, string text, CancellationToken cancellationToken)
    {
        var body = new LocalBody(new ChatMessage(text.Trim(), [new ChatBlock.Paragraph(text.Trim())])).Write();
        return await messages.AddAsync(
                submission.Channel,
                LocalPlatform.TryNumber(submission.Thread, out var thread) ? thread : 0,
                submission.Person,
                marker: "",
                body,
                cancellationToken
            ) ?? throw new InvalidOperationException($"Thread {submission.Thread} went away while somebody wrote into it.");
    }

    private async Task<bool> IsOursAsync(LocalSubmission submission, CancellationToken cancellationToken) =>
        LocalPlatform.TryNumber(submission.Thread, out var thread)
        && await messages.FindAsync(submission.Channel, thread, cancellationToken) is { Author: LocalDirectory.Bot };

    /// <summary>The one place that owns a request of a person: whatever goes wrong in it, he is told, and the log knows why.</summary>
    private async Task<CommandReply> TryAsync(Func<Task<CommandReply>> work, LocalTexts texts)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.RequestFailed(logger, exception);
            return new CommandReply.Show(new ChatMessage(texts.Failed, [new ChatBlock.Paragraph(texts.Failed)]));
        }
    }

    /// <param name="shown">What everybody saw so far as the reply to this request; it is replaced.</param>
    private async Task<LocalReply> PlaceAsync(
        CommandReply reply,
        ChatOrigin origin,
        long? shown,
        CancellationToken cancellationToken
    )
    {
        if (reply is CommandReply.Show { Audience: Audience.Channel } show)
        {
            var body = new LocalBody(show.Message).Write();
            if (shown is { } standing && await messages.EditAsync(origin.ChannelId, standing, body, cancellationToken))
            {
                return new LocalReply.Posted(LocalPlatform.Id(standing));
            }

            var thread = LocalPlatform.TryNumber(origin.ThreadId, out var number) ? number : 0;
            var posted = await messages.AddAsync(origin.ChannelId, thread, LocalDirectory.Bot, "", body, cancellationToken);
            return posted is { } id ? new LocalReply.Posted(LocalPlatform.Id(id)) : new LocalReply.Shown(show.Message);
        }

        if (shown is { } replaced)
        {
            await messages.DeleteAsync(origin.ChannelId, replaced, cancellationToken);
        }

        return reply switch
        {
            CommandReply.Show told => new LocalReply.Shown(told.Message),
            CommandReply.Replace replace => new LocalReply.Replaced(replace.Message),
            CommandReply.OpenForm form => new LocalReply.FormOpened(form.Form),
            CommandReply.FormErrors errors => new LocalReply.FormRefused(errors.Errors),
            CommandReply.Silence => new LocalReply.Silent(),
            _ => throw new ArgumentOutOfRangeException(nameof(reply)),
        };
    }

    private static LocalReply.Shown UnknownCommand(LocalSubmission submission, LocalTexts texts)
    {
        var command = ((LocalAct.Say)submission.Act).Text.Trim().Split((char[]?)null, 2)[0];
        return new LocalReply.Shown(
            new ChatMessage(
                texts.UnknownCommand,
                [
                    new ChatBlock.Paragraph(
                        RichText.Of(new Inline.Code(command), new Inline.Text(" "), new Inline.Text(texts.UnknownCommand))
                    ),
                ]
            )
        );
    }

    /// <summary>Our name as people type it, in the middle of Japanese too, where no blank stands around it.</summary>
    [GeneratedRegex("[@＠]paperbot(?![a-z0-9_-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Mention();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A request from the local workspace failed")]
        public static partial void RequestFailed(ILogger logger, Exception exception);
    }
}
