using PaperBot.Asking;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Tests.Asking;

/// <summary>What people see who ask, over the sample week in a real store.</summary>
public sealed class AskingConversationTests
{
    private static readonly AskingSettings Keeping = new() { KeepUnanswered = true };

    [Fact]
    public async Task An_answer_shows_the_question_as_stored_with_links_to_the_pages_and_what_can_be_done()
    {
        await using var scene = await AskingScene.OpenAsync();
        var reply = await scene.TypeAsync("DPOはなぜ報酬モデルが要らないの?");

        reply
            .Text()
            .Should()
            .Contain("DPOでは、なぜ報酬モデルが要らないのですか？")
            .And.Contain("2305.18290")
            .And.Contain("#page=");
        reply.Text().Should().Contain("Direct Preference Optimization");
        var labels = reply.Buttons().Select(button => button.Label).ToList();
        labels.Should().Contain(["👍", "👎"]);
        reply.Should().BeOfType<CommandReply.Show>().Which.Audience.Should().Be(Audience.Asker);
    }

    [Fact]
    public async Task An_answer_says_what_the_check_of_its_pages_said()
    {
        await using var scene = await AskingScene.OpenAsync();
        var reply = await scene.TypeAsync("DPOはなぜ報酬モデルが要らないの?");
        // Imported and not checked yet.
        reply.Text().Should().Contain("未確認");
    }

    [Fact]
    public async Task Within_five_minutes_the_same_person_need_not_name_the_paper_again()
    {
        await using var scene = await AskingScene.OpenAsync();
        await scene.TypeAsync("mezo");
        (await scene.TypeAsync("メモリはどのくらい節約できる?")).Text().Should().Contain("2305.17333");

        await scene.TypeAsync("dpo");
        scene.Time.Advance(TimeSpan.FromMinutes(4));
        var soon = await scene.TypeAsync("実験の効果は?");
        scene.Time.Advance(TimeSpan.FromMinutes(6));
        soon.Text().Should().Contain("2305.18290");
        scene.Commands.Recall(AskingScene.Origin("U1", null)).Should().BeNull("six minutes have passed");
        scene.Commands.Recall(AskingScene.Origin("U2", null)).Should().BeNull("another person asked nothing");
    }

    [Theory]
    [InlineData("forget me")]
    [InlineData("忘れて")]
    public async Task Who_wishes_to_be_forgotten_is_and_nobody_else(string words)
    {
        await using var scene = await AskingScene.OpenAsync(Keeping);
        var saved = new SavedPapers(scene.Store);
        var paper = PaperId.Parse("2305.18290");
        foreach (var user in new[] { "U1", "U2" })
        {
            await saved.SaveAsync(AskingScene.Origin(user, null), paper, TestContext.Current.CancellationToken);
            await scene.TypeAsync("dpo", user);
        }

        (await scene.TypeAsync(words)).Text().Should().Contain("保存した論文 1 件");

        (await saved.ListAsync(AskingScene.Origin("U1", null), TestContext.Current.CancellationToken)).Should().BeEmpty();
        scene.Commands.Recall(AskingScene.Origin("U1", null)).Should().BeNull();
        (await saved.ListAsync(AskingScene.Origin("U2", null), TestContext.Current.CancellationToken)).Should().Equal(paper);
        scene.Commands.Recall(AskingScene.Origin("U2", null)).Should().Be(paper);
    }

    [Fact]
    public async Task In_a_papers_thread_only_that_paper_answers()
    {
        await using var scene = await AskingScene.OpenAsync();
        scene.Threads["T9"] = PaperId.Parse("2306.00029");
        var reply = await scene.TypeAsync("強みは何?", thread: "T9");
        reply.Text().Should().Contain("似たライブラリと比べた強みは何ですか？");
    }

    [Fact]
    public async Task In_a_thread_the_bot_speaks_up_by_itself_only_where_it_is_sure()
    {
        await using var scene = await AskingScene.OpenAsync();
        scene.Threads["T9"] = PaperId.Parse("2306.00029");
        (await scene.SayAsync("似たライブラリと比べた強みは何ですか?", "T9", mentionsUs: false))
            .Should()
            .BeOfType<CommandReply.Show>()
            .Which.Audience.Should()
            .Be(Audience.Channel);
        (await scene.SayAsync("お昼どこ行く?", "T9", mentionsUs: false)).Should().BeOfType<CommandReply.Silence>();
        (await scene.SayAsync("似たライブラリと比べた強みは何ですか?", null, mentionsUs: false))
            .Should()
            .BeOfType<CommandReply.Silence>();
    }

