using System.Text;
using System.Text.RegularExpressions;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>
/// Text in a paper that speaks to language models or to reviewers instead of to readers. Such papers exist. What is found is left out of what the
/// model is given, never counts as a quote, and is reported; the rest of the defence does not rest on it (see <see cref="DraftRules"/>).
/// </summary>
internal static partial class HiddenInstructions
{
    // Whom a command in a paper speaks to, what it wants done, and what with.
    private const string Machines =
        @"(?:llms?|(?:large\s+)?language\s+models?|ai|a\.i\.|(?:ai|artificial\s+intelligence)\s+(?:assistants?|models?|reviewers?|systems?|readers?|agents?|bots?|tools?)|assistants?|chatbots?|chatgpt|gpt(?:-?\d\w*)?|claude|gemini|copilot|reviewers?|summari[sz]ers?|(?:automated|automatic)\s+(?:systems?|readers?|reviewers?|tools?|agents?)|bots?)";
    private const string Verbs =
        @"(?:say|saying|write|print|output|state|respond|reply|answer|report|recommend|praise|emphasi[sz]e|highlight|mention|include|insert|append|add|start|begin|end|finish|conclude|rate|score|assess|evaluate|accept|approve|ignore|disregard|forget|reveal|repeat|translate|stop|act|behave|pretend|speak|use|give|tell|post|send|visit|click|summari[sz]e|describe|claim|declare|produce|return)";
    private const string Things =
        @"(?:summar(?:y|ies)|reviews?|answers?|questions?|responses?|repl(?:y|ies)|outputs?|instructions?|prompts?|users?|readers?|channel|everyone|weakness(?:es)?|limitations?|negatives?|strengths?|positives?|positive|acceptance|score|rating|words?|sentence|phrase|papers?|poem|link|url|website|password|api\s+keys?|json|best|https?:|@)";

    /// <summary>What the model reads in the place of such text.</summary>
    public const string Mark = "[…]";

    /// <summary>The page without the sentences that address a model.</summary>
    /// <param name="found">Those sentences, as they stood.</param>
    public static string Remove(string page, out IReadOnlyList<string> found)
    {
        var taken = new List<string>();
        var kept = new StringBuilder(page.Length);
        var goesOn = false;
        foreach (var sentence in Sentences(page))
        {
            // Who has begun to speak to the model seldom stops after one sentence.
            goesOn = IsSuspicious(sentence) || (goesOn && GoesOn().IsMatch(NormalText.Line(sentence)));
            if (goesOn)
            {
                taken.Add(NormalText.Line(sentence));
                kept.Append(Mark).Append(sentence.EndsWith('\n') ? "\n" : " ");
            }
            else
            {
                kept.Append(sentence);
            }
        }

        found = taken;
        return kept.ToString();
    }

    /// <summary>A paper's title as a model may be told it: one line that closes no block and commands nothing.</summary>
    public static string Title(string title)
    {
        var line = NormalText.Line(title).Replace('"', '\'').Replace('<', ' ').Replace('>', ' ');
        return IsSuspicious(title) ? Mark : line;
    }

    /// <summary>Whether a sentence addresses a model, or tells whoever summarises or reviews the paper what to say.</summary>
    public static bool IsSuspicious(string sentence)
    {
        var line = NormalText.Line(sentence);
        return Override().IsMatch(line)
            || Addressed().IsMatch(line)
            || Spoken().IsMatch(line)
            || Dictated().IsMatch(line)
            || Ordered().IsMatch(line)
            || Japanese().IsMatch(line)
            || ChatMarkup().IsMatch(line)
            || CommandingWords.Speak(line);
    }

