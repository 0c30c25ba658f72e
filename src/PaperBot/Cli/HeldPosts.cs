using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Cli;

/// <summary>How a held post is shown, wherever it is.</summary>
internal static class HeldPosts
{
    public static object Document(HeldPost post, Language language)
    {
        var text = HoldText.For(post.Reason, language);
        return new
        {
            delivery = post.Delivery,
            reason = post.Reason,
            problem = text.Problem,
            remedy = text.Remedy,
            detail = post.Detail,
            waitingBehind = post.Behind,
        };
    }

    public static string Line(HeldPost post, Language language)
    {
        var text = HoldText.For(post.Reason, language);
        var behind = (language, post.Behind) switch
        {
            (_, 0) => "",
            (Language.Japanese, var count) => $" ほか {count} 件が待っています。",
            (_, var count) => $" {count} more wait behind it.",
        };
        return $"{post.Delivery}: {text.Problem}{(post.Detail.Length > 0 ? $" ({post.Detail})" : "")} {text.Remedy}{behind}";
    }
}
