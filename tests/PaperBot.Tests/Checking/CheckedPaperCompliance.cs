using PaperBot.Asking;
using PaperBot.Checking;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;
using PaperBot.Papers;
using PaperBot.Reading;
using PaperBot.Storage;

namespace PaperBot.Tests.Checking;

/// <summary>A paper from its PDF to the verdicts of its answers, and what people say about them, on whatever database; a class for each runs it.</summary>
public abstract class CheckedPaperCompliance(StoreProvider provider) : IAsyncLifetime
{
    private const string True = "LoRaNetは95Mパラメータのアダプタで、ToyQAで77.3%の精度に達します(p.1)。";
    private const string False = "学習はAdamWを用いてバッチサイズ256で20,000ステップ行われます(p.1)。";
    private const string Vague = "とても良い結果です(p.1)。";

    private static readonly PaperId Id = PaperId.Parse("2401.00001");
    private readonly string _folder = Directory.CreateTempSubdirectory("paperbot-checked").FullName;
    private TemporaryStore _temporary = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Store Store => _temporary.Store;

    private static Paper Paper { get; } =
        new()
        {
            Id = Id,
            Title = "LoRaNet",
            Arxiv = ArxivId.Parse("2401.00001v1"),
        };

    public async ValueTask InitializeAsync()
    {
        _temporary = await TemporaryStore.CreateAsync(provider, TimeProvider.System, Stop);
        await Store.WriteAsync(
            async session =>
            {
                var label = new WeekLabel(new DateOnly(2024, 1, 8), new DateOnly(2024, 1, 14));
                await PaperStore.SaveWeekAsync(session, label);
                await PaperStore.SavePaperAsync(session, Paper);
                await PaperStore.SavePlacesOfNoteAsync(session, label.Week, [Id]);
                await PaperStore.SaveNoteAsync(session, Note(True, False, Vague));
            },
            Stop
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _temporary.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_answer_gets_its_verdict_with_the_papers_own_words()
    {
        await ReadAsync();
        await CheckAsync();

        var answers = await AnswersAsync();
        answers.Select(answer => answer.Verdict).Should().Equal(Verdict.Verified, Verdict.Failed, Verdict.Unchecked);
        answers.Select(answer => answer.IsHeld).Should().Equal(false, true, false);
        answers[0].Checks.Single().Evidence.Should().Contain("95M parameters");
        answers[1].Checks.Single().BetterPage.Should().Be(2);
    }

    [Fact]
    public async Task The_same_note_and_pages_again_change_nothing()
    {
        await ReadAsync();
        (await CheckAsync())!.Changed.Should().BeTrue();

        (await CheckAsync())!.Changed.Should().BeFalse();
        (await ReadAsync()).Changed.Should().BeFalse();
    }

    [Fact]
    public async Task Where_no_pdf_can_be_had_everything_is_unchecked_with_the_reason()
    {
        var (pages, _) = await new ReadingStage(Store, Child()).ReadAsync(
            Paper,
            (_, _) => Task.FromResult<FoundPdf>(new FoundPdf.NotThere(new("ありません", "none"))),
            again: false,
            Stop
        );
        await CheckAsync();

        pages.Problem!.English.Should().Be("none");
        var answers = await AnswersAsync();
        answers.Should().OnlyContain(answer => answer.Verdict == Verdict.Unchecked && !answer.IsHeld);
        answers[0].VerdictReason.Should().Contain("could not be compared with the paper: none");
    }

    [Fact]
    public async Task A_pdf_without_text_leaves_the_paper_unchecked_and_is_no_empty_paper()
    {
        var (pages, _) = await ReadAsync(SmallPdf.Of("", ""));

        pages.State.Should().Be(PagesState.Refused);
        pages.Problem!.Japanese.Should().Contain("文字を取り出せません");
    }

    [Fact]
    public async Task A_pdf_of_another_paper_is_no_text_to_check_against()
    {
        var (pages, _) = await ReadAsync(
            SmallPdf.Of("An altogether different paper with 95M parameters and 77.3% accuracy on ToyQA.")
        );
        await CheckAsync();

        pages.Problem!.English.Should().Contain("another paper");
        (await AnswersAsync()).Should().OnlyContain(answer => answer.Verdict == Verdict.Unchecked);
    }

    [Fact]
    public async Task Another_pdf_is_read_and_checked_anew()
    {
        await ReadAsync();
        await CheckAsync();
        await ReadAsync(SmallPdf.Of("LoRaNet, the second version: about speech and audio.", "It has nothing of it."));

        var done = await CheckAsync();

        done!.Changed.Should().BeTrue();
        (await AnswersAsync()).Should().NotContain(answer => answer.Verdict == Verdict.Verified);
    }

    [Theory]
    [InlineData(AnswerPolicy.Hold, AnswerPolicy.Hold, new[] { false, true, true })]
    [InlineData(AnswerPolicy.Mark, AnswerPolicy.Mark, new[] { false, false, false })]
    public async Task The_operator_decides_what_becomes_of_a_verdict(AnswerPolicy failed, AnswerPolicy open, bool[] held)
    {
        await ReadAsync();
        await CheckAsync(new CheckingSettings { Failed = failed, Unchecked = open });

        (await AnswersAsync()).Select(answer => answer.IsHeld).Should().Equal(held);
    }

    [Fact]
    public async Task What_an_admin_passes_stays_passed_whatever_is_checked_or_imported_again()
    {
        await ReadAsync();
        await CheckAsync();

        (await RuleAsync(1, new AnswerRuling(RulingAction.Pass))).Should().Be(RulingOutcome.Done);
        await CheckAsync();
        await Store.WriteAsync(
            session => PaperStore.SaveNoteAsync(session, Note(True, False, Vague, "新しい回答です(p.2)。")),
            Stop
        );
        await CheckAsync();

        var answer = (await AnswersAsync())[1];
        (answer.Verdict, answer.IsHeld, answer.JudgedBy).Should().Be((Verdict.Verified, false, "slack:U1"));
        (await AuditAsync())
            .Should()
            .Contain(line => line.Entry.Action == "answer.pass" && line.Entry.Target == "2401.00001 ja Q2");
    }

    [Fact]
    public async Task A_corrected_page_and_an_edited_answer_survive_the_same_note_again()
    {
        await ReadAsync();
        await CheckAsync();
        await RuleAsync(1, new AnswerRuling(RulingAction.Page, False.Replace("p.1", "p.2")));
        await RuleAsync(1, new AnswerRuling(RulingAction.Edit, "学習は20,000ステップです(p.2)。"));

        var again = await Store.WriteAsync(session => PaperStore.SaveNoteAsync(session, Note(True, False, Vague)), Stop);
        await CheckAsync();

        again.Changed.Should().BeFalse();
        var answer = (await AnswersAsync())[1];
        answer.Answer.Should().Be("学習は20,000ステップです(p.2)。");
        answer.Citations.Single().Pages.Single().First.Should().Be(2);
        (answer.Verdict, answer.IsHeld, answer.JudgedBy).Should().Be((Verdict.Verified, false, "slack:U1"));
        answer.Checks.Single().Page.Should().Be(2);
    }

    [Fact]
    public async Task A_dropped_answer_stays_away_and_keeps_the_others_their_places()
    {
        await ReadAsync();
        await CheckAsync();

        await RuleAsync(0, new AnswerRuling(RulingAction.Drop));
        await CheckAsync();

        var answers = await AnswersAsync();
        answers.Select(answer => answer.IsHeld).Should().Equal(true, true, false);
        answers.Should().HaveCount(3);
    }

    [Fact]
    public async Task Who_rules_on_an_answer_that_has_changed_meanwhile_is_told()
    {
        var key = AnswerRulings.KeyOf((await AnswersAsync())[0]);
        await Store.WriteAsync(session => PaperStore.SaveNoteAsync(session, Note("別の回答です(p.2)。")), Stop);

        var outcome = await Store.WriteAsync(
            session =>
                AnswerRulings.RuleAsync(session, Id, Language.Japanese, 0, key, new AnswerRuling(RulingAction.Pass), "slack:U1"),
            Stop
        );

        outcome.Should().Be(RulingOutcome.Stale);
    }

    private Task<(PaperPages Pages, bool Changed)> ReadAsync(byte[]? pdf = null)
    {
        var content =
            pdf
            ?? SmallPdf.Of(
                "Introduction\nWe present LoRaNet, a low-rank adapter with 95M parameters. It reaches 77.3% accuracy on ToyQA.",
                "Training\nThe adapter is trained for 20,000 steps with the AdamW optimizer and a batch size of 256."
            );
        var path = Path.Combine(_folder, "paper.pdf");
        File.WriteAllBytes(path, content);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        return new ReadingStage(Store, Child()).ReadAsync(
            Paper,
            (_, _) => Task.FromResult<FoundPdf>(new FoundPdf.There(new FileInfo(path), hash, null)),
            again: false,
            Stop
        );
    }

    private static PdfChild Child() => new(new PdfLimits(), TimeProvider.System);

    private Task<CheckedPaper?> CheckAsync(CheckingSettings? settings = null) =>
        new CheckingStage(
            Store,
            new Checker(new BilingualTerms(Glossary.Shipped.Terms)),
            settings ?? new CheckingSettings()
        ).CheckAsync(Id, Stop);

    private async Task<RulingOutcome> RuleAsync(int index, AnswerRuling ruling)
    {
        var key = AnswerRulings.KeyOf((await AnswersAsync())[index]);
        return await Store.WriteAsync(
            session => AnswerRulings.RuleAsync(session, Id, Language.Japanese, index, key, ruling, "slack:U1"),
            Stop
        );
    }

    private async Task<IReadOnlyList<QuestionAnswer>> AnswersAsync() =>
        (await Store.ReadAsync(session => PaperStore.LoadNotesAsync(session, Id), Stop)).Single().QuestionAnswers;

    private Task<IReadOnlyList<AuditLine>> AuditAsync() => Store.ReadAsync(session => Audit.ReadAsync(session, 10), Stop);

    private static PaperNote Note(params string[] answers) =>
        new()
        {
            Paper = Id,
            Language = Language.Japanese,
            Summary = "要約です。",
            Origin = NoteOrigin.Imported("note.txt"),
            QuestionAnswers =
            [
                .. answers.Select(
                    (answer, i) =>
                        new QuestionAnswer
                        {
                            Question = $"{i + 1}番目の質問ですか?",
                            Answer = answer,
                            Citations = CitationReader.Read(answer),
                        }
                ),
            ],
        };
}

public sealed class SqliteCheckedPaperTests() : CheckedPaperCompliance(StoreProvider.Sqlite);

public sealed class PostgresCheckedPaperTests() : CheckedPaperCompliance(StoreProvider.Postgres);
