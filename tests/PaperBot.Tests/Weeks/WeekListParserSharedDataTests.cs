using PaperBot.Fakes;
using PaperBot.Papers;
using PaperBot.Weeks;

namespace PaperBot.Tests.Weeks;

/// <summary>The real lists of 2023 to 2026, against what was counted in them by other means.</summary>
public sealed class WeekListParserSharedDataTests
{
    private static readonly WeekListReading Years = WeekListReading.Combine(
        Directory
            .GetFiles(SharedData.PathOf("data", "dair", "years"), "*.md")
            .Order(StringComparer.Ordinal)
            .Select(file => WeekListParser.Parse(File.ReadAllText(file), file))
    );

    [Theory]
    [InlineData(2023, 52, 466)]
    [InlineData(2024, 52, 427)]
    [InlineData(2025, 52, 427)]
    [InlineData(2026, 25, 228)]
    public void A_year_has_its_weeks_its_papers_and_their_ids(int year, int weeks, int withId)
    {
        var reading = Read("years", $"{year}.md");

        reading.Refusals.Should().BeEmpty();
        reading.Weeks.Should().HaveCount(weeks);
        reading.Weeks.Should().OnlyContain(week => week.IsComplete);
        reading.Weeks.SelectMany(week => week.Papers).Should().HaveCount(weeks * 10);
        reading.Weeks.SelectMany(week => week.Papers).Count(paper => paper.Arxiv is not null).Should().Be(withId);
    }

    [Fact]
    public void The_labels_give_181_weeks_one_after_the_other_with_the_one_hole_that_is_there()
    {
        var weeks = Years.Weeks.Select(week => week.Week).ToList();

        weeks.Should().OnlyHaveUniqueItems().And.BeInDescendingOrder().And.HaveCount(181);
        weeks[^1].ToString().Should().Be("2023-W01");
        weeks[0].ToString().Should().Be("2026-W26");
        var holes = weeks.Zip(weeks.Skip(1)).Where(pair => pair.First.Previous() != pair.Second).ToList();
        holes.Should().ContainSingle().Which.First.Previous().ToString().Should().Be("2026-W12");
        Years
            .Weeks.Where(week => week.Flags.Count > 0)
            .Select(week => $"{week.Week} {string.Join(',', week.Flags)}")
            .Should()
            .Equal("2026-W13 week-skipped");
    }

    [Theory]
    [InlineData(7, 169)]
    [InlineData(8, 11)]
    [InlineData(6, 1)]
    public void Labels_are_six_to_eight_days_long(int days, int weeks) =>
        Years.Weeks.Count(week => week.Label.End.DayNumber - week.Label.Start.DayNumber + 1 == days).Should().Be(weeks);

    [Theory]
    [InlineData("2025.md", 723, "2024-12-30", "2025-01-05", "2025-W01")]
    [InlineData("2026.md", 367, "2025-12-29", "2026-01-04", "2026-W01")]
    [InlineData("2023.md", 850, "2023-01-09", "2023-01-15", "2023-W02")]
    [InlineData("2023.md", 680, "2023-03-20", "2023-03-26", "2023-W12")]
    [InlineData("2023.md", 765, "2023-02-13", "2023-02-19", "2023-W07")]
    [InlineData("2023.md", 663, "2023-03-27", "2023-04-02", "2023-W13")]
    [InlineData("2023.md", 512, "2023-05-29", "2023-06-04", "2023-W22")]
    public void Every_shape_of_label_gives_its_dates(string file, int line, string start, string end, string week)
    {
        var found = Read("years", file).Weeks.Single(week => week.Line == line);

        found.Label.Start.ToString("yyyy-MM-dd").Should().Be(start);
        found.Label.End.ToString("yyyy-MM-dd").Should().Be(end);
        found.Week.ToString().Should().Be(week);
    }

