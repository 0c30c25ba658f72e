using System.Globalization;
using System.Text;
using Lucene.Net.Analysis.Cjk;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Microsoft.Data.Sqlite;
using PaperBot.Asking;

namespace PaperBot.Benchmarks.Asking;

/// <summary>A plain search over the same Q&amp;As; the numbers of the best of them, best first.</summary>
internal interface IRival : IDisposable
{
    string Name { get; }

    IReadOnlyList<int> Best(string query);
}

/// <summary>SQLite FTS5 with trigrams over question and answer, BM25 2 : 1, the best 400.</summary>
internal sealed class TrigramRival : IRival
{
    private const int Most = 400;
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly SqliteCommand _search;

    public TrigramRival(IReadOnlyList<IndexedAnswer> answers)
    {
        _connection.Open();
        Run("create virtual table qa using fts5(question, answer, tokenize = 'trigram')");
        using var transaction = _connection.BeginTransaction();
        using var insert = _connection.CreateCommand();
        insert.CommandText = "insert into qa(rowid, question, answer) values(@id, @question, @answer)";
        foreach (var (answer, number) in answers.Select((answer, number) => (answer, number)))
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("@id", number + 1);
            insert.Parameters.AddWithValue("@question", SearchText.Normalize(answer.QuestionAnswer.Question));
            insert.Parameters.AddWithValue("@answer", SearchText.Normalize(answer.QuestionAnswer.Answer));
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
        _search = _connection.CreateCommand();
        _search.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"select rowid from qa where qa match @query order by bm25(qa, 2.0, 1.0) limit {Most}"
        );
    }

    public string Name => "SQLite FTS5 trigram";

    public IReadOnlyList<int> Best(string query)
    {
        var trigrams = new HashSet<string>(StringComparer.Ordinal);
        var run = new StringBuilder();
        foreach (var letter in SearchText.Question(query) + " ")
        {
            if (char.IsLetterOrDigit(letter))
            {
                run.Append(letter);
                if (run.Length >= 3)
                {
                    trigrams.Add($"\"{run.ToString(run.Length - 3, 3)}\"");
                }
            }
            else
            {
                run.Clear();
            }
        }

        if (trigrams.Count == 0)
        {
            return [];
        }

        _search.Parameters.Clear();
        _search.Parameters.AddWithValue("@query", string.Join(" OR ", trigrams));
        var found = new List<int>();
        using var reader = _search.ExecuteReader();
        while (reader.Read())
        {
            found.Add(reader.GetInt32(0) - 1);
        }

        return found;
    }

    public void Dispose()
    {
        _search.Dispose();
        _connection.Dispose();
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>Lucene.Net with its CJK analyzer (bigrams) and BM25, question 2 : answer 1, the best 400.</summary>
internal sealed class LuceneRival : IRival
{
    private const LuceneVersion Version = LuceneVersion.LUCENE_48;
    private const int Most = 400;
    private readonly RAMDirectory _directory = new();
    private readonly CJKAnalyzer _analyzer = new(Version);
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;

    public LuceneRival(IReadOnlyList<IndexedAnswer> answers)
    {
        using (
            var writer = new IndexWriter(
                _directory,
                new IndexWriterConfig(Version, _analyzer) { Similarity = new BM25Similarity() }
            )
        )
        {
            foreach (var answer in answers)
            {
                writer.AddDocument(
                    new Document
                    {
                        new TextField("question", answer.QuestionAnswer.Question, Field.Store.NO),
                        new TextField("answer", answer.QuestionAnswer.Answer, Field.Store.NO),
                    }
                );
            }

            writer.ForceMerge(1);
        }

        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader) { Similarity = new BM25Similarity() };
    }

    public string Name => "Lucene.Net CJK";

    public IReadOnlyList<int> Best(string query)
    {
        var words = new BooleanQuery();
        using (var stream = _analyzer.GetTokenStream("question", SearchText.Shorten(query)))
        {
            var term = stream.AddAttribute<ICharTermAttribute>();
            stream.Reset();
            while (stream.IncrementToken())
            {
                words.Add(new TermQuery(new Term("question", term.ToString())) { Boost = 2 }, Occur.SHOULD);
                words.Add(new TermQuery(new Term("answer", term.ToString())), Occur.SHOULD);
            }

            stream.End();
        }

        return [.. _searcher.Search(words, Most).ScoreDocs.Select(hit => hit.Doc)];
    }

    public void Dispose()
    {
        _reader.Dispose();
        _analyzer.Dispose();
        _directory.Dispose();
    }
}
