namespace PaperBot.Asking;

/// <summary>A paper that a part of a question names.</summary>
/// <param name="Value">How sure that is: 3 for a stored id, 1.2 for a name, 0.5 and up for an author.</param>
/// <param name="First">The symbols of the question that name it; none where it was recognised by its title's words.</param>
internal readonly record struct NameHit(int Paper, double Value, int First, int Count)
{
    /// <summary>It was recognised by words of its title, which adds to what its names say.</summary>
    public bool IsTitle { get; init; }
}

/// <summary>A paper that a name belongs to, and how sure the name makes of it.</summary>
internal readonly record struct NamedPaper(int Paper, double Value);

/// <summary>Lists by key that hold each value once, as long as equal values come close together.</summary>
internal static class ListsByKey
{
    private const int Near = 16;

    public static void Grow<TKey, TValue>(this Dictionary<TKey, List<TValue>> lists, TKey key, TValue value)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists.Add(key, list = new List<TValue>(1));
        }

        // What is added twice is added for the same paper, one after the other.
        for (var i = list.Count - 1; i >= Math.Max(0, list.Count - Near); i--)
        {
            if (EqualityComparer<TValue>.Default.Equals(list[i], value))
            {
                return;
            }
        }

        list.Add(value);
    }
}
