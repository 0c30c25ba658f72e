using System.CommandLine;
using PaperBot.Reading;

namespace PaperBot.Cli;

/// <summary>The hidden command by which the program reads a PDF in a process of its own; it needs neither settings nor store.</summary>
internal static class ReadPdfCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file");
        var pages = new Argument<int>("pages");
        var length = new Argument<int>("length");
        var command = new Command(PdfChild.Command) { file, pages, length };
        command.Hidden = true;
        command.SetAction(words =>
        {
            using var output = Console.OpenStandardOutput();
            return PdfChild.Serve(
                words.GetRequiredValue(file),
                new PdfLimits { Pages = words.GetRequiredValue(pages), TextLength = words.GetRequiredValue(length) },
                output
            );
        });
        return command;
    }
}
