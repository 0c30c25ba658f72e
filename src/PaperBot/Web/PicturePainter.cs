using PaperBot.Papers;
using SkiaSharp;

namespace PaperBot.Web;

/// <summary>
/// A week at a glance in pixels (PNG), for chats, which take no drawings. The fonts are looked for when they are first needed; where none
/// holds Japanese there are no pictures, which is said once. The same week gives the same bytes on one machine.
/// </summary>
/// <param name="folders">Where fonts are looked for behind those of the settings.</param>
public sealed partial class PicturePainter(WebSettings web, IReadOnlyList<string> folders, ILogger<PicturePainter> logger)
    : IDisposable
{
    private readonly Lazy<PictureFonts?> _fonts = new(() => Find(web.PictureFonts, folders, logger));

    /// <summary>Whether pictures come out readable, Japanese included.</summary>
    public bool CanPaint => _fonts.Value is { HasJapanese: true };

    /// <summary>What Japanese is drawn with; null where nothing can draw it.</summary>
    public string? Font => CanPaint ? _fonts.Value!.Name : null;

    /// <exception cref="InvalidOperationException">Nothing here can draw Japanese; see <see cref="CanPaint"/>.</exception>
    internal byte[] Png(WeekGlance glance)
    {
        var fonts = CanPaint ? _fonts.Value! : throw new InvalidOperationException("No font here holds Japanese.");
        using var surface = SKSurface.Create(
            new SKImageInfo(PictureLayout.Width, PictureLayout.Height, SKColorType.Rgba8888, SKAlphaType.Opaque)
        );
        foreach (var mark in PictureLayout.Of(glance, text => Write(null, fonts, new(text, 0, 0, 100, "#000000")) / 100))
        {
            Draw(surface.Canvas, fonts, mark);
        }

        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    public void Dispose()
    {
        if (_fonts.IsValueCreated)
        {
            _fonts.Value?.Dispose();
        }
    }

    private static PictureFonts? Find(IReadOnlyList<string> named, IEnumerable<string> folders, ILogger logger)
    {
        try
        {
            var fonts = PictureFonts.Find(named, folders);
            foreach (var file in fonts.Unreadable)
            {
                Log.NoFontFile(logger, file);
            }

            if (!fonts.HasJapanese)
            {
                Log.NoFont(logger);
            }

            return fonts;
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException)
        {
            // There is no build of the library for this machine.
            Log.NoLibrary(logger, exception);
            return null;
        }
    }

    private static void Draw(SKCanvas canvas, PictureFonts fonts, PictureMark mark)
    {
        switch (mark)
        {
            case PictureMark.Box box:
                using (var paint = Paint(box.Fill))
                {
                    canvas.DrawRect(box.X, box.Y, box.Width, box.Height, paint);
                }

                break;
            case PictureMark.Circle circle:
                if (circle.Fill is not null)
                {
                    using var fill = Paint(circle.Fill);
                    canvas.DrawCircle(circle.X, circle.Y, circle.Radius, fill);
                }

                using (var stroke = Paint(circle.Stroke))
                {
                    stroke.Style = SKPaintStyle.Stroke;
                    stroke.StrokeWidth = 1.5f;
                    canvas.DrawCircle(circle.X, circle.Y, circle.Radius, stroke);
                }

                break;
            case PictureMark.Words words:
                Write(canvas, fonts, words);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(mark), mark, "No such mark.");
        }
    }

    /// <param name="canvas">Null to measure only.</param>
    /// <returns>How wide it is, in pixels.</returns>
    private static float Write(SKCanvas? canvas, PictureFonts fonts, PictureMark.Words words)
    {
        var x = (float)words.X;
        using var paint = Paint(words.Fill);
        foreach (var (run, text) in fonts.Runs(words.Text, words.Bold))
        {
            using var font = new SKFont(run.Face, words.Size)
            {
                Edging = SKFontEdging.Antialias,
                Hinting = SKFontHinting.None,
                Subpixel = true,
                Embolden = words.Bold && !fonts.IsBold(run),
            };
            canvas?.DrawText(text, x, words.Y, SKTextAlign.Left, font, paint);
            x += font.MeasureText(text);
        }

        return x - words.X;
    }

    private static SKPaint Paint(string colour) => new() { Color = SKColor.Parse(colour), IsAntialias = true };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 9100,
            EventName = "PictureFontUnreadable",
            Level = LogLevel.Error,
            Message = "{File}, which Web:PictureFonts names, is no font and is passed over"
        )]
        public static partial void NoFontFile(ILogger logger, string file);

        [LoggerMessage(
            EventId = 9101,
            EventName = "PicturesWithoutFont",
            Level = LogLevel.Error,
            Message = "No font on this machine holds Japanese, so posts go without the picture that Web:Picture asks for. Install one (Debian and Ubuntu: fonts-noto-cjk), or name a font file in Web:PictureFonts, then restart"
        )]
        public static partial void NoFont(ILogger logger);

        [LoggerMessage(
            EventId = 9102,
            EventName = "PicturesWithoutLibrary",
            Level = LogLevel.Error,
            Message = "The library that draws pictures does not run on this machine, so posts go without the picture that Web:Picture asks for"
        )]
        public static partial void NoLibrary(ILogger logger, Exception exception);
    }
}
