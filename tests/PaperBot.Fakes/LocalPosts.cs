using Microsoft.Data.Sqlite;

namespace PaperBot.Fakes;

/// <summary>What stands in the local workspace, read from the store beside the running program.</summary>
public static class LocalPosts
{
    /// <summary>Our own posts, oldest first; deleted ones are not among them.</summary>
    public static async Task<IReadOnlyList<LocalPost>> ReadAsync(string database, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "select number, channel, thread, marker, body from local_message where author = 'paperbot' and marker <> '' and deleted = 0 order by number";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var posts = new List<LocalPost>();
        while (await reader.ReadAsync(cancellationToken))
        {
            posts.Add(
                new LocalPost(
                    reader.GetInt64(0),
                    reader.GetString(1),
                    reader.GetInt64(2),
                    reader.GetString(3),
                    reader.GetString(4)
                )
            );
        }

        return posts;
    }
}

/// <param name="Thread">Number of the post it hangs under; 0 in the channel itself.</param>
/// <param name="Marker">The same for the same part of the same digest.</param>
public sealed record LocalPost(long Number, string Channel, long Thread, string Marker, string Body);
