namespace PaperBot.Checking;

/// <summary>Something in a claim that either stands on a page or does not.</summary>
/// <param name="Text">As the claim has it, for people.</param>
/// <param name="Weight">What finding it says.</param>
internal abstract record Anchor(string Text, double Weight)
{
    public const double OfNumber = 2.5;
    public const double OfWork = 2.5;
    public const double OfReference = 1.5;
    public const double OfPair = 1.5;
    public const double OfEntry = 1.2;
    public const double OfLatin = 1.0;
    public const double OfTerm = 0.9;

    /// <summary>Its places on a page, as offsets into the page's text.</summary>
    public abstract IEnumerable<int> PlacesOn(IndexedPage page);

    /// <param name="NeedsPercent">It counts only where a percent sign stands behind it.</param>
    public sealed record Number(string Text, decimal Value, bool NeedsPercent) : Anchor(Text, OfNumber)
    {
        public override IEnumerable<int> PlacesOn(IndexedPage page) => NeedsPercent ? page.FindPercent(Value) : page.Find(Value);
    }

    /// <summary>Another work by its author and year.</summary>
    public sealed record Work(string Text, IReadOnlyList<string> Author, string Year) : Anchor(Text, OfWork)
    {
        private const int Reach = 60;

        public override IEnumerable<int> PlacesOn(IndexedPage page) =>
            page.Find(Author)
                .Where(place =>
                    page.Text.AsSpan(place, Math.Min(Reach, page.Text.Length - place)).Contains(Year, StringComparison.Ordinal)
                );
    }

    /// <summary>A figure, table or algorithm.</summary>
    public sealed record Reference(string Text, string Key) : Anchor(Text, OfReference)
    {
        public override IEnumerable<int> PlacesOn(IndexedPage page) => page.FindReference(Key);
    }

    /// <summary>A numbered entry of the bibliography: [12].</summary>
    public sealed record Entry(string Text, int Ordinal) : Anchor(Text, OfEntry)
    {
        public override IEnumerable<int> PlacesOn(IndexedPage page) => page.FindEntry(Ordinal);
    }

    /// <summary>Words side by side, in one of several forms.</summary>
    /// <param name="Key">Letters and digits of a name that may be set with other hyphens; null for plain words.</param>
    public sealed record Phrase(string Text, IReadOnlyList<IReadOnlyList<string>> Forms, string? Key, double Weight)
        : Anchor(Text, Weight)
    {
        public override IEnumerable<int> PlacesOn(IndexedPage page) =>
            Forms.SelectMany(page.Find).Concat(Key is null ? [] : page.FindName(Key));
    }
}
