using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace PaperBot.Storage;

/// <summary>A numbered script, forward only; once it has been applied anywhere it never changes.</summary>
public sealed record StoreMigration(int Version, string Name, string Sql)
{
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The scripts that this program carries, <c>001_name.sql</c> and so on, in order.</summary>
    public static IReadOnlyList<StoreMigration> Shipped { get; } = [.. ReadShipped()];

    private static IEnumerable<StoreMigration> ReadShipped()
    {
        const string prefix = "PaperBot.migrations.";
        var assembly = Assembly.GetExecutingAssembly();
        foreach (
            var resource in assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            var name = resource[prefix.Length..];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            yield return new StoreMigration(
                int.Parse(name.AsSpan(0, 3), CultureInfo.InvariantCulture),
                name,
                reader.ReadToEnd().ReplaceLineEndings("\n")
            );
        }
    }
}

/// <summary>Brings a database to this program's schema, or says why it will not.</summary>
public sealed class StoreMigrator(Store store, IReadOnlyList<StoreMigration> migrations)
{
    private sealed record Applied(long Version, string Name, string Sha256);

    /// <summary>Applies what is missing, each script in a transaction of its own.</summary>
    /// <returns>The scripts that were applied now.</returns>
    /// <exception cref="StoreSchemaException">The database is newer than the program, or an applied script is not the one this program carries.</exception>
    public async Task<IReadOnlyList<StoreMigration>> MigrateAsync(CancellationToken cancellationToken)
    {
        var done = new List<StoreMigration>();
        while (await store.WriteAsync(ApplyNextAsync, cancellationToken) is { } migration)
        {
            done.Add(migration);
        }

        return done;
    }

    /// <summary>The scripts that are still to be applied; nothing is changed.</summary>
    /// <exception cref="StoreSchemaException">As for <see cref="MigrateAsync"/>.</exception>
    public Task<IReadOnlyList<StoreMigration>> ListPendingAsync(CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<StoreMigration>>(
            async session =>
            {
                if (!await session.Dialect.HasTableAsync(session, "schema_version"))
                {
                    return migrations;
                }

                var applied = await ReadAppliedAsync(session);
                Verify(applied, session.Dialect.Location);
                return [.. migrations.Where(migration => applied.All(row => row.Version != migration.Version))];
            },
            cancellationToken
        );

    private static Task<IReadOnlyList<Applied>> ReadAppliedAsync(StoreSession session) =>
        session.QueryAsync<Applied>("select version, name, sha256 from schema_version order by version");

    private async Task<StoreMigration?> ApplyNextAsync(StoreSession session)
    {
        await session.Dialect.LockMigrationsAsync(session);
        await session.ExecuteAsync(
            "create table if not exists schema_version(version bigint primary key, name text not null, sha256 text not null, at bigint not null)"
        );
        var applied = await ReadAppliedAsync(session);
        Verify(applied, session.Dialect.Location);
        var next = migrations.FirstOrDefault(migration => applied.All(row => row.Version != migration.Version));
        if (next is null)
        {
            return null;
        }

        await session.ExecuteAsync(next.Sql);
        Failpoint.Hit("migrate");
        await session.ExecuteAsync(
            "insert into schema_version(version, name, sha256, at) values(@Version, @Name, @Checksum, @at)",
            new
            {
                Version = (long)next.Version,
                next.Name,
                next.Checksum,
                at = await session.NowAsync(),
            }
        );
        return next;
    }

    private void Verify(IReadOnlyList<Applied> applied, string location)
    {
        foreach (var row in applied)
        {
            var ours = migrations.FirstOrDefault(migration => migration.Version == row.Version);
            if (ours is null)
            {
                throw new StoreSchemaException(
                    $"The store {location} has schema version {applied[^1].Version}, this program knows up to {migrations[^1].Version}. "
                        + "Start the newer PaperBot that wrote it, or restore a backup from before the upgrade."
                );
            }

            if (ours.Checksum != row.Sha256)
            {
                throw new StoreSchemaException(
                    $"The store {location} was made with another script {row.Name} than this program carries. "
                        + "Start the PaperBot that wrote it, or restore a backup."
                );
            }
        }
    }
}

/// <summary>The database and the program do not fit together; the message says what to do.</summary>
public sealed class StoreSchemaException(string message) : Exception(message);
