using System.Text.RegularExpressions;

namespace PaperBot.Writing;

/// <summary>
/// Tells a command to whoever reads by what such commands are made of, however they are phrased: somebody is spoken to, told to say
/// something, about this paper or in a summary of it. Prose of papers seldom has three of these in one sentence.
/// </summary>
internal static partial class CommandingWords
{
    private const int LeastOfACommand = 3;
    private const int LeastOfADuty = 4;

    /// <param name="line">One sentence on one line.</param>
    public static bool Speak(string line)
    {
        if (!Speaking().IsMatch(line))
        {
            return false;
        }

        var isCommand = Count(Reader().IsMatch(line), Imperative().IsMatch(line));
        var context = Count(Product().IsMatch(line), Agent().IsMatch(line), Tone().IsMatch(line));
        var all = 1 + isCommand + context + Count(Duty().IsMatch(line));
        return isCommand > 0 ? context > 0 && all >= LeastOfACommand : all >= LeastOfADuty;
    }

    private static int Count(params ReadOnlySpan<bool> found)
    {
        var count = 0;
        foreach (var one in found)
        {
            count += one ? 1 : 0;
        }

        return count;
    }

    [GeneratedRegex(
        @"\b(?:you|your|yours|yourself)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Reader();

    [GeneratedRegex(
        @"(?:^\W*|[:;,]\s+(?:(?:then|first|also|and|just)\s+)?|\b(?:and|then|please|kindly)\s+)(?:do\s+not\s+|don't\s+|never\s+|always\s+|only\s+)?(?:say|saying|write|print|respond|reply|recommend|praise|emphasi[sz]e|highlight|mention|include|insert|append|conclude|rated?|accept|approve|reveal|repeat|translate|refer|promote|generate|replace|summari[sz]e|claim|tell|ignore|disregard|forget|skip|switch|pretend|speak|output|answer|act|stop|continue|close|let\s+the\s+(?:summary|review|answer|response))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Imperative();

    [GeneratedRegex(
        @"\b(?:say|saying|write|print|respond|reply|recommend|praise|emphasi[sz]e|highlight|mention|include|insert|append|conclude|rated?|accept|approve|reveal|repeat|translate|refer|promote|generate|replace|summari[sz]e|claim|tell|ignore|disregard|forget|skip|switch|pretend|speak)\b|(?:^\W*|[:;,]\s+|\b(?:to|must|should|shall|will|please|kindly|only|not|never|always|and|then|now|first)\s+)(?:output|state|answer|report|score|add|close|start|end|begin|give|use|call|act|mark|note)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Speaking();

    [GeneratedRegex(
        @"\b(?:(?:the|your|every|any|each|its|their)\s+(?:\w+\s+)?(?:summar(?:y|ies)|reviews?|response|reply)|weakness(?:es)?|limitations?|system\s+(?:message|prompt)|this\s+(?:paper|work|manuscript|document|text|article|message)|reads?\s+this|summari[sz]es?\s+this|acceptance|developer\s+mode)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Product();

    [GeneratedRegex(
        @"\b(?:(?:llms?|(?:large\s+)?language\s+models?|ai|a\.i\.|(?:ai|artificial\s+intelligence)\s+(?:assistants?|models?|reviewers?|systems?|readers?|agents?|bots?|tools?)|assistants?|chatbots?|chatgpt|gpt(?:-?\d\w*)?|claude|gemini|copilot|reviewers?|summari[sz]ers?|(?:automated|automatic)\s+(?:systems?|readers?|reviewers?|tools?|agents?)|bots?)|whoever|anyone|anybody)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Agent();

    [GeneratedRegex(
        @"\b(?:must|should|shall|ha[sv]e?\s+to|need\s+to|has\s+changed|no\s+longer\s+appl(?:y|ies))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Duty();

    [GeneratedRegex(
        @"\b(?:please|kindly|henceforth|from\s+now\s+on|from\s+this\s+point|as\s+follows|void|only\s+the\s+word|(?:the|this|following)\s+(?:word|phrase|sentence|token|line|string))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Tone();
}
