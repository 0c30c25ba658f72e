using PaperBot.Settings;

namespace PaperBot.Asking;

/// <summary>How questions are answered.</summary>
public sealed record AskingSettings
{
    /// <summary>Whether questions that nothing stored answers are kept for admins, without who asked. Off by default: the operator consents for the team.</summary>
    public bool KeepUnanswered { get; init; }

    /// <summary>The concepts that questions and notes are matched by; the shipped ones where no file is named.</summary>
    public Glossary Glossary { get; init; } = Glossary.Shipped;

    /// <summary>The embedding model's name; empty, the default, means that there is none.</summary>
    public string EmbeddingModel { get; init; } = "";

    /// <summary>Of a server that speaks OpenAI's <c>/embeddings</c>; null is OpenAI itself.</summary>
    public Uri? EmbeddingEndpoint { get; init; }

    public string? EmbeddingApiKey { get; init; }

    /// <summary>How long a question waits for its vector; then it is answered without one. 500 ms.</summary>
    public TimeSpan EmbeddingPatience { get; init; } = TimeSpan.FromMilliseconds(500);

    public static AskingSettings Read(SettingsReader reader)
    {
        var defaults = new AskingSettings();
        var settings = new AskingSettings
        {
            KeepUnanswered = reader.Flag("Asking:KeepUnanswered", false),
            Glossary = ReadGlossary(reader),
            EmbeddingModel = reader.Text("Asking:Embeddings:Model", ""),
            EmbeddingEndpoint = reader.Address("Asking:Embeddings:Endpoint"),
            EmbeddingApiKey = reader.Secret("Asking:Embeddings:ApiKey"),
            EmbeddingPatience = reader.Duration(
                "Asking:Embeddings:Patience",
                defaults.EmbeddingPatience,
                TimeSpan.FromMilliseconds(10),
                TimeSpan.FromSeconds(2)
            ),
        };
        if (settings is { EmbeddingModel.Length: > 0, EmbeddingEndpoint: null, EmbeddingApiKey: null })
        {
            reader.Report(
                "Asking:Embeddings:ApiKey",
                "is not set, but Asking:Embeddings:Model is",
                "the vendor's API key, from the environment, or Asking:Embeddings:Endpoint"
            );
        }

        return settings;
    }

    private static Glossary ReadGlossary(SettingsReader reader)
    {
        var file = reader.Text("Asking:Glossary", "");
        if (file.Length == 0)
        {
            return Glossary.Shipped;
        }

        try
        {
            return Glossary.Parse(File.ReadAllText(file));
        }
        catch (FormatException exception)
        {
            reader.Report(
                "Asking:Glossary",
                $"names '{file}', which is not right: {exception.Message}",
                "a glossary in the form of the shipped one"
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reader.Report("Asking:Glossary", $"names '{file}', which cannot be read ({exception.Message})", "a readable file");
        }

        return Glossary.Shipped;
    }
}
