using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenTelemetry;
using PaperBot.Settings;

namespace PaperBot.Observing;

/// <summary>Takes secrets out of what a span says before it is exported: addresses of requests hold Discord's interaction tokens and Slack's response addresses.</summary>
internal sealed partial class RedactingProcessor(Redactor redactor) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        data.DisplayName = redactor.Clean(data.DisplayName);
        foreach (var (key, value) in data.TagObjects.ToList())
        {
            if (value is string text && Clean(key, text) is var clean && clean != text)
            {
                data.SetTag(key, clean);
            }
        }

        if (data.StatusDescription is { } description)
        {
            data.SetStatus(data.Status, redactor.Clean(description));
        }
    }

    private string Clean(string key, string text) =>
        key.StartsWith("url.", StringComparison.Ordinal) ? LongSteps().Replace(redactor.Clean(text), "…") : redactor.Clean(text);

    /// <summary>A step of an address that is longer than any id is a token, whoever's host it is.</summary>
    [GeneratedRegex("(?<=/)[^/?#]{21,}", RegexOptions.None, 1000)]
    private static partial Regex LongSteps();
}
