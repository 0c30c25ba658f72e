using System.Text;

namespace PaperBot.Tests.EndToEnd;

/// <summary>The running test's output as a writer.</summary>
internal sealed class TestOutput : TextWriter
{
    public static TextWriter Writer => new TestOutput();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => TestContext.Current.TestOutputHelper?.Write(value.ToString());

    public override void WriteLine(string? value) => TestContext.Current.TestOutputHelper?.WriteLine(value ?? "");

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }
}
