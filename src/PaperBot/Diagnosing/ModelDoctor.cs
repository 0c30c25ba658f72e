using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Writing;

namespace PaperBot.Diagnosing;

/// <summary>Whether the model that writes can be reached with its key. Asks it nothing, so it costs nothing.</summary>
public sealed class ModelDoctor(ModelProbe probe)
{
    private const int MostNames = 5;

    /// <summary>Nothing where no model writes.</summary>
    public async Task<IReadOnlyList<Finding>> ExamineAsync(
        DiagnosisTexts texts,
        Language language,
        CancellationToken cancellationToken
    )
    {
        if (!probe.IsOn)
        {
            return [];
        }

        var server = probe.Server.Authority;
        return
        [
            await probe.TryAsync(cancellationToken) switch
            {
                ModelProbeOutcome.Offered => new Finding(FindingLevel.Well, texts.Model, texts.ModelWell(server, probe.Model)),
                ModelProbeOutcome.KeyRefused refused => new Finding(
                    FindingLevel.Wrong,
                    texts.Model,
                    texts.ModelKeyRefused(server, refused.Status),
                    texts.ModelKeyRemedy
                ),
                ModelProbeOutcome.Unlisted unlisted => new Finding(
                    FindingLevel.Wrong,
                    texts.Model,
                    texts.ModelUnlisted(
                        server,
                        probe.Model,
                        string.Join(language == Language.Japanese ? "、" : ", ", unlisted.Others.Take(MostNames))
                    ),
                    texts.ModelUnlistedRemedy
                ),
                ModelProbeOutcome.Untried untried => new Finding(
                    FindingLevel.Warning,
                    texts.Model,
                    texts.ModelUntried(server, untried.Status),
                    texts.ModelUntriedRemedy
                ),
                ModelProbeOutcome.Unreachable => new Finding(
                    FindingLevel.Wrong,
                    texts.Model,
                    texts.ModelUnreachable(server),
                    texts.ModelUnreachableRemedy
                ),
                var other => throw new InvalidOperationException($"{other} is no outcome of a try of the model."),
            },
        ];
    }
}
