using Microsoft.Extensions.Logging;

namespace PaperBot.Tests.Publishing;

/// <summary>Puts the program's log into the test's output, where it tells why a test failed.</summary>
internal sealed class TestLog<T> : ILogger<T>
{
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    public List<(LogLevel Level, string Text)> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        var text = formatter(state, exception) + (exception is null ? "" : $" {exception}");
        lock (Lines)
        {
            Lines.Add((logLevel, text));
        }

        _output?.WriteLine($"{logLevel} {text}");
    }
}
