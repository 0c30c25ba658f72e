namespace PaperBot.Discord;

/// <summary>Going on is pointless until an operator has changed something; the message says what.</summary>
public sealed class DiscordStoppedException(string message) : Exception(message);
