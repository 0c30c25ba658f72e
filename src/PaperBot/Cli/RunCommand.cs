using System.CommandLine;
using System.Text.Json;
using PaperBot.Settings;

namespace PaperBot.Cli;

/// <summary><c>paperbot run</c>, also what <c>paperbot</c> alone does: the service.</summary>
internal static class RunCommand
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web);

    private static readonly Option<bool> Announce = new("--announce")
    {
        Description = "Print one JSON line on stdout once every platform is connected and its commands are registered",
    };

    public static Command Create(PlatformWiring platforms)
    {
        var command = new Command("run", "Runs the service until it is told to stop (the default)") { Announce };
        return Runs(command, platforms);
    }

    /// <summary>Makes the program without a command do the same.</summary>
    public static void RunsByDefault(RootCommand root, PlatformWiring platforms)
    {
        root.Options.Add(Announce);
        Runs(root, platforms);
    }

    private static Command Runs(Command command, PlatformWiring platforms)
    {
        command.SetAction(
            (words, cancellationToken) =>
                PaperBotCommand.GuardAsync(
                    words,
                    async secrets =>
                    {
                        var settings = PaperBotSettings.Read(
                            words.GetValue(GlobalOptions.Config),
                            words.GetValue(GlobalOptions.Set)!,
                            posts: true
                        );
                        secrets.Know(settings);
                        await using var app = await Service.StartAsync(settings, platforms, cancellationToken);
                        await app.WorkAsync(async () =>
                        {
                            if (words.GetValue(Announce))
                            {
                                await AnnounceAsync(app, words.InvocationConfiguration.Output, cancellationToken);
                            }

                            await app.WaitForShutdownAsync(cancellationToken);
                        });
                        return CliExit.Done;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task AnnounceAsync(WebApplication app, TextWriter output, CancellationToken cancellationToken)
    {
        var runner = app.Services.GetRequiredService<PlatformRunner>();
        await runner.Ready.WaitAsync(cancellationToken);
        var line = new
        {
            ready = true,
            platforms = runner.Platforms.Select(platform => platform.Name),
            web = app.Urls.FirstOrDefault(),
        };
        await output.WriteLineAsync(JsonSerializer.Serialize(line, JsonOptions));
        await output.FlushAsync(cancellationToken);
    }
}
