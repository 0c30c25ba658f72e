using PaperBot.Fakes.Slack;
using static PaperBot.Slack.Tests.PublishedWorkspace;

namespace PaperBot.Slack.Tests;

/// <summary>What people do in a workspace where the week stands, through the real program.</summary>
public sealed class WorkspaceLifeTests(PublishedWorkspace workspace) : IClassFixture<PublishedWorkspace>, IDisposable
{
    private const string Question = "実験では、どのような結果が得られましたか？";
    private const string StoredAnswer = "Behavioral Cloningより速く上達しました";

    private static int _people;

    /// <summary>Each test has a person of its own, so that what one sees is what that test did.</summary>
    private readonly string _person = $"U0PERSON{Interlocked.Increment(ref _people)}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SlackStandIn Slack => workspace.Slack;

    public void Dispose()
    {
        Slack.Violations.Should().BeEmpty();
        Slack.Rejections.Should().BeEmpty();
    }

    [Fact]
    public async Task A_mention_in_a_papers_thread_is_answered_there_with_the_stored_answer()
    {
        var starter = workspace.Starter(Japanese, "Thought Cloning");

        var answer = await AnswerInThreadAsync(starter, $"<@{SlackStandIn.BotUserId}> {Question}");

        answer.Words.Should().Contain(StoredAnswer);
        answer.OnlyFor.Should().BeNull("everyone in the thread reads it");
    }

    [Fact]
    public async Task A_mention_that_nothing_stored_answers_gets_the_refusal()
    {
        var starter = workspace.Starter(Japanese, "MERT");

        var answer = await AnswerInThreadAsync(starter, $"<@{SlackStandIn.BotUserId}> 明日の東京の天気はどうなりますか？");

        answer.Words.Should().Contain("見つかりませんでした");
    }

    [Fact]
    public async Task A_plain_reply_is_answered_only_where_it_is_a_question_with_a_sure_answer()
    {
        var starter = workspace.Starter(English, "Thought Cloning");
        var before = Bots(starter).Count;
        await SayAsync(starter, "The experiments gave nice results with BabyAI.");
        await SayAsync(starter, "Where shall we have lunch tomorrow?");

        var answer = await AnswerInThreadAsync(starter, "What results did the experiments give?");
        await FenceAsync();

        answer.Words.Should().Contain("BabyAI");
        Bots(starter).Should().HaveCount(before + 1, "the remark and the question about lunch are met with silence");
    }

    [Theory]
    [InlineData("en-US", Japanese, "How to use PaperBot")]
    [InlineData("ja-JP", English, "PaperBotの使い方")]
    [InlineData("fr-FR", English, "How to use PaperBot")]
    [InlineData("fr-FR", Japanese, "PaperBotの使い方")]
    public async Task A_persons_own_language_counts_and_where_it_is_not_spoken_the_channels(
        string locale,
        string channel,
        string words
    )
    {
        Slack.AddUser(_person, locale);

        var help = await (await Slack.SlashAsync(_person, channel, "/paper", "help")).ResponseAsync(0, Stop);

        help.Words.Should().Contain(words);
    }

    [Fact]
    public async Task A_saved_paper_stands_on_the_start_page_beside_the_latest_week_and_the_search()
    {
        await (await Slack.SlashAsync(_person, Japanese, "/paper", "thought cloning")).ResponseAsync(0, Stop);
        var card = Slack.Ephemerals(_person).Should().ContainSingle().Subject;
        await (await Slack.PressAsync(_person, card, ActionOf(card.Blocks, "☆ 保存"))).ResponseAsync(0, Stop);
        Slack.Ephemerals(_person).Should().ContainSingle("it changes in place").Which.Words.Should().Contain("★ 保存をやめる");

        await Slack.OpenHomeAsync(_person);
        await Slack.UntilAsync(() => HomeWords().Contains("保存した論文"), Stop);
        HomeWords().Should().Contain("【2023-05-29 ~ 2023-06-04】の論文").And.NotContain("まだありません");

        var search = ActionOf(Slack.HomeOf(_person)!["blocks"], "論文名");
        var typed = await Slack.SuggestAsync(_person, Japanese, search, "mert");
        var options = (await typed.Acknowledged.WaitAsync(Stop))!["options"]!.AsArray();
        ((string)options[0]!["text"]!["text"]!).Should().Contain("MERT");
        await Slack.PressAsync(Slack.HomeViewOf(_person), search, (string)options[0]!["value"]!);
        await Slack.UntilAsync(() => Sheets().Count == 1, Stop);
        var sheet = Sheets()[0];
        Words(sheet).Should().Contain("MERT");

        await Slack.PressAsync(sheet, ActionOf(sheet.View["blocks"], "☆ 保存"));
        await Slack.UntilAsync(() => SavedWords().Contains("MERT"), Stop);
        SavedWords().Should().Contain("Thought Cloning");
        var listed = await (await Slack.SlashAsync(_person, Japanese, "/paper", "saved")).ResponseAsync(0, Stop);
        listed.Words.Should().Contain("MERT").And.Contain("Thought Cloning");
    }

