using System.CommandLine;
using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Cli;

/// <summary><c>paperbot deliveries …</c>: posts that are held, and letting them go on.</summary>
internal static class DeliveryCommands
{
    public static Command Create() =>
        new("deliveries", "Posts that wait for somebody: which, why, what to do") { Held(), Release() };

    private static Command Held() =>
        new Command("held", "Every held post, why it is held, and what to do").Does(
            async (cli, cancellationToken) =>
            {
                var held = await cli.Get<DeliveryStatus>().HeldAsync(cancellationToken);
                cli.Answer(
                    new { held = held.Select(post => HeldPosts.Document(post, cli.Language)) },
                    language =>
                        held.Count > 0 ? string.Join('\n', held.Select(post => HeldPosts.Line(post, language)))
                        : language == Language.Japanese ? "保留中の投稿はありません。"
                        : "No post is held."
                );
                return CliExit.Done;
            }
        );

    private static Command Release()
    {
        var id = new Argument<string?>("id")
        {
            Description = "A held post, as 'deliveries held' names it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var all = new Option<bool>("--all") { Description = "Everything that is held" };
        return new Command("release", "Lets held posts go on once their cause is mended; a running service sends them")
        {
            id,
            all,
        }.Does(
            async (cli, cancellationToken) =>
            {
                var delivery = cli.Words.GetValue(id);
                var everything = cli.Words.GetValue(all);
                if (everything == delivery is not null)
                {
                    throw new CliException("Say which post, or --all for everything that is held.", CliExit.Usage);
                }

                var released = await cli.Get<DeliveryStatus>().ReleaseAsync(delivery, "cli", cancellationToken);
                if (released == 0 && delivery is not null)
                {
                    throw new CliException($"'{delivery}' is no held post; 'paperbot deliveries held' names them.");
                }

                cli.Answer(
                    new { released },
                    language =>
                        (language, released) switch
                        {
                            (Language.Japanese, 0) => "保留中の投稿はありません。",
                            (Language.Japanese, _) => $"{released} 件の保留を解除しました。サービスが動いていれば投稿されます。",
                            (_, 0) => "No post is held.",
                            _ => $"{released} released; a running service sends them.",
                        }
                );
                return CliExit.Done;
            }
        );
    }
}
