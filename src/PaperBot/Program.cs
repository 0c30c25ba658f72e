using PaperBot;
using PaperBot.Cli;
using PaperBot.Discord;
using PaperBot.Local;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Slack;

// The one file that names the platforms: what is on, and what each takes over HTTP.
var platforms = new PlatformWiring(
    Register: (services, settings) =>
    {
        if (settings.Slack is { } slack)
        {
            services.AddPlatform("slack", (http, time, loggers) => new SlackPlatform(slack, http, time, loggers));
        }

        if (settings.Discord is { } discord)
        {
            services.AddPlatform("discord", (http, time, loggers) => new DiscordPlatform(discord, http, time, loggers));
        }

        if (settings.IsLocal)
        {
            services.AddLocalWorkspace(settings.Web);
            if (settings.Channels.Count == 0)
            {
                services.AddSingleton(
                    new ChannelSettings
                    {
                        Platform = "local",
                        Id = "papers-ja",
                        Language = Language.Japanese,
                    }
                );
                services.AddSingleton(
                    new ChannelSettings
                    {
                        Platform = "local",
                        Id = "papers-en",
                        Language = Language.English,
                    }
                );
            }
        }
    },
    Map: (app, settings) =>
    {
        if (settings.Slack is not null)
        {
            app.Services.GetRequiredService<SlackPlatform>().MapSlack(app);
        }

        if (settings.Discord is not null)
        {
            app.Services.GetRequiredService<DiscordPlatform>().MapDiscord(app);
        }

        if (settings.IsLocal)
        {
            app.MapLocalWorkspace();
        }
    }
);

return await PaperBotCommand.InvokeAsync(args, platforms, CancellationToken.None);
