using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Settings;

namespace PaperBot.Cli;

/// <summary>What a command of the command line works with: its parsed words, the settings, the services, and the two ways to answer.</summary>
public sealed class CliContext(ParseResult words, PaperBotSettings? settings = null, IServiceProvider? services = null)
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        // Japanese stays readable: this goes to a terminal or a file, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public ParseResult Words => words;

    /// <summary>There in a command's work; not where the settings could not be read.</summary>
    public PaperBotSettings Settings => settings ?? throw new InvalidOperationException("There are no settings.");

    /// <summary>As <see cref="Settings"/>.</summary>
    public IServiceProvider Services => services ?? throw new InvalidOperationException("There are no services.");

    /// <summary>Whether stdout takes one JSON document and nothing else.</summary>
    public bool Json => words.GetValue(GlobalOptions.Json);

    /// <summary>The language of the one who reads the terminal.</summary>
    public Language Language => Reader;

    internal static Language Reader => Languages.Find(CultureInfo.CurrentUICulture.Name) ?? Language.English;

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>The names of the platforms that are set up.</summary>
    public IReadOnlySet<string> PlatformNames =>
        Services.GetServices<IChatPlatform>().Select(platform => platform.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Prints the document with <c>--json</c>, else the lines for people.</summary>
    public void Answer(object document, Func<Language, string> lines)
    {
        if (Json)
        {
            AnswerJson(document);
        }
        else
        {
            Out.WriteLine(VisibleText.Of(lines(Language)));
        }
    }

    /// <summary>Prints the document, asked for or not.</summary>
    public void AnswerJson(object document) => Out.WriteLine(JsonSerializer.Serialize(document, JsonOptions));

    /// <summary>Prints a document as it is, so that a file of it can be read back to the letter; a terminal shows what would act on it.</summary>
    public Task WriteDocumentAsync(string document) =>
        Out.WriteAsync(Console.IsOutputRedirected ? document : VisibleText.Of(document));

    public TextWriter Out => words.InvocationConfiguration.Output;

    public TextWriter Error => words.InvocationConfiguration.Error;
}

/// <summary>How a call ended.</summary>
public static class CliExit
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>Bad usage or settings.</summary>
    public const int Usage = 2;
}

/// <summary>Something that the one who called can mend; printed without a stack, in the language of the one who reads.</summary>
public sealed class CliException(TextForPeople text, int exitCode = CliExit.Failed) : Exception(text.English)
{
    /// <summary>Of a word that is the same in every language.</summary>
    public CliException(string message, int exitCode = CliExit.Failed)
        : this(new TextForPeople(message, message), exitCode) { }

    public TextForPeople Text => text;

    public int ExitCode => exitCode;
}
