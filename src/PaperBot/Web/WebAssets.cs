using System.Reflection;

namespace PaperBot.Web;

/// <summary>Files that the program carries for its pages.</summary>
internal static class WebAssets
{
    private const string Forever = "public, max-age=31536000, immutable";

    /// <summary>The look of exports, and what pages have besides.</summary>
    public static PreparedFile Style { get; } =
        new([.. Read("PaperBot.note.css"), .. Read("PaperBot.web.pages.css")], "text/css; charset=utf-8", Forever);

    public static PreparedFile Icon { get; } = new(Read("PaperBot.local.paperbot.svg"), "image/svg+xml", Forever);

    /// <summary>With its hash in it, so that a browser keeps it until it is another one.</summary>
    public static string StyleName { get; } = $"pages.{Style.Hash}.css";

    public static string IconName { get; } = $"paperbot.{Icon.Hash}.svg";

    public static PreparedFile? Find(string name) =>
        name == StyleName ? Style
        : name == IconName ? Icon
        : null;

    /// <summary>The type of a file, by its ending.</summary>
    public static string ContentTypeOf(string extension) =>
        extension switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => throw new InvalidOperationException($"No content type is known for {extension}."),
        };

    public static byte[] Read(string resource)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The program does not carry {resource}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