    [Fact]
    public void Papers_without_an_id_link_elsewhere_and_four_link_nowhere()
    {
        var papers = Years.Weeks.SelectMany(week => week.Papers).ToList();

        papers.Count(paper => paper.Arxiv is null && paper.Link is not null).Should().Be(258);
        papers.Count(paper => paper.Link is null).Should().Be(4);
        papers.Where(paper => paper.Arxiv is not null).Should().OnlyContain(paper => paper.Arxiv!.Id.Length == 10);
        papers.Count(paper => paper.Arxiv?.Version is not null).Should().BeInRange(95, 110);
        // Of 3,595 links three are empty; the report that stands in a description comes on top.
        papers.Sum(paper => paper.Links.Count).Should().Be(3595 - 3 + 1);
    }

    [Theory]
    [InlineData(
        "2025.md",
        237,
        2,
        "Disentangling the Factors of Convergence between Brains and Computer Vision Models",
        "https://arxiv.org/abs/2508.18226",
        "2508.18226",
        "pipe-in-text"
    )]
    [InlineData("2025.md", 41, 2, "GigaTIME", "https://www.cell.com/cell/fulltext/S0092-8674(25)01312-1", null, "")]
    [InlineData("2023.md", 558, 9, "Symbol tuning", "https://arxiv.org/abs/2305.08298", "2305.08298", "stray-bracket")]
    [InlineData("2025.md", 713, 2, "Agent Laboratory", "https://arxiv.org/abs/2501.04227", "2501.04227", "stray-bracket")]
    [InlineData("2026.md", 21, 10, "NatureBench", "https://arxiv.org/abs/2606.24530", "2606.24530", "empty-link")]
    [InlineData("2023.md", 31, 4, "VideoPoet", "https://sites.research.google/videopoet/", null, "")]
    [InlineData("2023.md", 692, 9, "Text2Room", "https://arxiv.org/abs/2303.11989", "2303.11989", "")]
    [InlineData(
        "2024.md",
        13,
        2,
        "Large Concept Models",
        "https://ai.meta.com/research/publications/large-concept-models-language-modeling-in-a-sentence-representation-space",
        null,
        ""
    )]
    [InlineData("2024.md", 195, 2, "Molmo", "https://molmo.allenai.org/paper.pdf", null, "")]
    [InlineData(
        "2024.md",
        47,
        8,
        "The Byte Latent Transformer (BLT)",
        "https://ai.meta.com/research/publications/byte-latent-transformer-patches-scale-better-than-tokens/",
        null,
        ""
    )]
    [InlineData(
        "2024.md",
        474,
        1,
        "AlphaFold 3",
        "https://blog.google/technology/ai/google-deepmind-isomorphic-alphafold-3-ai-model/",
        null,
        ""
    )]
    [InlineData(
        "2025.md",
        434,
        3,
        "An Operating System for Memory-Augmented Generation in LLMs",
        "https://arxiv.org/abs/2505.22101",
        "2505.22101",
        "name-runs-on"
    )]
    [InlineData(
        "2025.md",
        435,
        4,
        "Building Production-Grade Conversational Agents with Workflow Graphs",
        "https://arxiv.org/abs/2505.23006",
        "2505.23006",
        "name-runs-on"
    )]
    [InlineData(
        "2023.md",
        879,
        9,
        "Iterated Decomposition: Improving Science Q&A by Supervising Reasoning Processes",
        "https://arxiv.org/abs/2301.01751",
        "2301.01751",
        ""
    )]
    [InlineData("2024.md", 281, 4, "EfficientRAG", "https://arxiv.org/abs/2408.04259", "2408.04259", "")]
    [InlineData(
        "2023.md",
        723,
        6,
        "Foundation Models for Decision Making: Problems, Methods, and Opportunities",
        "https://arxiv.org/abs/2303.04129",
        "2303.04129",
        "labelled-project"
    )]
    [InlineData("2023.md", 856, 3, "Multimodal Deep Learning", "https://arxiv.org/abs/2301.04856", "2301.04856", "labelled-book")]
    [InlineData(
        "2023.md",
        837,
        1,
        "Google AI Research Recap (2022 Edition)",
        "https://ai.googleblog.com/2023/01/google-research-2022-beyond-language.html",
        null,
        "labelled-blog"
    )]
    [InlineData(
        "2025.md",
        614,
        1,
        "Claude 3.7 Sonnet",
        "https://assets.anthropic.com/m/785e231869ea8b3b/original/claude-3-7-sonnet-system-card.pdf",
        null,
        "labelled-system-card"
    )]
    [InlineData(
        "2025.md",
        603,
        4,
        "Conversational Speech Model",
        "https://www.sesame.com/research/crossing_the_uncanny_valley_of_voice",
        null,
        "labelled-technical-report"
    )]
    [InlineData(
        "2025.md",
        558,
        1,
        "Tracing the Thoughts of LLMs",
        "https://transformer-circuits.pub/2025/attribution-graphs/methods.html",
        null,
        "labelled-paper-1 several-papers"
    )]
    [InlineData(
        "2025.md",
        536,
        7,
        "Compute Agent Arena",
        "https://arena.xlang.ai/blog/computer-agent-arena",
        null,
        "labelled-report link-in-description"
    )]
    [InlineData("2025.md", 181, 2, "DeepSeek-V3.2-Exp", null, null, "no-paper-link")]
    [InlineData(
        "2025.md",
        213,
        6,
        "Stress Testing Deliberative Alignment for Anti-Scheming Training",
        "https://x.com/GoogleDeepMind/status/1968691852678173044",
        null,
        "paper-is-post"
    )]
    [InlineData(
        "2024.md",
        214,
        7,
        "A Comprehensive Evaluation of Quantized Instruction-Tuned LLMs",
        "https://arxiv.org/abs/2409.11055",
        "2409.11055",
        "post-is-paper"
    )]
    [InlineData("2025.md", 676, 7, "Docling", "https://arxiv.org/abs/2501.17887", "2501.17887", "")]
    [InlineData("2025.md", 127, 4, "SmolLM2", "https://huggingface.co/papers/2502.02737", "2502.02737", "mirror-link")]
    [InlineData(
        "2024.md",
        285,
        8,
        "Scaling LLM Test-Time Compute Optimally",
        "https://arxiv.org/abs/2408.05109",
        "2408.05109",
        "shared-id"
    )]
    [InlineData("2024.md", 287, 10, "Survey of NL2QL", "https://arxiv.org/abs/2408.05109", "2408.05109", "shared-id")]
    [InlineData("2023.md", 301, 7, "FacTool", "https://arxiv.org/abs/2307.13528v2", "2307.13528v2", "seen-before")]
    [InlineData("2023.md", 516, 1, "Let's Verify Step by Step", "https://arxiv.org/abs/2305.20050", "2305.20050", "")]
    public void Every_irregularity_is_read_and_flagged_as_ruled(
        string file,
        int line,
        int rank,
        string name,
        string? link,
        string? arxiv,
        string flags
    )
    {
        var paper = Read("years", file).Weeks.SelectMany(week => week.Papers).Single(paper => paper.Line == line);

        paper.Rank.Should().Be(rank);
        paper.Name.Should().Be(name);
        paper.Link?.OriginalString.Should().Be(link);
        paper.Arxiv?.ToString().Should().Be(arxiv);
        string.Join(" ", paper.Flags).Should().Be(flags);
    }

