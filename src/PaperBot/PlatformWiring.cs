using PaperBot.Settings;

namespace PaperBot;

/// <summary>How Program.cs, the one file that names the platforms, hands them to the rest.</summary>
/// <param name="Register">Registers the platforms that the settings turn on.</param>
/// <param name="Map">Maps the pages and calls that they take over HTTP.</param>
public sealed record PlatformWiring(
    Action<IServiceCollection, PaperBotSettings> Register,
    Action<WebApplication, PaperBotSettings> Map
);
