using PaperBot.Chat;

namespace PaperBot.Tests.Chat;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("一つ目です。二つ目です。", "一つ目です。|二つ目です。")]
    [InlineData("一つ目です.二つ目です.", "一つ目です.|二つ目です.")]
    [InlineData("目的としています.Thought Cloningは…です.", "目的としています.|Thought Cloningは…です.")]
    [InlineData("使います.(p.5)また、使います. (p.1,4-8) 次です.", "使います.(p.5)|また、使います. (p.1,4-8) |次です.")]
    [InlineData("論文のAbstract (p.1)に記載されています.次です.", "論文のAbstract (p.1)に記載されています.|次です.")]
    [InlineData("精度は77.3%です.", "精度は77.3%です.")]
    [InlineData("(Tay et al., 2022)が示した.図.3を見よ.", "(Tay et al., 2022)が示した.|図.3を見よ.")]
    [InlineData("「本当ですか？」と尋ねた。「はい。」次の文。", "「本当ですか？」と尋ねた。|「はい。」|次の文。")]
    [InlineData("すごい！！本当に？うん。", "すごい！！|本当に？|うん。")]
    [InlineData("It works. It works well! Does it? \"Yes.\" Good.", "It works. |It works well! |Does it? |\"Yes.\" |Good.")]
    [InlineData(
        "See Fig. 2, e.g. the left one, by J. Clune vs. S. Hu. Then go on.",
        "See Fig. 2, e.g. the left one, by J. Clune vs. S. Hu. |Then go on."
    )]
    [InlineData("Version 1.0 of foo.py is out. no capital follows", "Version 1.0 of foo.py is out. no capital follows")]
    [InlineData("GPT-4 is used.この後は日本語です。", "GPT-4 is used.|この後は日本語です。")]
    [InlineData("一行目\n二行目", "一行目\n|二行目")]
    [InlineData("", "")]
    public void Sentences_end_where_readers_of_both_languages_say_so(string text, string expected)
    {
        var ends = Sentences.Ends(text);
        var sentences = ends.Select((end, i) => text[(i == 0 ? 0 : ends[i - 1])..end]);

        string.Join('|', sentences).Should().Be(expected);
    }

    [Fact]
    public void The_first_sentences_keep_their_marks_and_end_in_no_code()
    {
        var text = RichText.Of(
            new Inline.Text("\n 最初の"),
            new Inline.Text("文", TextMarks.Bold),
            new Inline.Text("は "),
            new Inline.Code("a。b"),
            new Inline.Text(" です。 次の文です。最後の文です。")
        );

        Sentences.First(text, 1).ToString().Should().Be("最初の文は a。b です。");
        Sentences.First(text, 1).Parts.Should().Contain(new Inline.Text("文", TextMarks.Bold));
        Sentences.First(text, 2).ToString().Should().Be("最初の文は a。b です。 次の文です。");
        Sentences.First("broken into\nlines. Then more.", 1).ToString().Should().Be("broken into\nlines.");
        Sentences.First("一文だけ", 3).ToString().Should().Be("一文だけ");
    }
}
