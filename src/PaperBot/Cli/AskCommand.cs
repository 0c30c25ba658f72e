using System.CommandLine;
using PaperBot.Asking;
using PaperBot.Papers;

namespace PaperBot.Cli;

internal static class AskCommand
{
    public static Command Create()
    {
        var text = new Argument<string?>("text")
        {
            Description = "A paper, a question, or both",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var paper = new Option<string?>("--paper") { Description = "Only this paper's answers: its arXiv id or address" };
        var batch = new Option<bool>("--batch")
        {
            Description = "Reads lines {id, query, paper?} from stdin and writes a line for each, in order",
        };
        return new Command("ask", "Answers from the stored questions and answers, as /paper does") { text, paper, batch }.Does(
            async (cli, cancellationToken) =>
            {
                var index = cli.Get<PaperIndex>();
                await index.LoadAsync(cancellationToken);
                if (cli.Words.GetValue(batch))
                {
                    return await AnswerLinesAsync(index.Current, cli, cancellationToken);
                }

                var query = cli.Words.GetValue(text);
                if (string.IsNullOrWhiteSpace(query))
                {
                    throw new CliException(
                        new TextForPeople(
                            "質問を書くか、--batch を付けて標準入力から質問を渡してください。",
                            "Say what to ask, or give --batch and questions on stdin."
                        ),
                        CliExit.Usage
                    );
                }

                Answer(cli, index.Current, query, cli.Words.GetValue(paper));
                return CliExit.Done;
            }
        );
    }

    private static void Answer(CliContext cli, AskIndex index, string query, string? paper)
    {
        PaperId? within = null;
        if (paper is not null && !PaperId.TryParse(paper, out within))
        {
            throw new CliException(
                new TextForPeople(
                    $"「{paper}」は論文ではありません。arXiv の番号かアドレスを指定してください。",
                    $"'{paper}' is no paper; give its arXiv id or its address."
                ),
                CliExit.Usage
            );
        }

        var outcome = index.Ask(new AskQuery(query) { Within = within, Preferred = cli.Language });
        cli.Answer(AskedLine.Of(null, outcome), language => AskedText.Of(outcome, language));
    }

    private static async Task<int> AnswerLinesAsync(AskIndex index, CliContext cli, CancellationToken cancellationToken)
    {
        var number = 0;
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                await cli.Out.WriteLineAsync(AskBatch.Answer(index, line));
            }
            catch (AskLineException exception)
            {
                throw new CliException(
                    new TextForPeople($"{number}行目: {exception.Text.Japanese}", $"Line {number}: {exception.Text.English}"),
                    CliExit.Usage
                );
            }
        }

        return CliExit.Done;
    }
}
