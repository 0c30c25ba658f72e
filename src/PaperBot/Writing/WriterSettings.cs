using PaperBot.Papers;
using PaperBot.Settings;

namespace PaperBot.Writing;

/// <summary>Which model writes, how it is reached, and what it may cost.</summary>
public sealed record WriterSettings
{
    public WriterProvider Provider { get; init; } = WriterProvider.None;

    /// <summary>Null asks the vendor's own address. OpenAI's shape ends in <c>/v1</c>, Anthropic's does not.</summary>
    public Uri? Endpoint { get; init; }

    public string Model { get; init; } = "";

    /// <summary>Null where the server needs none, such as one on this machine.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The languages that notes are written in; Japanese and English by default.</summary>
    public IReadOnlyList<Language> Languages { get; init; } = [Language.Japanese, Language.English];

    /// <summary>How Japanese sentences end; です・ます by default.</summary>
    public JapaneseForm Style { get; init; } = JapaneseForm.Polite;

    /// <summary>US dollars a calendar month (UTC); null sets no limit.</summary>
    public decimal? MonthlyBudget { get; init; }

    public ModelPrices Prices { get; init; } = new();

    /// <summary>Calls under way at once, over all papers. Default 4.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>Calls begun a minute at most; 0 sets no limit.</summary>
    public int CallsPerMinute { get; init; }

    /// <summary>Whether the server is given a schema for its replies or is told of it in words.</summary>
    public ReplyForm Structured { get; init; } = ReplyForm.Native;

    /// <summary>A paper longer than this many tokens is read in parts. Default 100,000.</summary>
    public int ContextTokens { get; init; } = 100_000;

    /// <summary>The longest reply, in tokens. Default 8,000.</summary>
    public int MaxOutputTokens { get; init; } = 8_000;

    /// <summary>How long a call may stay without a byte. Default 3 minutes.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How often a call that the server was too busy for is tried again. Default 4.</summary>
    public int Retries { get; init; } = 4;

    public bool IsOn => Provider != WriterProvider.None;

    public static WriterSettings Read(SettingsReader reader)
    {
        var defaults = new WriterSettings();
        var settings = new WriterSettings
        {
            Provider = reader.Choice("Writer:Provider", defaults.Provider),
            Endpoint = reader.Address("Writer:Endpoint"),
            Model = reader.Text("Writer:Model", ""),
            ApiKey = reader.Secret("Writer:ApiKey"),
            Languages = ReadLanguages(reader),
            Style = reader.Choice("Writer:Style", defaults.Style),
            MonthlyBudget = reader.IsSet("Writer:MonthlyBudget") ? reader.Amount("Writer:MonthlyBudget", 0) : null,
            Prices = new ModelPrices
            {
                Input = reader.Amount("Writer:InputPrice", 0),
                CachedInput = reader.Amount("Writer:CachedInputPrice", 0),
                CacheWrite = reader.Amount("Writer:CacheWritePrice", 0),
                Output = reader.Amount("Writer:OutputPrice", 0),
            },
            Parallel = reader.Number("Writer:Parallel", defaults.Parallel, 1, 32),
            CallsPerMinute = reader.Number("Writer:CallsPerMinute", 0, 0, 10_000),
            Structured = reader.Choice("Writer:Structured", defaults.Structured),
            ContextTokens = reader.Number("Writer:ContextTokens", defaults.ContextTokens, 4_000, 2_000_000),
            MaxOutputTokens = reader.Number("Writer:MaxOutputTokens", defaults.MaxOutputTokens, 1_000, 200_000),
            CallTimeout = reader.Duration(
                "Writer:CallTimeout",
                defaults.CallTimeout,
                TimeSpan.FromMilliseconds(100),
                TimeSpan.FromMinutes(30)
            ),
            Retries = reader.Number("Writer:Retries", defaults.Retries, 0, 10),
        };
        if (settings.IsOn)
        {
            settings.Verify(reader);
        }

        return settings;
    }

    private void Verify(SettingsReader reader)
    {
        if (Model.Length == 0)
        {
            reader.Report("Writer:Model", "is not set, but Writer:Provider is", "the model's name, as its vendor writes it");
        }

        if (ApiKey is null && (Endpoint is null || !SettingsReader.IsLoopback(Endpoint)))
        {
            reader.Report("Writer:ApiKey", "is not set, but Writer:Provider is", "the vendor's API key, from the environment");
        }

        if (MonthlyBudget is not null && Prices.AreUnknown)
        {
            reader.Report(
                "Writer:MonthlyBudget",
                "is set, but no price is",
                "Writer:InputPrice and Writer:OutputPrice in US dollars a million tokens"
            );
        }
    }

    private static IReadOnlyList<Language> ReadLanguages(SettingsReader reader)
    {
        var codes = reader.List("Writer:Languages");
        if (codes.Count == 0)
        {
            return new WriterSettings().Languages;
        }

        var wrong = codes.Where(code => Papers.Languages.Find(code) is null).ToList();
        if (wrong.Count > 0)
        {
            reader.Report("Writer:Languages", $"names '{string.Join(", ", wrong)}'", "ja, en or both");
        }

        return [.. codes.Select(code => Papers.Languages.Find(code)).OfType<Language>().Distinct().Order()];
    }
}

public enum WriterProvider
{
    /// <summary>No model writes; notes are imported.</summary>
    None,

    /// <summary>OpenAI and every server that speaks its chat completions: Ollama, llama.cpp, vLLM.</summary>
    OpenAi,

    Anthropic,
}

public enum JapaneseForm
{
    /// <summary>です・ます.</summary>
    Polite,

    /// <summary>だ・である.</summary>
    Plain,
}

public enum ReplyForm
{
    /// <summary>By the server's own structured output.</summary>
    Native,

    /// <summary>The schema stands in the prompt, for servers without one.</summary>
    Prompt,
}

/// <summary>US dollars a million tokens. A price for cached input or cache writes that is not set is the one for input.</summary>
public sealed record ModelPrices
{
    public decimal Input { get; init; }

    public decimal CachedInput { get; init; }

    public decimal CacheWrite { get; init; }

    public decimal Output { get; init; }

    public bool AreUnknown => Input == 0 && Output == 0;

    /// <summary>Millionths of a US dollar, rounded up.</summary>
    public long Cost(TokenUse use) =>
        (long)
            Math.Ceiling(
                ((use.Input - use.CachedInput - use.CacheWrite) * Input)
                    + (use.CachedInput * (CachedInput > 0 ? CachedInput : Input))
                    + (use.CacheWrite * (CacheWrite > 0 ? CacheWrite : Input))
                    + (use.Output * Output)
            );
}

/// <summary>The tokens of a call.</summary>
/// <param name="Input">All of the prompt, from the cache or not.</param>
/// <param name="CachedInput">The part that the server had in its prompt cache.</param>
/// <param name="CacheWrite">The part that it put there.</param>
public sealed record TokenUse(long Input, long CachedInput, long CacheWrite, long Output)
{
    public static TokenUse None { get; } = new(0, 0, 0, 0);

    public static TokenUse operator -(TokenUse left, TokenUse right) =>
        new(
            left.Input - right.Input,
            left.CachedInput - right.CachedInput,
            left.CacheWrite - right.CacheWrite,
            left.Output - right.Output
        );

    public static TokenUse operator +(TokenUse left, TokenUse right) =>
        new(
            left.Input + right.Input,
            left.CachedInput + right.CachedInput,
            left.CacheWrite + right.CacheWrite,
            left.Output + right.Output
        );
}
