using System.Data.Common;
using PaperBot.Chat;
using PaperBot.Storage;

namespace PaperBot.Diagnosing;

/// <summary>What a look at the store found.</summary>
/// <param name="IsInUse">It stands and has this program's schema, so that what all nodes share in it counts.</param>
public sealed record StoreExamination(IReadOnlyList<Finding> Findings, bool IsInUse);

/// <summary>Whether the store can be read and written, and fits this program. Nothing is migrated and no file is made.</summary>
public sealed class StoreDoctor(Store store, StoreMigrator migrator)
{
    public async Task<StoreExamination> ExamineAsync(DiagnosisTexts texts, CancellationToken cancellationToken)
    {
        var location = store.Dialect.Location;
        if (store.Dialect is SqliteDialect sqlite && !File.Exists(sqlite.File))
        {
            return new StoreExamination([Missing(sqlite.File, texts)], false);
        }

        try
        {
            var pending = await migrator.ListPendingAsync(cancellationToken);
            if (pending.Count > 0)
            {
                return new StoreExamination(
                    [
                        new Finding(
                            FindingLevel.Warning,
                            texts.Store,
                            texts.StoreOld(location, pending.Count),
                            texts.StoreOldRemedy
                        ),
                    ],
                    false
                );
            }

            if (await DamageAsync(cancellationToken) is { } damage)
            {
                return Wrong(texts.StoreDamaged(location, damage), texts.StoreDamagedRemedy);
            }

            // Takes the right to write and gives it back: a file or server that is read-only says so here.
            await store.WriteAsync(
                session => session.ScalarAsync<long>("select count(*) from schema_version"),
                cancellationToken
            );
            return new StoreExamination([new Finding(FindingLevel.Well, texts.Store, texts.StoreWell(location))], true);
        }
        catch (StoreSchemaException exception)
        {
            return Wrong(exception.Message, texts.StoreSchemaRemedy);
        }
        catch (Exception exception)
            when (exception
                    is DbException
                        or StorePlaceException
                        or IOException
                        or UnauthorizedAccessException
                        or TimeoutException
            )
        {
            var reason = exception is StorePlaceException { InnerException: { } inner } ? inner : exception;
            return Wrong(texts.StoreUnusable(location, reason.Message), texts.StoreUnusableRemedy);
        }

        StoreExamination Wrong(string detail, string remedy) =>
            new([new Finding(FindingLevel.Wrong, texts.Store, detail, remedy)], false);
    }

    private static Finding Missing(string file, DiagnosisTexts texts)
    {
        return WritableFolder.FindClosed(Path.GetDirectoryName(file)!) is { } closed
            ? new Finding(FindingLevel.Wrong, texts.Store, texts.StoreFolderClosed(closed), texts.StoreUnusableRemedy)
            : new Finding(FindingLevel.Well, texts.Store, texts.StoreNew(file));
    }

    /// <summary>What SQLite says of a damaged file; null where it is whole. A server looks after itself.</summary>
    private async Task<string?> DamageAsync(CancellationToken cancellationToken)
    {
        if (store.Dialect.Provider is not StoreProvider.Sqlite)
        {
            return null;
        }

        var verdict = await store.ReadAsync(session => session.ScalarAsync<string>("pragma quick_check(1)"), cancellationToken);
        return verdict == "ok" ? null : verdict;
    }
}
