using System.Data.Common;
using Microsoft.Data.Sqlite;
using PaperBot.Papers;

namespace PaperBot.Cli;

/// <summary>What several commands say.</summary>
internal static class CliTexts
{
    /// <summary>SQLITE_READONLY.</summary>
    private const int ReadOnly = 8;

    /// <summary>SQLITE_CANTOPEN.</summary>
    private const int CannotOpen = 14;

    public static TextForPeople NotStored(WeekId week) => new($"{week} はストアにありません。", $"{week} is not in the store.");

    /// <summary>In the database's own words, and what to do about it.</summary>
    public static TextForPeople StoreTrouble(DbException exception)
    {
        var reason = exception.Message.TrimEnd('.', ' ');
        return exception is SqliteException { SqliteErrorCode: ReadOnly or CannotOpen }
            ? new(
                $"ストアを使えません: {reason}。ファイルかフォルダーが別のユーザーのものかもしれません。所有者と権限を確かめ (ls -l)、ファイルの所有者をフォルダーと同じにするか (chown --reference=フォルダー ファイル)、そのユーザーで実行してください。ほかの場所なら Store:ConnectionString で指定します。",
                $"The store cannot be used: {reason}. The file or its folder may belong to another user: look at owner and rights (ls -l), and give the file the owner of its folder (chown --reference=FOLDER FILE) or call as that user. For another place, set Store:ConnectionString."
            )
            : new(
                $"ストアを使えません: {reason}。設定 Store:Provider と Store:ConnectionString を確かめてください。",
                $"The store cannot be used: {reason}. Check the settings Store:Provider and Store:ConnectionString."
            );
    }
}
