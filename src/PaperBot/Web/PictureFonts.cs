using System.Text;
using SkiaSharp;

namespace PaperBot.Web;

/// <summary>
/// The fonts that pictures in pixels are drawn with. The drawing library brings none and asks no system for any, so files are looked for
/// here: those of the settings first, then the machine's. For each character the first font that has it is taken.
/// </summary>
internal sealed class PictureFonts : IDisposable
{
    private const string Probe = "アイウエオあいうえお漢字日本語論文週最新検証確認済未一部、。「」ー・々Aaz09~";

    private const int MostFiles = 4000;

    /// <summary>What printers put where they have no type.</summary>
    private static readonly Rune Unknown = new('〓');

    /// <summary>What is good to read, best first; anything else that holds Japanese comes behind.</summary>
    private static readonly string[] Japanese =
    [
        "NotoSansCJK-Regular",
        "NotoSansCJKjp-Regular",
        "NotoSansJP-Regular",
        "NotoSansJP",
        "SourceHanSans-Regular",
        "BIZUDPGothic-Regular",
        "BIZUDGothic-Regular",
        "ipaexg",
        "ipagp",
        "ipag",
        "TakaoPGothic",
        "TakaoGothic",
        "VL-PGothic-Regular",
        "VL-Gothic-Regular",
        "YuGothM",
        "meiryo",
        "msgothic",
        "NotoSerifCJK-Regular",
        "ipaexm",
    ];

    /// <summary>Letters and signs that Japanese fonts do not have.</summary>
    private static readonly string[] Others =
    [
        "DejaVuSans",
        "NotoSans-Regular",
        "NotoSansMath-Regular",
        "NotoSansSymbols2-Regular",
        "NotoSansSymbols-Regular",
        "FreeSans",
        "LiberationSans-Regular",
        "segoeui",
        "seguisym",
    ];

    private static readonly string[] Endings = [".ttf", ".otf", ".ttc", ".otc"];

    private readonly IReadOnlyList<PictureFont> _plain;
    private readonly PictureFont? _bold;

    private PictureFonts(IReadOnlyList<PictureFont> plain, PictureFont? bold) => (_plain, _bold) = (plain, bold);

    /// <summary>Whether Japanese comes out as Japanese and not as boxes.</summary>
    public bool HasJapanese => _plain is [var first, ..] && first.Holds(Probe);

    /// <summary>What most of the text is drawn with; null where there is no font at all.</summary>
    public string? Name => _plain is [var first, ..] ? first.Name : null;

    /// <summary>Files of the settings that are no fonts.</summary>
    public required IReadOnlyList<string> Unreadable { get; init; }

