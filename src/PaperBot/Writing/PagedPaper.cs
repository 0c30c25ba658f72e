using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>A paper as the writer is given it: what is known of it and its text by page.</summary>
/// <param name="Pages">By number, counted from 1.</param>
public sealed record PagedPaper(Paper Paper, IReadOnlyList<PageText> Pages)
{
    /// <summary>As the model is shown it: what addresses a model or a reviewer is no part of the paper.</summary>
    internal PagedPaper WithoutHidden() =>
        this with
        {
            Pages = [.. Pages.Select(page => page with { Text = HiddenInstructions.Remove(page.Text, out _) })],
        };
}

/// <summary>
/// A paper's text as a model reads it: in a block whose name the text cannot know, each page under its number, without what addresses a model
/// instead of a reader.
/// </summary>
internal sealed record PaperBlock(string Tag, string Text, IReadOnlyList<HiddenText> Hidden)
{
    public static PaperBlock Of(PagedPaper paper) => Of(paper, paper.Pages);

    /// <summary>The paper in blocks of at most so many tokens, cut between pages; a page that alone is longer is a block of its own.</summary>
    public static IReadOnlyList<PaperBlock> Parts(PagedPaper paper, long tokens)
    {
        var parts = new List<PaperBlock>();
        var pages = new List<PageText>();
        var size = 0L;
        foreach (var page in paper.Pages)
        {
            var length = TokenEstimate.Of(page.Text);
            if (pages.Count > 0 && size + length > tokens)
            {
                parts.Add(Of(paper, pages));
                pages = [];
                size = 0;
            }

            pages.Add(page);
            size += length;
        }

        parts.Add(Of(paper, pages));
        return parts;
    }

    private static PaperBlock Of(PagedPaper paper, IReadOnlyList<PageText> pages)
    {
        var hidden = new List<HiddenText>();
        var text = new StringBuilder();
        foreach (var page in pages)
        {
            text.Append(CultureInfo.InvariantCulture, $"[page {page.Number}]\n");
            text.Append(HiddenInstructions.Remove(page.Text, out var found).Trim()).Append("\n\n");
            hidden.AddRange(found.Select(sentence => new HiddenText(page.Number, sentence)));
        }

        // Equal papers give equal blocks, so that a server's prompt cache and our own ledger know them again.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(paper.Paper.Id.Value + text)));
        var tag = "paper-" + hash[..12];
        return new PaperBlock(
            tag,
            $"<{tag} title=\"{HiddenInstructions.Title(paper.Paper.Title)}\">\n{text.ToString().TrimEnd()}\n</{tag}>",
            hidden
        );
    }
}

/// <summary>A sentence that addresses a model or a reviewer, and the page it stands on.</summary>
public sealed record HiddenText(int Page, string Sentence);
