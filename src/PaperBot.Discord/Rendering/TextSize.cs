using System.Text;

namespace PaperBot.Discord.Rendering;

/// <summary>
/// What text weighs for Discord: UTF-8 bytes of the text itself, and bytes of the JSON that it stands in, as <see cref="PlainJson"/> writes it.
/// Too much of either can be refused with a bare 500.
/// </summary>
internal readonly record struct TextSize(int Text, int Json)
{
    public static TextSize Of(string? text)
    {
        if (text is null)
        {
            return default;
        }

        var bytes = Encoding.UTF8.GetByteCount(text);
        return new TextSize(bytes, bytes + text.Sum(Escape));
    }

    public static TextSize operator +(TextSize left, TextSize right) => new(left.Text + right.Text, left.Json + right.Json);

    public static TextSize operator -(TextSize left, TextSize right) => new(left.Text - right.Text, left.Json - right.Json);

    public bool FitsIn(TextSize room) => Text <= room.Text && Json <= room.Json;

    private static int Escape(char c) =>
        c switch
        {
            '"' or '\\' or '\n' or '\r' or '\t' or '\b' or '\f' => 1,
            < ' ' or '\u007f' => 5,
            _ => 0,
        };
}
