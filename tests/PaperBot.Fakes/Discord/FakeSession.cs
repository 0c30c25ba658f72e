using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Discord;

/// <summary>A session: its events, numbered and kept for whoever resumes.</summary>
internal sealed class FakeSession(string id, int shard, int shards, FakeDiscord fake)
{
    private readonly List<string> _events = [];
    private long _leftAt;

    public string Id => id;

    public int Sequence => _events.Count;

    public FakeConnection? Connection { get; set; }

    /// <summary>What the client has asked to hear of; a resume asks for nothing anew.</summary>
    public long Intents { get; set; }

    public bool IsLive(TimeProvider time) => Connection is not null || time.GetElapsedTime(_leftAt) < fake.Options.SessionLife;

    public bool Serves(string? guildId) =>
        guildId is null ? shard == 0 : (int)((FakeDiscord.Number(guildId) >> 22) % (ulong)shards) == shard;

    public void Leave()
    {
        Connection = null;
        _leftAt = fake.Time.GetTimestamp();
    }

    public void Dispatch(string name, JsonObject data)
    {
        var frame = new JsonObject
        {
            ["op"] = 0,
            ["t"] = name,
            ["s"] = Sequence + 1,
            ["d"] = data.DeepClone(),
        }.ToJsonString();
        _events.Add(frame);
        Connection?.Send(frame);
    }

    public IEnumerable<string> Since(int sequence) => _events.Skip(sequence);
}
