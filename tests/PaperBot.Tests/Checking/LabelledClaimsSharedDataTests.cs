using PaperBot.Fakes;
using PaperBot.Papers;

namespace PaperBot.Tests.Checking;

/// <summary>What the checks notice on a real paper, and how often they are right about claims that were labelled before the checker existed.</summary>
public sealed class LabelledClaimsSharedDataTests(ITestOutputHelper output)
{
    private static readonly string Tacl = SharedData.PathOf("data", "pdfs", "lost-in-the-middle-tacl2024-ccby40.pdf");

    [Fact]
    public void What_is_called_verified_holds_and_what_is_called_failed_does_not()
    {
        var judged = LabelledClaim
            .Load()
            .Select(claim => (claim.Holds, SamplePapers.Checker.Check(claim.Answer, SamplePapers.Index(claim.Paper)).Verdict))
            .ToList();

        output.WriteLine(
            string.Join(
                '\n',
                new[] { true, false }.Select(holds =>
                    $"{(holds ? "hold" : "fail")}: "
                    + string.Join(", ", Enum.GetValues<Verdict>().Select(verdict => $"{Count(holds, verdict)} {verdict}"))
                )
            )
        );
        judged.Should().HaveCountGreaterThanOrEqualTo(60);
        Share(Count(true, Verdict.Verified), Count(false, Verdict.Verified)).Should().BeGreaterThanOrEqualTo(0.95);
        Share(Count(false, Verdict.Failed), Count(true, Verdict.Failed)).Should().BeGreaterThanOrEqualTo(0.90);
        // A check that dares nothing is precise too.
        Share(Count(true, Verdict.Verified), judged.Count(one => one.Holds) - Count(true, Verdict.Verified))
            .Should()
            .BeGreaterThan(0.7);
        Share(Count(false, Verdict.Failed), judged.Count(one => !one.Holds) - Count(false, Verdict.Failed))
            .Should()
            .BeGreaterThan(0.6);

        int Count(bool holds, Verdict verdict) => judged.Count(one => one.Holds == holds && one.Verdict == verdict);

        static double Share(int part, int rest) => (double)part / (part + rest);
    }

    [Fact]
    public async Task Quotes_of_a_real_paper_are_found_on_their_pages_and_on_no_other()
    {
        var mutations = new Mutations("tacl");
        var passages = await mutations.PassagesAsync(Tacl, 12, 30, TestContext.Current.CancellationToken);

        var accepted = mutations.Accepted(passages);
        var far = mutations.Moved(passages, neighbour: false);
        var near = mutations.Moved(passages, neighbour: true);
        var digits = mutations.MisquotedDigits(passages);

        output.WriteLine($"accepted {accepted} of {passages.Count}, moved {far}, to a neighbour {near}, digits {digits}");
        passages.Should().HaveCountGreaterThan(90);
        ((double)accepted / passages.Count).Should().BeGreaterThanOrEqualTo(0.97);
        ((double)far.Detected / far.Count).Should().BeGreaterThanOrEqualTo(0.95);
        ((double)near.Detected / near.Count).Should().BeGreaterThanOrEqualTo(0.90);
        ((double)digits.Detected / digits.Count).Should().BeGreaterThanOrEqualTo(0.95);
    }

    [Fact]
    public async Task A_claim_whose_number_has_one_digit_changed_is_noticed()
    {
        var mutations = new Mutations("tacl");
        var passages = await mutations.PassagesAsync(Tacl, 5, 60, TestContext.Current.CancellationToken);

        var (detected, count, alarms, truly) = mutations.ClaimedDigits(passages);

        output.WriteLine(
            $"changed digits noticed: {detected} of {count}; of sentences as they are, taken for such: {alarms} of {truly}"
        );
        count.Should().BeGreaterThan(100);
        ((double)detected / count).Should().BeGreaterThanOrEqualTo(0.95);
        ((double)alarms / truly).Should().BeLessThan(0.05);
    }

    [Fact]
    public void Claims_cited_to_pages_that_do_not_carry_them_are_not_verified()
    {
        var mutations = new Mutations("tacl");
        var all = mutations.Displaced(LabelledClaim.Load(), neighbour: false);
        var near = mutations.Displaced(LabelledClaim.Load(), neighbour: true);

        output.WriteLine($"failed, not verified, of all: {all}; on a neighbouring page: {near}");
        ((double)all.NotVerified / all.Count).Should().BeGreaterThanOrEqualTo(0.90);
    }
}
