namespace PaperBot.Papers;

/// <summary>
/// The numbers of a week's papers among its posts: at first their places, from then on they stay, so that a paper keeps its posts whatever
/// comes and goes beside it. Pure.
/// </summary>
public static class WeekSlots
{
    /// <returns>A number from 1 for each paper, no two the same.</returns>
    public static IReadOnlyDictionary<PaperId, int> Of(StoredWeek week)
    {
        var slots = new Dictionary<PaperId, int>();
        var used = new HashSet<int>();
        foreach (var paper in week.Papers)
        {
            if (paper.Slot is { } slot && used.Add(slot))
            {
                slots[paper.Paper.Id] = slot;
            }
        }

        var next = Math.Max(week.Papers.Count, used.DefaultIfEmpty(0).Max());
        for (var place = 1; place <= week.Papers.Count; place++)
        {
            var id = week.Papers[place - 1].Paper.Id;
            if (!slots.ContainsKey(id))
            {
                var free = used.Add(place) ? place : ++next;
                used.Add(free);
                slots[id] = free;
            }
        }

        return slots;
    }
}
