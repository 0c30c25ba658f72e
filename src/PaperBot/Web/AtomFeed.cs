using System.Globalization;
using System.Text;
using System.Xml;
using PaperBot.Papers;
using static PaperBot.Web.PageParts;

namespace PaperBot.Web;

/// <summary>The newest weeks as an Atom feed (RFC 4287): one entry a week, with its theme and its papers. Pure.</summary>
internal static class AtomFeed
{
    private const int MostWeeks = 20;
    private const string Atom = "http://www.w3.org/2005/Atom";

    /// <param name="links">Absolute, as feeds need them.</param>
    /// <param name="updated">When what is written about a week changed last.</param>
    public static string Write(
        IReadOnlyList<ReadableWeek> weeks,
        Language language,
        ReadingLinks links,
        Func<WeekId, DateTimeOffset> updated
    )
    {
        var texts = PageTexts.Of(language);
        var home = new Uri(links.Address!, $"{language.Code()}/");
        var shown = weeks.Take(MostWeeks).Select(week => week.Week).ToList();
        var text = new StringBuilder();
        using (
            var xml = XmlWriter.Create(
                text,
                new XmlWriterSettings
                {
                    OmitXmlDeclaration = true,
                    Indent = true,
                    CheckCharacters = true,
                }
            )
        )
        {
            xml.WriteStartElement("feed", Atom);
            xml.WriteAttributeString("xml", "lang", null, language.Code());
            xml.WriteElementString("title", Atom, texts.Site);
            xml.WriteElementString("subtitle", Atom, texts.Lead);
            xml.WriteElementString("id", Atom, home.AbsoluteUri);
            xml.WriteElementString(
                "updated",
                Atom,
                Time(shown.Count > 0 ? shown.Max(week => updated(week.Week)) : DateTimeOffset.UnixEpoch)
            );
            Link(xml, "self", new Uri(home, "feed.xml"), "application/atom+xml");
            Link(xml, "alternate", home, "text/html");
            xml.WriteStartElement("author", Atom);
            xml.WriteElementString("name", Atom, "PaperBot");
            xml.WriteEndElement();
            foreach (var week in shown)
            {
                WriteEntry(xml, week, language, links, updated(week.Week));
            }

            xml.WriteEndElement();
        }

        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}\n";
    }

    private static void WriteEntry(XmlWriter xml, StoredWeek week, Language language, ReadingLinks links, DateTimeOffset updated)
    {
        var page = links.Week(week.Week, language)!;
        xml.WriteStartElement("entry", Atom);
        xml.WriteElementString("title", Atom, $"{NoteLabels.Of(language).Heading[0]} {NoteDates.Write(week.Label, language)}");
        xml.WriteElementString("id", Atom, page.AbsoluteUri);
        xml.WriteElementString("published", Atom, Time(new DateTimeOffset(week.Label.End, TimeOnly.MinValue, TimeSpan.Zero)));
        xml.WriteElementString("updated", Atom, Time(updated));
        Link(xml, "alternate", page, "text/html");
        xml.WriteStartElement("content", Atom);
        xml.WriteAttributeString("type", "html");
        xml.WriteString(Content(week, language, links).ToString());
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static Html Content(StoredWeek week, Language language, ReadingLinks links)
    {
        var theme = WeekWords.Theme(week, language) is { Theme.Theme.Length: > 0 } found
            ? Html.Of($"<p>{PageTexts.Of(language).Theme}: {NoteText.Plain(found.Theme.Theme)}</p>")
            : Html.None;
        return Html.Of(
            $"{theme}<ol>{week.Papers.Select(paper => Html.Of($"<li><a href=\"{links.Paper(paper.Paper.Id, language)!}\">{PaperCard.TitleText(paper.Paper)}</a>{Blocks(PaperCard.FirstSentences(Note(paper, language)?.Summary ?? ""))}</li>"))}</ol>"
        );
    }

    private static void Link(XmlWriter xml, string relation, Uri address, string type)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", address.AbsoluteUri);
        xml.WriteEndElement();
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
