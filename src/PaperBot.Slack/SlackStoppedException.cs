namespace PaperBot.Slack;

/// <summary>Going on is pointless until somebody has done what the message says.</summary>
public sealed class SlackStoppedException(string message) : Exception(message);
