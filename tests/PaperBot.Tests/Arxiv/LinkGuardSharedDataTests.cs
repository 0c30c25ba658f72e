using System.Text;
using PaperBot.Arxiv;
using PaperBot.Fakes;

namespace PaperBot.Tests.Arxiv;

/// <summary>The guard on the names and abstracts of real lists, where not even the titles are there to help it.</summary>
public sealed class LinkGuardSharedDataTests
{
    private static readonly List<(string Name, string Abstract)> Rows =
    [
        .. ReadTable(File.ReadAllText(SharedData.PathOf("data", "dair", "research", "ml-potw-10232023.csv")))
            .Skip(1)
            .Where(row => row[4].Trim().Length > 0)
            .Select(row => (row[0], row[4])),
    ];

    [Fact]
    public void Right_links_are_rarely_suspected() =>
        Rows.Count(row => LinkGuard.IsSuspicious(row.Name, "", row.Abstract)).Should().BeLessThan(Rows.Count * 4 / 100);

    [Fact]
    public void Names_beside_other_papers_are_mostly_caught()
    {
        var pairs = Rows.SelectMany(
                (row, index) =>
                    Enumerable.Range(1, 5).Select(step => (row.Name, Rows[(index + (step * 37)) % Rows.Count].Abstract))
            )
            .ToList();

        pairs.Count(pair => LinkGuard.IsSuspicious(pair.Name, "", pair.Abstract)).Should().BeGreaterThan(pairs.Count * 80 / 100);
    }

    /// <summary>Fields in quotes may hold commas, line breaks and doubled quotes.</summary>
    private static List<List<string>> ReadTable(string text)
    {
        var rows = new List<List<string>> { new() };
        var field = new StringBuilder();
        var quoted = false;
        for (var index = 0; index < text.Length; index++)
        {
            switch (text[index])
            {
                case '"' when quoted && index + 1 < text.Length && text[index + 1] == '"':
                    field.Append(text[++index]);
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    rows[^1].Add(field.ToString());
                    field.Clear();
                    break;
                case '\n' when !quoted:
                    rows[^1].Add(field.ToString());
                    field.Clear();
                    rows.Add([]);
                    break;
                case '\r' when !quoted:
                    break;
                default:
                    field.Append(text[index]);
                    break;
            }
        }

        return [.. rows.Where(row => row.Count == 5)];
    }
}
