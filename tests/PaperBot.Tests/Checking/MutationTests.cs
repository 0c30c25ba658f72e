namespace PaperBot.Tests.Checking;

/// <summary>What the checks notice, measured on papers of our own whose sentences all differ in their numbers.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("toy-onecol")]
    [InlineData("toy-twocol")]
    public async Task Quotes_are_found_on_their_pages_and_on_no_other(string paper)
    {
        var mutations = new Mutations(paper);
        var passages = await mutations.PassagesAsync(
            SamplePapers.Sample(paper + ".pdf"),
            7,
            30,
            TestContext.Current.CancellationToken
        );

        var accepted = mutations.Accepted(passages);
        var far = mutations.Moved(passages, neighbour: false);
        var near = mutations.Moved(passages, neighbour: true);
        var digits = mutations.MisquotedDigits(passages);

        output.WriteLine(
            $"{paper}: accepted {accepted} of {passages.Count}, moved {far}, to a neighbour {near}, digits {digits}"
        );
        passages.Should().HaveCountGreaterThan(90);
        ((double)accepted / passages.Count).Should().BeGreaterThanOrEqualTo(0.97);
        ((double)far.Detected / far.Count).Should().BeGreaterThanOrEqualTo(0.95);
        ((double)near.Detected / near.Count).Should().BeGreaterThanOrEqualTo(0.90);
        ((double)digits.Detected / digits.Count).Should().BeGreaterThanOrEqualTo(0.95);
    }
}