    [Fact]
    public async Task What_nothing_answers_is_refused_and_nothing_is_kept_without_consent()
    {
        await using var scene = await AskingScene.OpenAsync();
        var reply = await scene.TypeAsync("量子コンピュータで暗号は破れる?");

        reply.Message().Fallback.Should().Be(AskingTexts.Japanese.NothingStored);
        reply.Buttons().Should().NotContain(button => button.Label == AskingTexts.Japanese.TellMe);
        (await scene.Unanswered.ListAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
    }

    [Fact]
    public async Task Like_questions_are_kept_as_one_with_a_count_and_without_a_name()
    {
        await using var scene = await AskingScene.OpenAsync(Keeping);
        await scene.TypeAsync("量子コンピュータで暗号は破れる?", "U1");
        await scene.TypeAsync("量子コンピュータで暗号は破れますか", "U2");
        await scene.TypeAsync("気象予報の当たる割合を株価で説明して", "U3");

        var open = await scene.Unanswered.ListAsync(TestContext.Current.CancellationToken);
        open.Select(question => question.Times).Should().Equal(2, 1);
        var columns = await scene.Store.ReadAsync(
            session => session.QueryAsync<string>("select id || question || coalesce(paper, '') from unanswered"),
            TestContext.Current.CancellationToken
        );
        columns.Should().NotContain(text => text.Contains("U1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_admins_answer_joins_the_store_and_who_wished_is_told_once()
    {
        await using var scene = await AskingScene.OpenAsync(Keeping);
        var cancellationToken = TestContext.Current.CancellationToken;
        var refused = await scene.TypeAsync("DPOの学習率はいくつですか?", "U7");
        await scene.PressAsync(refused.Buttons().Single(button => button.Label == AskingTexts.Japanese.TellMe).Id, "U7");
        var open = (await scene.Unanswered.ListAsync(cancellationToken)).Single();
        var answered = await scene.Unanswered.AnswerAsync(
            open.Id,
            new HumanAnswer(
                PaperId.Parse("2305.18290"),
                Language.Japanese,
                open.Question,
                "付録に5e-7とあります。",
                "slack:U0ADMIN"
            ),
            cancellationToken
        );
        answered.Should().BeTrue();
        (
            await scene.Unanswered.AnswerAsync(
                open.Id,
                new HumanAnswer(PaperId.Parse("2305.18290"), Language.Japanese, open.Question, "二度目", "slack:U0ADMIN"),
                cancellationToken
            )
        )
            .Should()
            .BeFalse("it is closed already");
        await scene.Index.LoadAsync(cancellationToken);

        (await scene.TypeAsync("dpo", "U8")).Text().Should().NotContain("5e-7");
        (await scene.TypeAsync("dpo", "U7")).Text().Should().Contain("5e-7").And.Contain(AskingTexts.Japanese.NowAnswered);
        (await scene.TypeAsync("dpo", "U7")).Text().Should().NotContain("5e-7", "people are told once");
        var found = await scene.TypeAsync("DPOの学習率はいくつですか?", "U9");
        found.Text().Should().Contain("5e-7").And.Contain(AskingTexts.Japanese.AnsweredByPerson);
    }

    [Fact]
    public async Task A_second_vote_of_the_same_person_replaces_the_first()
    {
        await using var scene = await AskingScene.OpenAsync();
        var reply = await scene.TypeAsync("DPOはなぜ報酬モデルが要らないの?");
        var (up, down) = (
            reply.Buttons().Single(button => button.Label == "👍").Id,
            reply.Buttons().Single(button => button.Label == "👎").Id
        );
        await scene.PressAsync(up, "U1");
        await scene.PressAsync(down, "U1");
        await scene.PressAsync(down, "U2");

        var votes = (await scene.Ratings.ListAsync(TestContext.Current.CancellationToken)).Single();
        (votes.Up, votes.Down).Should().Be((0, 2));
    }

    [Fact]
    public async Task Two_papers_are_put_side_by_side_where_both_have_an_answer()
    {
        await using var scene = await AskingScene.OpenAsync();
        var reply = await scene.TypeAsync("compare dpo mezo");
        reply.Text().Should().Contain("Direct Preference Optimization").And.Contain("Just Forward Passes");
        reply.Message().Blocks.OfType<ChatBlock.Divider>().Should().NotBeEmpty("both say how good the results are");
        (await scene.TypeAsync("compare dpo")).Message().Fallback.Should().Be(AskingTexts.Japanese.CompareUsage);
        (await scene.TypeAsync("compare")).Message().Fallback.Should().Be(AskingTexts.Japanese.CompareUsage);
        (await scene.TypeAsync("authors")).Message().Fallback.Should().Be(AskingTexts.Japanese.AuthorsUsage);
        (await scene.TypeAsync("compare dpo zzqy")).Message().Fallback.Should().Be(AskingTexts.Japanese.NoPaperCalled("zzqy"));
    }

    [Theory]
    [InlineData("dp", "Direct Preference Optimization")]
    [InlineData("thought", "Thought Cloning")]
    [InlineData("rafai", "Direct Preference Optimization")]
    [InlineData("報酬モデルが要", "報酬モデルが要らない")]
    public async Task The_list_fills_with_papers_and_stored_questions_while_somebody_types(string typed, string expected)
    {
        await using var scene = await AskingScene.OpenAsync();
        var options = scene.Commands.Suggest(
            new SuggestRequest(AskingScene.Origin("U1", null), PaperCommands.Name, typed),
            Language.Japanese
        );
        options.Count.Should().BeLessThanOrEqualTo(25);
        options.Should().Contain(option => option.Label.Contains(expected, StringComparison.Ordinal));
        // A chosen entry comes back as the command's text and opens what it showed.
        (await scene.TypeAsync(options[0].Value))
            .Should()
            .BeOfType<CommandReply.Show>();
    }

    [Fact]
    public async Task In_a_channel_its_own_newest_digest_comes_first_for_questions_and_while_typing()
    {
        await using var scene = await AskingScene.OpenAsync();
        const string Asked = "帆の角度は何で制御しますか?";
        await SaveAsync(new DateOnly(2023, 6, 5), "2306.99998", "Older sails", "舵で制御します.(p.1)");
        await SaveAsync(new DateOnly(2023, 6, 12), "2306.99999", "Newer sails", "風で制御します.(p.1)");
        await scene.Index.LoadAsync(TestContext.Current.CancellationToken);

        var elsewhere = await scene.TypeAsync(Asked, "U1");
        scene.Newest["C1"] = WeekId.Parse("2023-W23");
        var here = await scene.TypeAsync(Asked, "U2");
        var typed = scene.Commands.Suggest(
            new SuggestRequest(AskingScene.Origin("U2", null), PaperCommands.Name, ""),
            Language.Japanese
        );

        elsewhere.Text().Should().Contain("風で制御します");
        here.Text().Should().Contain("舵で制御します").And.NotContain("風で制御します");
        typed[0].Label.Should().Contain("Older sails");

        Task SaveAsync(DateOnly monday, string id, string title, string answer) =>
            StoredWeeks.SaveAsync(
                scene.Store,
                AskStore.WeekOf(monday, AskStore.Paper(id, title, [(Asked, answer)])),
                TestContext.Current.CancellationToken
            );
    }

    [Fact]
    public async Task What_another_process_stores_is_found_soon_and_nobody_waits_for_it()
    {
        await using var scene = await AskingScene.OpenAsync();
        var cancellationToken = TestContext.Current.CancellationToken;
        await scene.Index.StartAsync(cancellationToken);
        await scene.Index.Ready;
        var before = scene.Index.Current;
        await using var other = new Store(new SqliteDialect(scene.StoreFile, TimeProvider.System));
        await other.WriteAsync(
            session =>
                HumanAnswers.SaveAsync(
                    session,
                    new HumanAnswer(
                        PaperId.Parse("2305.17333"),
                        Language.Japanese,
                        "温度計は要りますか?",
                        "要りません。",
                        "slack:U1"
                    )
                ),
            cancellationToken
        );

        while (scene.Index.Current.Answers.Count == before.Answers.Count)
        {
            // Whoever asks meanwhile is answered from the index before.
            scene.Index.Current.Ask(new AskQuery("dpo")).Should().BeOfType<AskOutcome.PaperCard>();
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken)
                .WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
        }

        scene.Index.Current.Answers.Should().Contain(answer => answer.IsHuman);
        await scene.Index.StopAsync(cancellationToken);
    }
}
