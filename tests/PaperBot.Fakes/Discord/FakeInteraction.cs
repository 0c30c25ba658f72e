using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Discord;

/// <summary>A person of the stand-in.</summary>
/// <param name="Permissions">What this person may do in the channel.</param>
public sealed record FakePerson(string Id, string Locale = "ja", ulong Permissions = 0)
{
    public const ulong ManageGuild = 1UL << 5;
}

/// <summary>Something that a person did, and everything that the bot said to it.</summary>
public sealed class FakeInteraction(
    string id,
    string token,
    int type,
    FakeChannel channel,
    FakePerson person,
    DateTimeOffset createdAt,
    FakeMessage? source
)
{
    public const int Command = 2;
    public const int Component = 3;
    public const int Autocomplete = 4;
    public const int Modal = 5;

    private readonly TaskCompletionSource<JsonObject> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly List<FakeMessage> _followUps = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    public string Token => token;

    public int Type => type;

    public FakeChannel Channel => channel;

    public FakePerson Person => person;

    public DateTimeOffset CreatedAt => createdAt;

    /// <summary>The message that the pressed control stands on.</summary>
    public FakeMessage? Source => source;

    /// <summary>How often a first answer was tried.</summary>
    public int Callbacks { get; internal set; }

    public bool Answered => _first.Task.IsCompleted;

    public JsonObject? First => _first.Task.IsCompletedSuccessfully ? _first.Task.Result : null;

    /// <summary>The type of the first answer: 4 a message, 5 and 6 deferred, 7 an update, 8 suggestions, 9 a form.</summary>
    public int FirstType => (int)(MessageRules.Number(First?["type"]) ?? 0);

    /// <summary>What stands as the answer now; null while deferred.</summary>
    public FakeMessage? Original { get; internal set; }

    /// <summary>Whether only the person sees the answer.</summary>
    public bool IsEphemeral { get; internal set; }

    public IReadOnlyList<FakeMessage> FollowUps
    {
        get
        {
            lock (_lock)
            {
                return [.. _followUps];
            }
        }
    }

    /// <summary>Waits for the first answer.</summary>
    public Task<JsonObject> FirstAsync(CancellationToken cancellationToken) =>
        _first.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);

    /// <summary>Waits until something holds about the answers.</summary>
    public async Task UntilAsync(Func<FakeInteraction, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
            }

            if (condition(this))
            {
                return;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        }
    }

    internal void Answer(JsonObject response)
    {
        _first.TrySetResult(response);
        Change();
    }

    internal void AddFollowUp(FakeMessage message)
    {
        lock (_lock)
        {
            _followUps.Add(message);
        }

        Change();
    }

    internal void RemoveFollowUp(FakeMessage message)
    {
        lock (_lock)
        {
            _followUps.Remove(message);
        }

        Change();
    }

    internal void Change()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
