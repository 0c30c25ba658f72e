using System.Globalization;

namespace PaperBot.Papers;

/// <summary>What importing and exporting notes says to people, in each language.</summary>
internal sealed record NoteTexts
{
    /// <summary>What a flag means, for a report: <c>引用がない回答</c>.</summary>
    public required IReadOnlyDictionary<string, string> Flags { get; init; }

    /// <summary>The mark of an answer that nobody is shown but who exports it.</summary>
    public required string HeldBack { get; init; }

    /// <summary>How many answers an export for readers does not show.</summary>
    public required Func<int, string> LeftOut { get; init; }

    /// <summary>Line, excerpt, what was expected.</summary>
    public required Func<int, string, string, string> Found { get; init; }

    /// <summary>Line of the file's end, what was expected.</summary>
    public required Func<int, string, string> Ended { get; init; }

    public required Func<NoteExpectation, string, string> Expectations { get; init; }

    /// <summary>Week, label, whether anything changed.</summary>
    public required Func<WeeklyNote, bool, string> Imported { get; init; }

    public required Func<int, int, int, string> Counts { get; init; }

    public required Func<NoteChange, string> Change { get; init; }

    /// <summary>Revision, number of Q&amp;As.</summary>
    public required Func<ImportedPaper, int, string> PaperFacts { get; init; }

    /// <summary>Answers with a structural flag, answers.</summary>
    public required Func<int, int, string> Flagged { get; init; }

    public required string NothingOdd { get; init; }

    /// <summary>How often, where.</summary>
    public required Func<int, string, string> Times { get; init; }

    /// <summary>Line numbers, whether there are more.</summary>
    public required Func<string, bool, string> AtLines { get; init; }

    public required Func<string, string, string> NotImported { get; init; }

