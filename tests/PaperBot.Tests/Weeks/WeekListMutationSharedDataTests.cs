using PaperBot.Fakes;
using PaperBot.Weeks;

namespace PaperBot.Tests.Weeks;

/// <summary>The real lists, damaged: weeks by themselves, and whole year files.</summary>
public sealed class WeekListMutationSharedDataTests
{
    private static readonly (string Name, string Text)[] Files =
    [
        .. Directory
            .GetFiles(SharedData.PathOf("data", "dair", "years"), "*.md")
            .Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file), File.ReadAllText(file))),
    ];

    [Fact]
    public void Damaged_weeks_never_crash_nor_give_an_unflagged_paper_of_two_rows_nor_take_long()
    {
        var weeks = Files.SelectMany(file => Weeks(file.Text).Select(text => (file.Name, Text: text))).ToList();
        weeks.Should().HaveCount(181);
        Try(new ListMutation(new Random(1)), weeks, ByHand.Count(2_000, 100_000), 1_000);
    }

    [Fact]
    public void Damaged_year_files_never_crash_nor_give_an_unflagged_paper_of_two_rows_nor_take_long() =>
        Try(new ListMutation(new Random(2)), [.. Files], ByHand.Count(8, 200), 100);

    private static void Try(ListMutation mutation, List<(string Name, string Text)> texts, int count, int compared)
    {
        var readings = texts.ConvertAll(text => WeekListParser.Parse(text.Text, text.Name));
        for (var index = 0; index < count; index++)
        {
            var (name, text) = texts[index % texts.Count];
            mutation.Try(text, name, readings[index % texts.Count]);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{mutation.Compared} unflagged papers compared, mutated lists took {mutation.Slowdown:0.00} times as long"
        );
        mutation.Compared.Should().BeGreaterThan(compared);
        mutation.Slowdown.Should().BeLessThan(2);
    }

    private static IEnumerable<string> Weeks(string file)
    {
        var starts = new List<int>();
        for (
            var at = file.IndexOf("\n## ", StringComparison.Ordinal);
            at >= 0;
            at = file.IndexOf("\n## ", at + 1, StringComparison.Ordinal)
        )
        {
            starts.Add(at + 1);
        }

        return starts.Select((start, index) => file[start..(index + 1 < starts.Count ? starts[index + 1] : file.Length)]);
    }
}
