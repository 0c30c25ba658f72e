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
            || Dictated().IsMatch(line)
            || Japanese().IsMatch(line)
            || ChatMarkup().IsMatch(line);
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
        @"(?:(?:^|[:;.!?>\]""'(*#-]\s*|\b(?:please|must|should|shall|kindly|just|now|you|assistant|model|reviewers?)[\s,]+)(?:ignore|disregard|forget|override|overrule|bypass|do\s+not\s+follow|stop\s+following|skip|discard)\b.{0,60}\b(?:instruction|prompt|rule|guideline|direction|order|previous|prior|above|system|context|text|schema|format))|(?:\b(?:ignore|disregard|forget|override|bypass|not\s+follow)\s+(?:\w+\s+){0,3}(?:previous|prior|above|earlier|preceding|existing|system|original|all)\s+(?:\w+\s+){0,2}(?:instruction|prompt|rule|guideline|direction|order)s?\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Override();

    [GeneratedRegex(
        @"\b(?:(?:note|attention|message|instructions?|hint|important|notice|dear|hey|hello)\b.{0,30}\b(?:llms?|language\s+models?|ai\s+(?:assistants?|models?|reviewers?|systems?|readers?|agents?|bots?)|assistants?|chatbots?|gpt|claude|gemini|reviewers?|summari[sz]ers?|automated\s+(?:systems?|readers?|reviewers?|tools?))\b|(?:if|when|since|because|as)\s+you\s+(?:are|'re)\s+(?:an?\s+|the\s+)?(?:llm|large\s+language|language\s+model|ai\b|assistant|chatbot|reviewer|automated|bot\b)|you\s+are\s+(?:now\s+)?(?:an?|the|in|acting)\s+(?:\w+\s+){0,3}(?:assistant|ai\b|language\s+model|llm|chatbot|bot\b|mode\b|dan\b|agent|reviewer|developer)|(?:ai|llm|gpt|assistant|model|reviewer|system|developer)\s*(?:instructions?|prompt|note|message|override|command)\s*[:：\-])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Addressed();

    [GeneratedRegex(
        @"(?:\b(?:you\s+(?:must|should|shall|will|have\s+to|need\s+to)|please|always|never|do\s+not|don't|only|instead,?|make\s+sure\s+to|be\s+sure\s+to|be\s+certain\s+to|now)\s+(?:\w+\s+){0,4}(?:say|state|write|output|print|respond|reply|answer|report|recommend|praise|rate|summari[sz]e|mention|tell|include|insert|append|add|claim|give|reveal|repeat|translate|post|send|visit|click|accept|score|rank|describe|cite)\b.{0,120}(?:\b(?:paper|review|summary|summari[sz]|answers?|questions?|readers?|users?|user|channel|everyone|response|reply|output|weakness|limitations?|positive|negative|score|rating|accept|best|link|url|website|password|token|key|prompt|json|system)\b|https?:|@|<))|(?:\bgive\s+(?:a\s+)?(?:only\s+)?positive\s+(?:review|feedback|score)s?\b)|(?:\bpositive\s+reviews?\s+only\b)|(?:\bdo\s+not\s+(?:highlight|mention|discuss)\s+any\s+(?:negative|weakness|limitation)s?)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Dictated();

    [GeneratedRegex(
        @"(?:(?:これまで|以前|上記|前述|今まで|先)の?.{0,10}(?:指示|命令|プロンプト|ルール).{0,12}(?:無視|忘れ|従わ))|(?:(?:指示|命令|プロンプト).{0,6}(?:無視|忘れ))|(?:(?:言語モデル|AI|ＡＩ|アシスタント|LLM|査読者|レビュアー|要約者).{0,8}(?:へ|に告ぐ|への(?:指示|注意|お願い|メッセージ)))|(?:(?:あなたは|君は).{0,20}(?:AI|ＡＩ|アシスタント|言語モデル|ボット).{0,4}(?:です|だ|である))|(?:(?:要約|回答|返答|出力|レビュー|評価).{0,20}(?:してください|しなさい|せよ|しろ|すること).{0,4}$)|(?:忽略.{0,10}(?:指令|指示|提示))",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Japanese();

    [GeneratedRegex(
        @"^\W*(?:please|kindly|always|never|do\s+not|don't|only|instead|now|then|also|just|simply|you|your|write|give|say|state|output|print|respond|reply|answer|report|recommend|praise|rate|summari[sz]e|mention|tell|include|insert|append|add|claim|reveal|repeat|translate|post|send|visit|accept|score|rank|describe|cite|use|make|start|begin|end|act|pretend|treat|follow|it\s+is\s+(?:very\s+)?(?:important|crucial|essential))\b|(?:ください|しなさい|せよ|しろ|すること|こと|ます|なさい|てはいけない|せん)[。！!]?$|^[请請]|输出|輸出",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex GoesOn();

    [GeneratedRegex(
        @"<\|?(?:im_start|im_end|system|endoftext|assistant|user)\|?>|\[/?INST\]|<</?SYS>>|^\s*#{2,}\s*(?:system|instruction|assistant|user)\b|\b(?:system|assistant|human|user)\s*:\s*(?:you|ignore|say|write|new)|\bBEGIN\s+(?:SYSTEM|INSTRUCTIONS?)\b|</?paper[-\s>]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex ChatMarkup();
}
