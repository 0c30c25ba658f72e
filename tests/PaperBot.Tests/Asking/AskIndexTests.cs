using PaperBot.Asking;
using PaperBot.Papers;

namespace PaperBot.Tests.Asking;

public sealed class AskIndexTests
{
    private static readonly StoredPaper Cooking = AskStore.Paper(
        "2301.00011",
        "SoupNet: Learning to Cook from Recipes",
        [
            ("SoupNetの目的は何ですか?", "レシピから調理手順を学習するロボットを作ることです.(p.1)"),
            ("SoupNetの限界は?", "塩加減の調整が苦手で、火力の強い環境では失敗が増えます.(p.9)"),
            ("報酬モデルを使いますか?", "いいえ、報酬モデルは不要です.(p.2)"),
        ],
        authors: ["Jane Cluny", "Taro Yamada"]
    );

    private static readonly StoredPaper Sailing = AskStore.Paper(
        "2301.00022",
        "Wind Reader (WR): Sail Control without Gradients",
        [
            ("Wind Readerはメモリをどれだけ使いますか?", "推論と同じ量のメモリで済みます.(p.3)"),
            ("学習に逆伝播は必要ですか?", "必要ありません.順伝播だけで学習します.(p.4)"),
        ]
    );

    private readonly AskIndex _index = AskStore.Index(Cooking, Sailing);

    [Theory]
    [InlineData("1")]
    [InlineData("1=1")]
    [InlineData("2+2=?")]
    [InlineData("👍 9")]
    public void What_holds_no_letter_asks_nothing(string text)
    {
        _index.Ask(new AskQuery(text)).Should().BeOfType<AskOutcome.None>();
        _index.Ask(new AskQuery(text) { Within = Cooking.Paper.Id }).Should().BeOfType<AskOutcome.None>("in a thread too");
    }

    [Theory]
    [InlineData("SoupNet")]
    [InlineData("soup net")]
    [InlineData("ｓｏｕｐｎｅｔ")]
    [InlineData("soupnte")]
    [InlineData("スープネット")]
    [InlineData("Cluny")]
    [InlineData("クルーニー")]
    [InlineData("2301.00011")]
    [InlineData("https://arxiv.org/pdf/2301.00011v3.pdf")]
    [InlineData("SoupNetの論文")]
    public void A_paper_is_found_by_everything_it_is_called(string text) =>
        _index.Ask(new AskQuery(text)).Paper!.Id.Value.Should().Be("2301.00011");

    [Theory]
    [InlineData("SoupNetの弱点は?", "SoupNetの限界は?")]
    [InlineData("what are the limitations of soupnet", "SoupNetの限界は?")]
    [InlineData("how much memory does wind reader need", "Wind Readerはメモリをどれだけ使いますか?")]
    [InlineData("バックプロパゲーションなしで学べる?", "学習に逆伝播は必要ですか?")]
    public void A_question_in_other_words_gets_the_stored_answer(string text, string question)
    {
        var outcome = _index.Ask(new AskQuery(text));
        outcome.Should().NotBeOfType<AskOutcome.None>();
        outcome.Ranked[0].Answer.QuestionAnswer.Question.Should().Be(question);
    }

    [Fact]
    public void Papers_of_the_channels_newest_digest_are_preferred_to_those_of_a_newer_week_that_it_has_not_seen()
    {
        var older = AskStore.WeekOf(new DateOnly(2023, 5, 22), Asked("2301.00031"));
        var newer = AskStore.WeekOf(new DateOnly(2023, 5, 29), Asked("2301.00032"));
        var index = AskIndex.Build([newer, older], Glossary.Shipped);

        FirstPaper(null).Should().Be("2301.00032", "without a channel the newest week comes first");
        FirstPaper(older.Week).Should().Be("2301.00031");
        FirstPaper(newer.Week).Should().Be("2301.00032");
        FirstPaper(WeekId.Parse("2020-W01")).Should().Be("2301.00032", "nothing of that digest is stored any more");
        index.Suggest(new AskQuery("") { Newest = older.Week }, 25)[0].Paper.Id.Value.Should().Be("2301.00031");

        string FirstPaper(WeekId? newest) =>
            index.Ask(new AskQuery("学習率はどう決めますか?") { Newest = newest }).Ranked[0].Answer.Paper.Id.Value;

        static StoredPaper Asked(string id) =>
            AskStore.Paper(id, $"Title {id}", [("学習率はどう決めますか?", "検証データで決めます.(p.2)")]);
    }

    [Fact]
    public void A_paper_that_comes_again_belongs_to_both_of_its_weeks()
    {
        var other = AskStore.Paper("2301.00033", "Another", [("SoupNetと違って報酬モデルを使いますか?", "はい.(p.2)")]);
        var older = AskStore.WeekOf(new DateOnly(2023, 5, 22), Cooking, other);
        var newer = AskStore.WeekOf(new DateOnly(2023, 5, 29), Cooking);
        var index = AskIndex.Build([newer, older], Glossary.Shipped);

        index.Data.Newest(older.Week).Should().BeEquivalentTo([0, 1]);
        index.Data.Newest(newer.Week).Should().BeEquivalentTo([0]);
        index.Data.Newest(null).Should().BeEquivalentTo([0]);
    }

    [Theory]
    [InlineData("おはようございます")]
    [InlineData("thanks!")]
    [InlineData("2412.99999")]
    [InlineData("量子コンピュータで暗号は破れる?")]
    public void What_nothing_stored_answers_is_refused(string text) =>
        _index.Ask(new AskQuery(text)).Should().BeOfType<AskOutcome.None>();

    [Fact]
    public void In_a_thread_only_its_papers_answers_compete()
    {
        var outcome = _index.Ask(new AskQuery("目的は?") { Within = PaperId.Parse("2301.00022") });
        outcome.Ranked.Should().OnlyContain(ranked => ranked.Answer.Paper.Id.Value == "2301.00022");
    }

    [Fact]
    public void A_failed_answer_is_in_no_answer()
    {
        var note = Cooking.Notes[Language.Japanese];
        var failed = note with
        {
            QuestionAnswers = [note.QuestionAnswers[0], note.QuestionAnswers[1] with { Verdict = Verdict.Failed }],
        };
        var index = AskStore.Index(Cooking with { Notes = new Dictionary<Language, PaperNote> { [Language.Japanese] = failed } });

        index.Answers.Select(answer => answer.Index).Should().Equal(0);
        index.Ask(new AskQuery("SoupNetの限界は?")).Ranked.Should().NotContain(ranked => ranked.Answer.Index == 1);
    }

    [Fact]
    public void The_same_question_gets_the_same_answer_every_time()
    {
        var first = _index.Ask(new AskQuery("学習 メモリ 目的"));
        for (var i = 0; i < 5; i++)
        {
            var again = AskStore.Index(Cooking, Sailing).Ask(new AskQuery("学習 メモリ 目的"));
            again
                .Ranked.Select(ranked => (ranked.Answer.Index, ranked.Score))
                .Should()
                .Equal(first.Ranked.Select(ranked => (ranked.Answer.Index, ranked.Score)));
            again.Confidence.Should().Be(first.Confidence);
        }
    }
}