    public static NoteTexts Japanese { get; } =
        new()
        {
            Flags = new Dictionary<string, string>
            {
                [NoteFlags.MalformedPage] = "ページ番号になっていない引用（節番号など）",
                [NoteFlags.ReversedRange] = "始めと終わりが逆のページ範囲",
                [NoteFlags.AbbreviatedRange] = "終わりを略したページ範囲",
                [NoteFlags.UnreadPart] = "読み取れない部分のある引用",
                [NoteFlags.NoCitation] = "ページの引用がない回答",
                [NoteFlags.LeakedTemplate] = "3本以上の論文で使い回されている引用",
                [NoteFlags.NearDuplicateAnswer] = "前の回答とほぼ同じ回答",
                [NoteFlags.NearDuplicateQuestion] = "前の質問とほぼ同じ質問",
                [NoteFlags.DuplicateQuestion] = "前の質問と同じ質問",
                [NoteFlags.RepeatsItself] = "同じ内容の段落を繰り返す回答",
                [NoteFlags.PageOutOfRange] = "論文にないページの引用",
                [NoteFlags.ReferenceElsewhere] = "別のページにある図や表の引用",
                [NoteFlags.WideRange] = "4ページ以上にわたる引用",
                [NoteFlags.UncitedParagraph] = "引用のない段落が混じる回答",
                [NoteFlags.CutOff] = "途中で切れている文章",
                [NoteFlags.StrayEnglish] = "日本語に混じった英語のつなぎ言葉",
                [NoteFlags.WrongLanguage] = "ノートの言語で書かれていない文章",
                [NoteFlags.SubjectDrift] = "別のモデルや手法をこの論文のものとする回答",
                [NoteFlags.TellsReader] = "読み手に指示をする回答",
                [NoteFlags.MixedStyle] = "「です・ます」と「だ・である」の混在",
                [NoteFlags.TitleDiffers] = "一覧と本文で異なる題名",
                [NoteFlags.DateDiffers] = "一覧と本文で異なる発行日",
                [NoteFlags.DatesReversed] = "発行日より前の最終更新日",
                [NoteFlags.ControlCharacters] = "制御文字の入った文章（そのまま保存します）",
                [NoteFlags.CountDiffers] = "一覧の本数と異なる「○本」の数",
                [NoteFlags.NumberingDiffers] = "順番どおりでない一覧の番号",
                [NoteFlags.OrderDiffers] = "一覧と異なる本文の順序（一覧の順で保存）",
                [NoteFlags.UnreadText] = "ノートのどの項目にも当たらない行（保存しません）",
            },
            HeldBack = "✕ 公開を保留",
            LeftOut = count => $"引用したページと合わない回答{Number(count)}件は掲載していません。",
            Imported = (note, changed) =>
                changed
                    ? $"{note.Week}（{NoteDates.Iso(note.Label.Start)} ~ {NoteDates.Iso(note.Label.End)}）の{LanguageName(note.Language)}ノートを取り込みました。"
                    : $"{note.Week}（{NoteDates.Iso(note.Label.Start)} ~ {NoteDates.Iso(note.Label.End)}）の{LanguageName(note.Language)}ノートは取り込み済みです。変更はありません。",
            Counts = (papers, answers, citations) => $"論文 {papers}本、Q&A {Number(answers)}件、引用 {Number(citations)}件",
            Change = change =>
                change switch
                {
                    NoteChange.New => "新規",
                    NoteChange.Unchanged => "変更なし",
                    NoteChange.Replaced => "差し替え",
                    _ => "ノートなし",
                },
            PaperFacts = (paper, answers) =>
                paper.Revision switch
                {
                    0 => "",
                    1 => $"（Q&A {answers}件）",
                    _ => $"（Q&A {answers}件、第{paper.Revision}版）",
                },
            Flagged = (flagged, answers) =>
                $"気になる点（そのまま保存し、修正はしていません）: 回答{Number(answers)}件のうち{Number(flagged)}件",
            NothingOdd = "気になる点はありません。",
            Times = (count, where) => $"{Number(count)}件{where}",
            AtLines = (lines, more) => $"（{lines}行目{(more ? "ほか" : "")}）",
            NotImported = (file, reason) => $"{file} は取り込めませんでした。ストアは変更していません。\n{reason}",
            Found = (line, found, expected) => $"{line}行目: {expected}が必要ですが、「{found}」とあります。",
            Ended = (line, expected) => $"{line}行目: {expected}が必要ですが、ファイルがここで終わっています。",
            Expectations = (expected, detail) =>
                expected switch
                {
                    NoteExpectation.SomeText => "週次ノートの本文",
                    NoteExpectation.Utf8 => "UTF-8の文字（UTF-8で保存し直してください）",
                    NoteExpectation.SmallerFile => $"{detail}以下のファイル",
                    NoteExpectation.Heading => "見出し「最新論文ノート:【2023-05-29 ~ 2023-06-04】」の形の1行",
                    NoteExpectation.WeekDates => "「【2023-05-29 ~ 2023-06-04】」の形の期間（14日以内）",
                    NoteExpectation.Theme => "「今回のテーマ:」で始まる行",
                    NoteExpectation.ListHeading => "「紹介する論文は以下の10本となります.」の形の行",
                    NoteExpectation.ListedPaper => "「1. 題名 (発行日:2023年06月01日)」の形の一覧",
                    NoteExpectation.ListedDate => "行末の「(発行日:2023年06月01日)」",
                    NoteExpectation.Section => $"一覧にある論文「{detail}」の本文",
                    NoteExpectation.SectionTitle => detail.Length > 0
                        ? $"一覧にある論文の題名（次は「{detail}」）"
                        : "一覧にある論文の題名（どの論文の本文もすでにあります）",
                    NoteExpectation.Authors => "「著者:」の行",
                    NoteExpectation.Published => "「発行日:」の行",
                    NoteExpectation.Updated => "「最終更新日:」の行",
                    NoteExpectation.Address => "「URL:」の行",
                    NoteExpectation.Categories => "「カテゴリ:」の行",
                    NoteExpectation.Date => "「2023年06月01日」の形の日付",
                    NoteExpectation.WebAddress => "httpまたはhttpsのアドレス",
                    NoteExpectation.Names => "カンマで区切った名前",
                    NoteExpectation.Summary => "「概要:」の見出しとその文章",
                    NoteExpectation.QuestionsHeading => "「Q&A:」の見出し",
                    NoteExpectation.Question => "「Q:」で始まる質問",
                    NoteExpectation.Answer => "前の質問への「A:」で始まる回答",
                    NoteExpectation.WholeAnswer => "最後の論文の、最後まで書かれた最初の回答",
                    NoteExpectation.FewerQuestions => $"1本の論文につき{detail}件以下の質問",
                    NoteExpectation.FewerPapers => $"{detail}本以下の論文",
                    NoteExpectation.AnotherPaper => $"ほかの論文と異なるURL（{detail}はすでにあります）",
                    NoteExpectation.PaperId => "論文を特定するarXivの番号またはURL",
                    _ => throw new ArgumentOutOfRangeException(nameof(expected)),
                },
        };