    /// <summary>
    /// Cut behind a mark that a blank follows, and at empty lines; papers are broken into lines inside sentences. All pieces together are the text.
    /// </summary>
    private static IEnumerable<string> Sentences(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var ends =
                text[i] is '。' or '！' or '？'
                || (
                    text[i] is '.' or '!' or '?'
                    && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]) || Closers.Contains(text[i + 1]))
                )
                || (text[i] == '\n' && i + 1 < text.Length && text[i + 1] == '\n');
            if (!ends)
            {
                continue;
            }

            while (i + 1 < text.Length && (char.IsWhiteSpace(text[i + 1]) || Closers.Contains(text[i + 1])))
            {
                i++;
            }

            yield return text[start..(i + 1)];
            start = i + 1;
        }

        if (start < text.Length)
        {
            yield return text[start..];
        }
    }

    private const string Closers = "\"')]”’」』";

    // "We ignore the previous layer" is prose: it is a command only where nobody does it.
    [GeneratedRegex(
        @"(?:(?:^|[:;.!?>\]\""'(*#-]\s*|\b(?:please|must|should|shall|kindly|just|now|you|assistant|model|reviewers?)[\s,]+)(?:ignore|disregard|forget|override|overrule|bypass|do\s+not\s+follow|stop\s+following|skip|discard)\b.*\b(?:instruction|prompt|rule|guideline|direction|order|previous|prior|above|system|context|text|schema|format|everything))|(?:\b(?:ignore|disregard|forget|override|bypass|not\s+follow)\s+(?:\w+\s+){0,3}(?:previous|prior|above|earlier|preceding|existing|system|original|all)\s+(?:\w+\s+){0,2}(?:instruction|prompt|rule|guideline|direction|order)s?\b)|^\W*(?:reveal|show|print|output|repeat|display)\s+(?:me\s+)?(?:your|the|all)\s+(?:\w+\s+){0,2}(?:instructions?|system\s+prompt|prompt)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Override();

    [GeneratedRegex(
        @"\b(?:note|message|instructions?|hint|notice|reminder|command|order|request|addressed|written|meant|intended|information)\s+(?:is\s+)?(?:to|for)\s+(?:\w+\s+){0,3}"
            + Machines
            + @"\b|\b(?:note|message|instructions?|hint|command)\s+(?:to|for)\s+(?:the|any|all)\s+models?\b|(?:^|[.:!?]\s*)\W*(?:to|for)\s+(?:the|any|all|every|whichever)?\s*"
            + Machines
            + @"\b[^.:]*:|\b(?:attention|dear|hey|hello|hi)\b\W{1,3}(?:\w+\s+){0,2}"
            + Machines
            + @"\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Addressed();

    [GeneratedRegex(
        @"\b(?:if|when|since|because|as)\s+you(?:'re|\s+are)\s+(?:an?\s+|the\s+)?(?:\w+\s+){0,2}"
            + Machines
            + @"\b|\byou(?:'re|\s+are)\s+(?:now\s+)?(?:an?|the|in|acting|no\s+longer)\s+(?:\S+\s+){0,3}(?:"
            + Machines
            + @"|mode|dan|developer|\w+-?bot)\b|\byou\s+(?:have\s+been|were)\s+(?:re)?(?:programmed|instructed|told|assigned|configured)|\b(?:ai|llm|gpt|assistant|model|reviewer|system|developer)\s*(?:instructions?|prompt|note|message|override|command)\s*[:：\-]|\bas\s+an?\s+"
            + Machines
            + @",?\s+you\b|^\W*for\s+"
            + Machines
            + @"(?:\s+\w+)?\s*(?:[:!]|only)|\b(?:your|thy)\s+(?:new\s+|only\s+|next\s+|real\s+|sole\s+)?(?:tasks?|purpose|job|role|goal|instructions?|mission|output|reply|response|summary)\s+(?:is|are|must|should|has)\b|\b(?:want|wants|wanted|ask|asks|asked|need|needs|require|requires|instruct|instructs|order|orders|command|commands)\s+you\s+to\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Spoken();

    [GeneratedRegex(
        @"\byou\s+(?:will|must|should|shall|may\s+only|have\s+to|need\s+to|are\s+to|are\s+required\s+to|ought\s+to)\s+(?:now\s+|only\s+|always\s+|never\s+|just\s+|not\s+|also\s+)*"
            + Verbs
            + @"\b|\b(?:summar(?:y|ies)|reviews?|repl(?:y|ies)|responses?|answers?)\s+(?:\w+\s+){0,6}(?:must|should|shall|has\s+to|have\s+to|needs?\s+to)\s+(?:always\s+|only\s+|not\s+|never\s+|also\s+)?(?:be\s+(?:positive|favou?rable|glowing|enthusiastic)|"
            + Verbs
            + @")\b|\b"
            + Machines
            + @"\s+(?:\w+\s+){0,4}(?:must|should|shall|has\s+to|have\s+to)\s+(?:always\s+|only\s+|not\s+|never\s+)?(?:say|state|write|output|print|report|recommend|praise|mention|claim|accept|rate|insert|append|add|reply|respond)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Dictated();

    [GeneratedRegex(
        @"(?:\b(?:please|kindly|always|never|do\s+not|don't|only|instead,?|make\s+sure\s+to|be\s+sure\s+to|be\s+certain\s+to|now)\s+(?:\w+\s+){0,2}"
            + Verbs
            + @"\b.*\b"
            + Things
            + @")|(?:\bgive\s+(?:a\s+|an\s+)?(?:only\s+)?(?:positive|favou?rable|glowing|high|good)\s+(?:\w+\s+)?(?:reviews?|feedback|scores?|ratings?|evaluations?)\b)|(?:\bpositive\s+reviews?\s+only\b)|(?:\bdo\s+not\s+(?:highlight|mention|discuss|report|list)\s+(?:any\s+)?(?:negative|weakness|limitation|flaw)(?:e?s)?)|^\W*(?:say|praise|respond|reply|emphasi[sz]e|tell|stop|recommend|pretend|act|speak|write|print|answer|append|insert)\s+(?:only\s+|as\s+|with\s+|to\s+|an?\s+|the\s+|this\s+|that\s+|every\s+|each\s+|all\s+|\w+ing\s+and\s+)(?:\w+\s+){0,8}"
            + Things
            + @"\b|^\W*(?:act|behave|pretend|speak)\s+(?:as|like|to\s+be)\b|^\W*(?:say|print|output|write|reply|respond|answer)\s+(?:with\s+|only\s+|just\s+)*[A-Z]{3,}\b|,\s*(?:emphasi[sz]e|praise|recommend|say|mention\s+only|state)\s+(?:the|that|this|only)\b[^.]*\bdo\s+not\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Ordered();

    [GeneratedRegex(
        @"(?:(?:これまで|以前|上記|前述|今まで|先|ここまで)の?.{0,10}(?:指示|命令|プロンプト|ルール|内容).{0,12}(?:無視|忘れ|従わ))|(?:(?:指示|命令|プロンプト).{0,6}(?:無視|忘れ))|(?:(?:言語モデル|AI|ＡＩ|アシスタント|LLM|査読者|レビュアー|要約者|モデル).{0,8}(?:の方へ|に告ぐ|への(?:指示|注意|お願い|メッセージ|命令)|へ[:：、]))|(?:(?:あなたは|君は|貴方は).{0,30}(?:AI|ＡＩ|アシスタント|言語モデル|ボット|なければ|べき|してください|するのです))|(?:(?:システム)?プロンプトを.{0,6}(?:表示|出力|開示|見せ))|(?:(?:ください|下さい|しなさい|なさい|せよ|しろ|と(?:書|答え|述べ|出力す|返答す|返)[くる]?こと)[」』。！!.\s]*$)|(?:(?:要約|回答|返答|出力|レビュー|評価).{0,30}(?:すること|こと|書くこと)[。.\s]*$)|(?:(?:忽略|无视|無視).{0,12}(?:指令|指示|提示|内容))|(?:[请請](?:\w{0,4})(?:输出|忽略|写|只|回答|给|说|推荐))|只?(?:输出|回答)[A-Z]{2}",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Japanese();

    [GeneratedRegex(
        @"^\W*(?:please|kindly|always|never|do\s+not|don't|only|instead|now|then|also|just|simply|you|your|write|give|say|state|output|print|respond|reply|answer|report|recommend|praise|rate|summari[sz]e|mention|tell|include|insert|append|add|claim|reveal|repeat|translate|post|send|visit|accept|score|rank|describe|cite|use|make|start|begin|end|act|pretend|treat|follow|it\s+is\s+(?:very\s+)?(?:important|crucial|essential))\b|(?:ください|しなさい|せよ|しろ|すること|こと|ます|なさい|てはいけない|せん)[。！!]?$|^[请請]|输出|輸出",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex GoesOn();

    [GeneratedRegex(
        @"<\|?(?:im_start|im_end|system|endoftext|assistant|user)\|?>|\[/?INST\]|<</?SYS>>|</?(?:instructions?|prompt|system|assistant|document|paper)[-\s>]|^\s*#{2,}\s*(?:system|instruction|assistant|user)\b|\b(?:system|assistant|human|user|ai)\s*:\s*(?:you|ignore|say|write|new|sure|okay|certainly|here\s+is)|\bBEGIN\s+(?:SYSTEM|INSTRUCTIONS?)\b|\b(?:new|updated|revised)\s+(?:system\s+)?(?:prompt|instructions?)\s*:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex ChatMarkup();
}
