using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PaperBot.Publishing;

namespace PaperBot.Crash;

/// <summary>What the harness tells a node while it runs, a line each: <c>audit</c>, and <c>clock</c> with hours.</summary>
internal sealed class NodeCommands(IServiceProvider services, ShiftedTime time) : IDisposable
{
    private readonly StreamReader _input = new(Console.OpenStandardInput());

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (await _input.ReadLineAsync(stopping) is { } line)
            {
                await ObeyAsync(line.Split(' '), stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task ObeyAsync(string[] words, CancellationToken stopping)
    {
        switch (words)
        {
            case ["audit"]:
                var postponed = await services.GetRequiredService<Auditor>().AuditAllAsync(stopping);
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"audited {postponed}"));
                break;
            case ["clock", var hours]:
                time.Offset = TimeSpan.FromHours(double.Parse(hours, CultureInfo.InvariantCulture));
                break;
            default:
                throw new InvalidOperationException($"Not a command: {string.Join(' ', words)}");
        }
    }

    public void Dispose() => _input.Dispose();
}

/// <summary>The system's clock, set wrong by as much as a test likes. Timers and timestamps go on as they were: a jump of the clock moves neither.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _offset;

    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _offset));
        set => Volatile.Write(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
}
