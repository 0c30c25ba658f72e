using PaperBot.Papers;

namespace PaperBot.Web;

/// <summary>
/// A week at a glance as a drawing (SVG). Type comes from the fonts that the reader's machine has; their names stand in the drawing, Japanese
/// ones first. Pure.
/// </summary>
internal static class WeekPicture
{
    private const string Fonts =
        "'Hiragino Sans','Yu Gothic UI','BIZ UDPGothic',Meiryo,'Noto Sans JP','Noto Sans CJK JP',system-ui,sans-serif";

    public static string Svg(WeekGlance glance) =>
        Html.Of(
                $"""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PictureLayout.Width} {PictureLayout.Height}" width="{PictureLayout.Width}" height="{PictureLayout.Height}" role="img" font-family="{Fonts}">
                <title>{glance.Words()}</title>
                {PictureLayout.Of(glance, PictureLines.Usual).Select(Draw)}</svg>

                """
            )
            .ToString();

    private static Html Draw(PictureMark mark) =>
        mark switch
        {
            PictureMark.Box box => Html.Of(
                $"<rect x=\"{box.X}\" y=\"{box.Y}\" width=\"{box.Width}\" height=\"{box.Height}\" fill=\"{box.Fill}\"/>\n"
            ),
            PictureMark.Words words => Html.Of(
                $"<text x=\"{words.X}\" y=\"{words.Y}\" font-size=\"{words.Size}\" font-weight=\"{(words.Bold ? 700 : 400)}\" fill=\"{words.Fill}\">{words.Text}</text>\n"
            ),
            PictureMark.Circle circle => Html.Of(
                $"<circle cx=\"{circle.X}\" cy=\"{circle.Y}\" r=\"{circle.Radius}\" fill=\"{circle.Fill ?? "none"}\" stroke=\"{circle.Stroke}\"/>\n"
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(mark), mark, "No such mark."),
        };
}