    [Fact]
    public void Rows_are_flagged_where_the_facts_say_so_and_nowhere_else()
    {
        var flagged = Years
            .Weeks.SelectMany(week => week.Papers.Select(paper => (Year: week.Label.End.Year, Paper: paper)))
            .Where(row => row.Paper.Flags.Count > 0)
            .Select(row => $"{row.Year}:{row.Paper.Line}")
            .ToList();

        string[] expected =
        [
            "2023:128",
            "2023:301",
            "2023:558",
            "2023:723",
            "2023:740",
            "2023:771",
            "2023:837",
            "2023:856",
            "2023:872",
            "2024:214",
            "2024:259",
            "2024:285",
            "2024:287",
            "2024:461",
            "2025:127",
            "2025:181",
            "2025:213",
            "2025:237",
            "2025:321",
            "2025:335",
            "2025:348",
            "2025:434",
            "2025:435",
            "2025:536",
            "2025:558",
            "2025:603",
            "2025:614",
            "2025:615",
            "2025:629",
            "2025:670",
            "2025:713",
            "2025:716",
            "2025:717",
            "2026:21",
            "2026:34",
            "2026:85",
            "2026:126",
        ];
        flagged.Should().BeEquivalentTo(expected);
    }

    [Theory]
    [InlineData("2023-01-08-first-table", 1, 10)]
    [InlineData("2023-01-08-numbered-list", 2, 11)]
    [InlineData("2023-01-24-images", 3, 30)]
    [InlineData("2023-02-14-placeholders", 6, 53)]
    [InlineData("2023-06-04-seed-week", 22, 219)]
    [InlineData("2023-06-11-same-heading-twice", 23, 229)]
    [InlineData("2023-09-17-number-inside-bold", 36, 359)]
    [InlineData("2023-10-03-gitbook-escapes", 39, 390)]
    [InlineData("2024-01-07-year-headings", 53, 530)]
    [InlineData("2026-04-16-renamed-one-file", 170, 1700)]
    public void Earlier_layouts_are_read_too(string name, int weeks, int papers)
    {
        var reading = Read("history", $"README-{name}.md");

        reading.Weeks.Should().HaveCount(weeks);
        reading.Weeks.SelectMany(week => week.Papers).Should().HaveCount(papers);
        reading.Weeks.SelectMany(week => week.Papers).Should().OnlyContain(paper => paper.Name.Length > 0);
    }