    public static NoteTexts English { get; } =
        new()
        {
            Flags = new Dictionary<string, string>
            {
                [NoteFlags.MalformedPage] = "citations that give no page number (a section number, for example)",
                [NoteFlags.ReversedRange] = "page ranges that run backwards",
                [NoteFlags.AbbreviatedRange] = "page ranges with a shortened end",
                [NoteFlags.UnreadPart] = "citations with a part that cannot be read",
                [NoteFlags.NoCitation] = "answers that cite no page",
                [NoteFlags.LeakedTemplate] = "citations that come back under three or more papers",
                [NoteFlags.NearDuplicateAnswer] = "answers nearly the same as an earlier one",
                [NoteFlags.NearDuplicateQuestion] = "questions nearly the same as an earlier one",
                [NoteFlags.DuplicateQuestion] = "questions asked before",
                [NoteFlags.RepeatsItself] = "answers that repeat a paragraph",
                [NoteFlags.PageOutOfRange] = "citations of pages that the paper does not have",
                [NoteFlags.ReferenceElsewhere] = "figures or tables cited on another page than theirs",
                [NoteFlags.WideRange] = "citations of four pages or more at once",
                [NoteFlags.UncitedParagraph] = "answers with an uncited paragraph among cited ones",
                [NoteFlags.CutOff] = "texts that break off",
                [NoteFlags.StrayEnglish] = "English linking words within Japanese",
                [NoteFlags.WrongLanguage] = "texts that are not in the note's language",
                [NoteFlags.SubjectDrift] = "answers that take another model or method for the paper's own",
                [NoteFlags.TellsReader] = "answers that tell their reader what to do",
                [NoteFlags.MixedStyle] = "papers that mix the polite and the plain style",
                [NoteFlags.TitleDiffers] = "titles that differ between list and section",
                [NoteFlags.DateDiffers] = "dates that differ between list and section",
                [NoteFlags.DatesReversed] = "papers updated before they were published",
                [NoteFlags.ControlCharacters] = "texts with control characters, which are kept",
                [NoteFlags.CountDiffers] = "an announced number of papers that is not the listed one",
                [NoteFlags.NumberingDiffers] = "lists that are not numbered in order",
                [NoteFlags.OrderDiffers] = "sections in another order than the list (the list's order is kept)",
                [NoteFlags.UnreadText] = "lines that belong to no part of a note (not stored)",
            },
            HeldBack = "✕ held back",
            LeftOut = count =>
                count == 1
                    ? "1 answer that its pages do not carry is left out."
                    : $"{Number(count)} answers that their pages do not carry are left out.",
            Imported = (note, changed) =>
                $"{(changed ? "Imported the" : "The store already has the")} {note.Language} note of {note.Week} ({NoteDates.Iso(note.Label.Start)} ~ {NoteDates.Iso(note.Label.End)}){(changed ? "." : "; nothing changed.")}",
            Counts = (papers, answers, citations) => $"{papers} papers, {Number(answers)} Q&As, {Number(citations)} citations",
            Change = change =>
                change switch
                {
                    NoteChange.New => "new",
                    NoteChange.Unchanged => "unchanged",
                    NoteChange.Replaced => "replaced",
                    _ => "no note",
                },
            PaperFacts = (paper, answers) =>
                paper.Revision switch
                {
                    0 => "",
                    1 => $" ({answers} Q&As)",
                    _ => $" ({answers} Q&As, revision {paper.Revision})",
                },
            Flagged = (flagged, answers) =>
                $"Odd (stored as it is, not repaired): {Number(flagged)} of {Number(answers)} answers",
            NothingOdd = "Nothing odd.",
            Times = (count, where) => $"{Number(count)}{where}",
            AtLines = (lines, more) => $" (line {lines}{(more ? ", …" : "")})",
            NotImported = (file, reason) => $"{file} was not imported; the store is unchanged.\n{reason}",
            Found = (line, found, expected) => $"Line {line}: expected {expected}, found “{found}”.",
            Ended = (line, expected) => $"Line {line}: expected {expected}, but the file ends here.",
            Expectations = (expected, detail) =>
                expected switch
                {
                    NoteExpectation.SomeText => "the text of a weekly note",
                    NoteExpectation.Utf8 => "UTF-8 text (save the file as UTF-8)",
                    NoteExpectation.SmallerFile => $"a file of at most {detail}",
                    NoteExpectation.Heading => "a heading such as “Latest paper notes: [2023-05-29 ~ 2023-06-04]”",
                    NoteExpectation.WeekDates => "dates such as “[2023-05-29 ~ 2023-06-04]”, at most 14 days",
                    NoteExpectation.Theme => "a line that begins with “This week's theme:”",
                    NoteExpectation.ListHeading => "a line such as “This issue covers the following 10 papers.”",
                    NoteExpectation.ListedPaper => "a list of lines such as “1. Title (Published: 2023-06-01)”",
                    NoteExpectation.ListedDate => "“(Published: 2023-06-01)” at the end of the line",
                    NoteExpectation.Section => $"the section of the listed paper “{detail}”",
                    NoteExpectation.SectionTitle => detail.Length > 0
                        ? $"the title of a listed paper (the next one is “{detail}”)"
                        : "the title of a listed paper (all of them were there already)",
                    NoteExpectation.Authors => "a line that begins with “Authors:”",
                    NoteExpectation.Published => "a line that begins with “Published:”",
                    NoteExpectation.Updated => "a line that begins with “Last updated:”",
                    NoteExpectation.Address => "a line that begins with “URL:”",
                    NoteExpectation.Categories => "a line that begins with “Categories:”",
                    NoteExpectation.Date => "a date such as 2023-06-01",
                    NoteExpectation.WebAddress => "an http or https address",
                    NoteExpectation.Names => "names with commas between them",
                    NoteExpectation.Summary => "“Summary:” with its text",
                    NoteExpectation.QuestionsHeading => "the heading “Q&A:”",
                    NoteExpectation.Question => "a question that begins with “Q:”",
                    NoteExpectation.Answer => "an answer to the question before, beginning with “A:”",
                    NoteExpectation.WholeAnswer => "the last paper's first answer up to its end",
                    NoteExpectation.FewerQuestions => $"at most {detail} questions a paper",
                    NoteExpectation.FewerPapers => $"at most {detail} papers",
                    NoteExpectation.AnotherPaper => $"another address than the other papers have ({detail} was there before)",
                    NoteExpectation.PaperId => "an arXiv id or an address that tells which paper it is",
                    _ => throw new ArgumentOutOfRangeException(nameof(expected)),
                },
        };

    public static NoteTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    /// <summary>A flag in words; a flag that is not ours says itself.</summary>
    public string Flag(string flag) => Flags.GetValueOrDefault(flag, flag);

    public string Refusal(NoteRefusal refusal)
    {
        var expected = Expectations(refusal.Expected, refusal.Detail);
        return refusal.Found.Length > 0 ? Found(refusal.Line, refusal.Found, expected) : Ended(refusal.Line, expected);
    }

    /// <summary>A verdict with its mark, as exports show it.</summary>
    public string Verdict(Verdict verdict, Language language) =>
        verdict == Papers.Verdict.Failed ? HeldBack : PaperTexts.For(language).Verdict(verdict);

    private static string LanguageName(Language language) => language == Language.Japanese ? "日本語" : "英語";

    /// <summary>1,234,567: as either language writes a number.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