    [Fact]
    public async Task The_star_under_a_papers_post_saves_it_for_the_one_who_pressed_and_leaves_the_post_to_the_others()
    {
        var starter = workspace.Starter(Japanese, "Thought Cloning");
        var (edits, words) = (starter.Edits, starter.Words);

        await (await Slack.PressAsync(_person, starter, ActionOf(starter.Blocks, "☆ 保存"))).ResponseAsync(0, Stop);

        Slack
            .Ephemerals(_person)
            .Should()
            .ContainSingle()
            .Which.Words.Should()
            .Contain("★ 保存しました")
            .And.Contain("★ 保存をやめる");
        (starter.Edits, starter.Words).Should().Be((edits, words));
        var listed = await (await Slack.SlashAsync(_person, Japanese, "/paper", "saved")).ResponseAsync(0, Stop);
        listed.Words.Should().Contain("Thought Cloning");
    }

    [Fact]
    public async Task A_stored_answer_is_opened_in_place_asked_about_in_a_form_rated_and_shared()
    {
        await (await Slack.SlashAsync(_person, English, "/paper", "thought cloning")).ResponseAsync(0, Stop);
        var card = Slack.Ephemerals(_person).Should().ContainSingle().Subject;
        await (await Slack.PressAsync(_person, card, ActionOf(card.Blocks, "質問を選"), "5")).ResponseAsync(0, Stop);
        var answer = Slack.Ephemerals(_person).Should().ContainSingle("the answer stands where the card stood").Subject;
        answer.Words.Should().Contain(StoredAnswer);

        await (await Slack.PressAsync(_person, answer, ActionOf(answer.Blocks, "👍"))).ResponseAsync(0, Stop);
        Slack.Ephemerals(_person).Should().Contain(message => message.Words.Contains("ありがとうございます"));

        await (await Slack.PressAsync(_person, answer, ActionOf(answer.Blocks, "チャンネルに共有"))).ResponseAsync(0, Stop);
        Slack.Messages(English)[^1].Words.Should().Contain(StoredAnswer);

        await Slack.PressAsync(_person, answer, ActionOf(answer.Blocks, "質問する"));
        await Slack.UntilAsync(() => Sheets().Count == 1, Stop);
        await Slack.SubmitAsync(Sheets()[0], ("question", "安全性の面では、どのような使い道がありますか？"));
        await Slack.UntilAsync(() => Slack.Ephemerals(_person).Any(message => message.Words.Contains("Precrime")), Stop);
    }

    [Fact]
    public async Task An_admin_puts_a_channel_in_and_takes_it_out_and_nobody_else_may()
    {
        var refused = await (await Slack.SlashAsync(_person, Elsewhere, "/paper-admin", "subscribe")).ResponseAsync(0, Stop);
        refused.Words.Should().Contain("管理者だけ");

        (await AdminAsync("subscribe en")).Should().Contain("#elsewhere に英語");
        (await AdminAsync("channels"))
            .Should()
            .Contain("✓ slack #elsewhere: 英語、最大 10 本")
            .And.Contain("✓ slack #general: 日本語、最大 10 本、設定で固定");
        (await AdminAsync("subscribe papers=3 want=\"thought cloning, rl\" mute=survey"))
            .Should()
            .Contain("英語、最大 3 本、優先: thought cloning/rl、省略: survey");
        (await AdminAsync("subscribe papers=3")).Should().Contain("すでに英語、最大 3 本");
        (await AdminAsync("subscribe fr")).Should().Contain("「fr」がわかりません");
        var settings = await (await Slack.SlashAsync(AdminUser, "C0GENERAL", "/paper-admin", "unsubscribe")).ResponseAsync(
            0,
            Stop
        );
        settings.Words.Should().Contain("設定ファイルの Channels");
        (await AdminAsync("rerun latest dry-run")).Should().Contain("#elsewhere: 投稿");
        (await AdminAsync("unsubscribe")).Should().Contain("配信をやめました");
        (await AdminAsync("channels")).Should().NotContain("elsewhere");
        (await AdminAsync("unsubscribe")).Should().Contain("配信していません");
    }

    private async Task<string> AdminAsync(string text) =>
        (await (await Slack.SlashAsync(AdminUser, Elsewhere, "/paper-admin", text)).ResponseAsync(0, Stop)).Words;

    private async Task SayAsync(StandInMessage starter, string text)
    {
        var (_, events) = await Slack.SayAsync(_person, starter.Channel, text, starter.Ts);
        foreach (var heard in events)
        {
            await heard.Acknowledged.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        }
    }

    private async Task<StandInMessage> AnswerInThreadAsync(StandInMessage starter, string text)
    {
        var before = Bots(starter).Count;
        await SayAsync(starter, text);
        await Slack.UntilAsync(() => Bots(starter).Count > before, Stop);
        return Bots(starter)[before];
    }

    /// <summary>What was heard before a command is dealt with before its answer stands.</summary>
    private async Task FenceAsync() => await (await Slack.SlashAsync(_person, Japanese, "/paper", "list")).ResponseAsync(0, Stop);

    private List<StandInMessage> Bots(StandInMessage starter) =>
        [.. Slack.Messages(starter.Channel, starter.Ts).Where(message => message.BotId is not null)];

    private List<StandInView> Sheets() => [.. Slack.Views.Where(view => view.User == _person)];

    private static string Words(StandInView view) => string.Join('\n', BlockKitValidator.TextOf(view.View["blocks"]));

    /// <summary>The part of the start page below the heading of what is saved.</summary>
    private string SavedWords() => HomeWords().Split("保存した論文")[1];

    private string HomeWords() => string.Join('\n', BlockKitValidator.TextOf(Slack.HomeOf(_person)?["blocks"]));
}
