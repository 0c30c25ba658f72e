namespace PaperBot.Papers;

/// <summary>What a check found, in words.</summary>
public static class CheckTexts
{
    /// <summary>Why there is nothing to compare with.</summary>
    public static TextForPeople NoText(TextForPeople problem) =>
        new(
            $"論文の本文がないため照合できません（{problem.Japanese}）",
            $"it could not be compared with the paper: {problem.English}"
        );

    public static TextForPeople Of(CheckFinding finding) =>
        finding switch
        {
            CheckFinding.Carried => new("引用されたページの内容と合っています", "the cited pages carry it"),
            CheckFinding.QuoteFound => new("引用文が、示されたページにあります", "the quoted passage stands on its page"),
            CheckFinding.QuoteElsewhere => new("引用文は別のページにあります", "the quoted passage stands on another page"),
            CheckFinding.QuoteNowhere => new(
                "引用文が論文のどのページにも見つかりません",
                "the quoted passage stands nowhere in the paper"
            ),
            CheckFinding.InPart => new("引用されたページで裏付けられるのは一部だけです", "the cited pages have only part of it"),
            CheckFinding.FactMissing => new(
                "回答にある数値・図表・文献の一部が、引用されたページにありません",
                "a number, figure or work that it names is not on the cited pages"
            ),
            CheckFinding.ReferenceElsewhere => new(
                "引用された図表は別のページにあります",
                "the figure or table is on another page"
            ),
            CheckFinding.CarelessPages => new(
                "内容は合っていますが、ページの範囲が広いか、決まり文句のようなページ番号です",
                "the pages carry it, but they are a wide range or a template's"
            ),
            CheckFinding.OtherPage => new(
                "引用されたページではなく、別のページの内容です",
                "another page carries it, and the cited ones do not"
            ),
            CheckFinding.PageOutOfRange => new("論文にないページ番号です", "the paper has no such page"),
            CheckFinding.TellsReader => new(
                "読み手や他のモデルに指示をする文を含むため、掲載しません",
                "it tells its reader or other models what to do"
            ),
            CheckFinding.TooLittle => new(
                "照合の手がかりになる数値や用語が足りません",
                "it has too little that could be looked up"
            ),
            CheckFinding.MalformedPage => new("ページ番号として読めません", "no page number could be read"),
            CheckFinding.NoText => new("論文の本文がないため照合できません", "there is no text of the paper to compare it with"),
            _ => new("ページが示されていません", "it cites no page"),
        };
}
