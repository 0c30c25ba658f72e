using System.Globalization;
using PaperBot.Storage;

namespace PaperBot.Papers;

/// <summary>The texts of papers in the store, page by page.</summary>
public static class PageStore
{
    private sealed record TextRow(
        string State,
        string Wanted,
        string Version,
        string Hash,
        string Reader,
        string Problem,
        string Unreadable
    );

    private sealed record PageRow(long Number, string Body);

    /// <summary>What is known of a paper's text, with its pages; null where nobody has looked for it yet.</summary>
    public static async Task<PaperPages?> FindAsync(StoreSession session, PaperId paper)
    {
        if (await FindHeadAsync(session, paper) is not { } head)
        {
            return null;
        }

        var rows = await session.QueryAsync<PageRow>(
            "select number as Number, body as Body from paper_page where paper = @paper order by number",
            new { paper = paper.Value }
        );
        return head with { Pages = [.. rows.Select(row => new PageText((int)row.Number, row.Body))] };
    }

    /// <summary>The same without the pages.</summary>
    public static async Task<PaperPages?> FindHeadAsync(StoreSession session, PaperId paper) =>
        await session.FindAsync<TextRow>(
            """
            select state as State, wanted as Wanted, version as Version, hash as Hash, reader as Reader, problem as Problem, unreadable as Unreadable
            from paper_text where paper = @paper
            """,
            new { paper = paper.Value }
        )
            is { } row
            ? new PaperPages
            {
                Paper = paper,
                State = Enum.Parse<PagesState>(row.State),
                Wanted = Id(row.Wanted),
                Version = Id(row.Version),
                Hash = row.Hash,
                Reader = row.Reader,
                Problem = row.Problem.Length == 0 ? null : TextForPeople.FromStored(row.Problem),
                Unreadable =
                [
                    .. row
                        .Unreadable.Split(',', StringSplitOptions.RemoveEmptyEntries)
                        .Select(number => int.Parse(number, CultureInfo.InvariantCulture)),
                ],
            }
            : null;

    /// <summary>Puts this in the place of what was known.</summary>
    public static async Task SaveAsync(StoreSession session, PaperPages pages)
    {
        var paper = pages.Paper.Value;
        await session.ExecuteAsync("delete from paper_page where paper = @paper", new { paper });
        await session.ExecuteAsync(
            """
            insert into paper_text(paper, state, wanted, version, hash, reader, problem, unreadable, at)
            values(@paper, @state, @wanted, @version, @Hash, @Reader, @problem, @unreadable, @now)
            on conflict(paper) do update set state = excluded.state, wanted = excluded.wanted, version = excluded.version, hash = excluded.hash,
              reader = excluded.reader, problem = excluded.problem, unreadable = excluded.unreadable, at = excluded.at
            """,
            new
            {
                paper,
                state = pages.State.ToString(),
                wanted = pages.Wanted?.ToString() ?? "",
                version = pages.Version?.ToString() ?? "",
                pages.Hash,
                pages.Reader,
                problem = pages.Problem?.ToStored() ?? "",
                unreadable = string.Join(',', pages.Unreadable),
                now = await session.NowAsync(),
            }
        );
        foreach (var page in pages.Pages)
        {
            await session.ExecuteAsync(
                "insert into paper_page(paper, number, characters, body) values(@paper, @number, @characters, @Text)",
                new
                {
                    paper,
                    number = (long)page.Number,
                    characters = (long)page.Text.Length,
                    page.Text,
                }
            );
        }
    }

    private static ArxivId? Id(string text) => text.Length == 0 ? null : ArxivId.Parse(text);
}
