using PaperBot;
using PaperBot.Cli;
using PaperBot.Local;

// The one file that names the platforms: what is on, and what each takes over HTTP.
var platforms = new PlatformWiring(
    Register: (services, settings) =>
    {
        services.AddLocalWorkspace(settings.Web);
    },
    Map: (app, settings) =>
    {
        app.MapLocalWorkspace();
    }
);

return await PaperBotCommand.InvokeAsync(args, platforms, CancellationToken.None);
