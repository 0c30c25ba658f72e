namespace PaperBot.Papers;

/// <summary>
/// The key of a list's row that has no address of its own: its place in the list. Such a row links nothing, or shares its arXiv id with
/// another row of the week, of which only one can be right.
/// </summary>
public static class UnlinkedRow
{
    private const string Shared = "shared=";

    /// <param name="shared">The paper that another row of the week stands for.</param>
    public static PaperId Key(Uri list, WeekId week, int rank, PaperId? shared) =>
        PaperId.Of(
            new Uri(
                $"{list.GetLeftPart(UriPartial.Path)}?week={week}&row={rank}"
                    + (shared is null ? "" : $"&{Shared}{Uri.EscapeDataString(shared.Value)}")
            )
        );

    /// <summary>The paper whose id the row shares; null for any other key.</summary>
    public static PaperId? SharedWith(PaperId key)
    {
        var at = key.Arxiv is null ? key.Value.LastIndexOf("&" + Shared, StringComparison.Ordinal) : -1;
        return at >= 0 && PaperId.TryParse(Uri.UnescapeDataString(key.Value[(at + Shared.Length + 1)..]), out var shared)
            ? shared
            : null;
    }
}
