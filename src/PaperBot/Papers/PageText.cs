namespace PaperBot.Papers;

/// <summary>The text of one page of a PDF.</summary>
/// <param name="Number">Counts from 1, whatever is printed on the page.</param>
/// <param name="Text">In reading order; lines as on the page, blank lines between blocks. No control character but line feed.</param>
public sealed record PageText(int Number, string Text);
