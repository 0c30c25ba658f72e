using System.CommandLine;
using PaperBot.Chat;
using PaperBot.Diagnosing;
using PaperBot.Settings;

namespace PaperBot.Cli;

/// <summary><c>paperbot doctor</c>: what is wrong, and what to do about it.</summary>
internal static class DoctorCommand
{
    public static Command Create(PlatformWiring platforms) =>
        new Command(
            "doctor",
            "Checks settings, store, tokens, channels and sources, and says what to do about what is wrong"
        ).Does(
            async (cli, cancellationToken) =>
                Answer(cli, await cli.Get<Doctor>().ExamineAsync(cli.Language, cancellationToken), CliExit.Failed),
            migrate: false,
            platforms,
            onWrongSettings: (cli, exception) => Answer(cli, Doctor.Refused(exception, cli.Language), CliExit.Usage)
        );

    private static int Answer(CliContext cli, IReadOnlyList<Finding> findings, int whereWrong)
    {
        var isWell = findings.All(finding => finding.Level != FindingLevel.Wrong);
        cli.Answer(
            new
            {
                ok = isWell,
                findings = findings.Select(finding => new
                {
                    level = finding.Level,
                    subject = finding.Subject,
                    detail = finding.Detail,
                    remedy = finding.Remedy,
                }),
            },
            _ => string.Join(Environment.NewLine, findings.SelectMany(Lines))
        );
        return isWell ? CliExit.Done : whereWrong;
    }

    private static IEnumerable<string> Lines(Finding finding)
    {
        var mark = finding.Level switch
        {
            FindingLevel.Well => "✓",
            FindingLevel.Warning => "!",
            _ => "✗",
        };
        yield return $"{mark} {finding.Subject}: {finding.Detail}";
        if (finding.Level != FindingLevel.Well && finding.Remedy is { } remedy)
        {
            yield return $"    → {remedy}";
        }
    }
}
