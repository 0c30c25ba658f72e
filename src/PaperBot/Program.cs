using PaperBot.Cli;

return await PaperBotCommand.InvokeAsync(args, CancellationToken.None);
