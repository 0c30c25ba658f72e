using System.Collections.Concurrent;
using PaperBot.Chat;
using PaperBot.Settings;

namespace PaperBot;

/// <summary>
/// Runs every platform that is on, each by itself: one that can never work (a revoked token, a fatal close code) is reported and
/// the others go on.
/// </summary>
public sealed partial class PlatformRunner(
    IEnumerable<IChatPlatform> platforms,
    ICommandHandler commands,
    Redactor redactor,
    ILogger<PlatformRunner> logger
) : BackgroundService
{
    private readonly IReadOnlyList<IChatPlatform> _platforms = [.. platforms];
    private readonly ConcurrentDictionary<string, string> _ended = new(StringComparer.Ordinal);

    /// <summary>Completed when every platform is connected and its commands are registered.</summary>
    public Task Ready => Task.WhenAll(_platforms.Select(platform => platform.Ready));

    public IReadOnlyList<IChatPlatform> Platforms => _platforms;

    /// <summary>Why a platform has stopped for good, in its own words; null while it runs. It may have been connected before.</summary>
    public string? ReasonOfEnd(IChatPlatform platform) => _ended.GetValueOrDefault(platform.Name);

    /// <summary>It has been connected and has not stopped for good since.</summary>
    public bool IsConnected(IChatPlatform platform) => platform.Ready.IsCompletedSuccessfully && ReasonOfEnd(platform) is null;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_platforms.Select(platform => RunAsync(platform, stoppingToken)));

    private async Task RunAsync(IChatPlatform platform, CancellationToken stoppingToken)
    {
        try
        {
            await platform.RunAsync(commands, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The way every platform ends when the program does.
        }
#pragma warning disable CA1031 // Whatever ends one platform must not end the other; the health check and the log say which it was.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _ended[platform.Name] = redactor.Clean(exception.Message);
            Log.PlatformEnded(logger, platform.Name, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Critical,
            "{Platform} cannot go on; the other platforms do. Mend what the error says and start again."
        )]
        public static partial void PlatformEnded(ILogger logger, string platform, Exception exception);
    }
}