    /// <summary>Where the machine keeps its fonts.</summary>
    public static IReadOnlyList<string> Folders
    {
        get
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return
            [
                "/usr/share/fonts",
                "/usr/local/share/fonts",
                .. home.Length > 0
                    ? [Path.Combine(home, ".local/share/fonts"), Path.Combine(home, ".fonts")]
                    : Array.Empty<string>(),
                "/System/Library/Fonts",
                "/Library/Fonts",
                .. Environment.GetFolderPath(Environment.SpecialFolder.Fonts) is { Length: > 0 } fonts
                    ? [fonts]
                    : Array.Empty<string>(),
            ];
        }
    }

    /// <param name="named">Font files; taken in this order before any other.</param>
    /// <param name="folders">Looked through with everything below them.</param>
    /// <exception cref="DllNotFoundException">The drawing library does not run on this machine.</exception>
    public static PictureFonts Find(IReadOnlyList<string> named, IEnumerable<string> folders)
    {
        var wanted = named.Select(file => (File: file, Font: OpenJapanese(file) ?? PictureFont.Open(file))).ToList();
        var plain = wanted.Select(one => one.Font).OfType<PictureFont>().ToList();
        var files = folders.Where(Directory.Exists).SelectMany(Files).Take(MostFiles).ToList();
        var japanese = wanted.Find(one => one.Font?.Holds(Probe) == true);
        if (japanese.Font is null)
        {
            japanese = Ordered(files)
                .Select(file => (file, Font: OpenJapanese(file)))
                .FirstOrDefault(one => one.Font is not null);
        }

        if (japanese.Font is { } first)
        {
            // A picture looks torn where every second word is in another hand: what holds Japanese draws the Latin letters too.
            plain.Remove(first);
            plain.Insert(0, first);
        }

        plain.AddRange(
            Others
                .Select(name => files.Find(file => NameOf(file) == name))
                .OfType<string>()
                .Select(file => PictureFont.Open(file))
                .OfType<PictureFont>()
        );
        var heavier = japanese.File?.Replace("Regular", "Bold", StringComparison.Ordinal);
        return new PictureFonts(plain, heavier != japanese.File && File.Exists(heavier) ? OpenJapanese(heavier) : null)
        {
            Unreadable = [.. wanted.Where(one => one.Font is null).Select(one => one.File)],
        };
    }

    /// <summary>The text in pieces, each with the font that has it; what no font has is left out, and letters become a 〓.</summary>
    public IEnumerable<(PictureFont Font, string Text)> Runs(string text, bool bold)
    {
        var (font, run) = ((PictureFont?)null, new StringBuilder());
        // A half of a surrogate pair cannot be composed; it becomes the sign for what cannot be read.
        var whole = string.Concat(text.EnumerateRunes());
        foreach (var rune in whole.Normalize(NormalizationForm.FormC).EnumerateRunes().SelectMany(Known))
        {
            var next = FontOf(rune, bold)!;
            if (font is not null && font != next)
            {
                yield return (font, run.ToString());
                run.Clear();
            }

            font = next;
            run.Append(rune.ToString());
        }

        if (font is not null)
        {
            yield return (font, run.ToString());
        }
    }

    public bool IsBold(PictureFont font) => font == _bold;

    public void Dispose()
    {
        foreach (var font in _plain)
        {
            font.Dispose();
        }

        _bold?.Dispose();
    }

    /// <summary>The character, or what stands for it: its compatible form (𝐱 is an x), a 〓 for a letter, nothing for a sign.</summary>
    private IEnumerable<Rune> Known(Rune rune)
    {
        if (FontOf(rune, bold: false) is not null)
        {
            return [rune];
        }

        var compatible = rune.ToString().Normalize(NormalizationForm.FormKC).EnumerateRunes().ToList();
        return compatible.TrueForAll(one => FontOf(one, bold: false) is not null) ? compatible
            : Rune.IsLetterOrDigit(rune) && FontOf(Unknown, bold: false) is not null ? [Unknown]
            : [];
    }

    private PictureFont? FontOf(Rune rune, bool bold) =>
        bold && _bold?.Has(rune) == true ? _bold : _plain.FirstOrDefault(font => font.Has(rune));

    /// <summary>In a collection, the face that has Japanese forms of the characters that several scripts share.</summary>
    private static PictureFont? OpenJapanese(string file)
    {
        var faces = new List<PictureFont>();
        for (var index = 0; PictureFont.Open(file, index) is { } face; index++)
        {
            faces.Add(face);
            if (!IsCollection(file) || face.Name.Contains("JP", StringComparison.Ordinal))
            {
                break;
            }
        }

        var holding = faces.FindAll(face => face.Holds(Probe));
        var chosen = holding.Find(face => face.Name.Contains("JP", StringComparison.Ordinal)) ?? holding.FirstOrDefault();
        foreach (var face in faces.Where(face => face != chosen))
        {
            face.Dispose();
        }

        return chosen;
    }

    private static bool IsCollection(string file) => file.EndsWith('c') || file.EndsWith('C');

    private static IEnumerable<string> Ordered(IReadOnlyList<string> files) =>
        Japanese
            .Select(name => files.FirstOrDefault(file => NameOf(file).StartsWith(name, StringComparison.OrdinalIgnoreCase)))
            .OfType<string>()
            .Concat(files)
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Files(string folder) =>
        Directory
            .EnumerateFiles(
                folder,
                "*",
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    IgnoreInaccessible = true,
                    MaxRecursionDepth = 6,
                }
            )
            .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);
}

/// <summary>One face of a font file.</summary>
internal sealed class PictureFont : IDisposable
{
    private readonly SKFont _glyphs;

    private PictureFont(SKTypeface face)
    {
        Face = face;
        _glyphs = new SKFont(face);
    }

    public SKTypeface Face { get; }

    public string Name => Face.FamilyName;

    /// <summary>Null where there is no such face, or the file is no font.</summary>
    public static PictureFont? Open(string file, int index = 0) =>
        SKTypeface.FromFile(file, index) is { } face ? new PictureFont(face) : null;

    public bool Has(Rune rune) => _glyphs.GetGlyph(rune.Value) != 0;

    public bool Holds(string text) => text.EnumerateRunes().All(Has);

    public void Dispose()
    {
        _glyphs.Dispose();
        Face.Dispose();
    }
}
