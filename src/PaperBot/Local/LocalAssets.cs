using System.Collections.Frozen;
using System.Reflection;
using PaperBot.Web;

namespace PaperBot.Local;

/// <summary>The page's own files, carried inside the program. A browser asks each time and gets a file only when it is another one.</summary>
internal sealed class LocalAssets
{
    private const string Prefix = "PaperBot.local.";

    private readonly FrozenDictionary<string, PreparedFile> _assets = Assembly
        .GetExecutingAssembly()
        .GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(
            name => name[Prefix.Length..],
            name => new PreparedFile(WebAssets.Read(name), WebAssets.ContentTypeOf(Path.GetExtension(name))),
            StringComparer.Ordinal
        );

    public IResult Serve(string name) => _assets.TryGetValue(name, out var asset) ? asset : Results.NotFound();
}