    [Fact]
    public void What_an_earlier_layout_does_not_give_is_refused_with_line_and_reason()
    {
        Read("history", "README-2023-01-08-numbered-list.md").Refusals.Should().ContainSingle().Which.Line.Should().Be(32);
        var placeholders = Read("history", "README-2023-02-14-placeholders.md").Weeks[0];
        placeholders.Flags.Should().Contain(ListFlags.Placeholders);
        placeholders.IsComplete.Should().BeFalse();
        var twice = Read("history", "README-2023-06-11-same-heading-twice.md").Weeks.Where(week => !week.IsComplete).ToList();
        twice.Should().HaveCount(3).And.OnlyContain(week => week.Flags.Contains(ListFlags.WeekTwice) || week.Papers.Count == 9);
        Read("history", "README-2023-06-04-seed-week.md")
            .Weeks.Single(week => week.Papers.Count == 9)
            .Flags.Should()
            .Contain([ListFlags.FewerThanTen, ListFlags.RankGap]);
    }

    [Fact]
    public void The_one_file_of_July_2025_gives_every_name_without_bold()
    {
        var reading = Read("legacy", "README-2025-07-20.md");

        reading.Refusals.Should().BeEmpty();
        reading.Weeks.Should().HaveCount(130).And.OnlyContain(week => week.IsComplete);
        var papers = reading.Weeks.SelectMany(week => week.Papers).ToDictionary(paper => paper.Line);
        papers[465].Name.Should().Be("DeepSeek-R1");
        papers[507].Name.Should().Be("Agents Are Not Enough");
        papers.Values.Should().OnlyContain(paper => paper.Name.Length <= 140);
    }

    [Fact]
    public void The_lists_and_the_sample_note_name_the_same_papers_in_2023_W22()
    {
        var week = Years.Weeks.Single(week => week.Week == WeekId.Parse("2023-W22"));
        var note = File.ReadAllText(SharedData.PathOf("data", "notes", "2023-05-29.txt"));

        week.Papers.Should().OnlyContain(paper => note.Contains(paper.Arxiv!.Id, StringComparison.Ordinal));
    }

    [Fact]
    public void The_index_alone_is_no_list_and_names_the_year_files()
    {
        var text = File.ReadAllText(SharedData.PathOf("data", "dair", "README.md"));

        ListLayout
            .Of(text)
            .Should()
            .BeOfType<ListLayout.YearFiles>()
            .Which.Files.Should()
            .Equal("years/2026.md", "years/2025.md", "years/2024.md", "years/2023.md");
    }

    private static WeekListReading Read(params string[] path)
    {
        var file = SharedData.PathOf(["data", "dair", .. path]);
        return WeekListParser.Parse(File.ReadAllText(file), file);
    }
}
