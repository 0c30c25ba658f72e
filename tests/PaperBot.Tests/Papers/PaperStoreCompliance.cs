using PaperBot.Fakes;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Tests.Papers;

/// <summary>What <see cref="PaperStore"/> and <see cref="NoteImport"/> do, on whatever database; a class for each runs it.</summary>
public abstract class PaperStoreCompliance(StoreProvider provider) : IAsyncLifetime
{
    private static readonly WeekLabel Label = new(new DateOnly(2024, 1, 8), new DateOnly(2024, 1, 14));

    private TemporaryStore _temporary = null!;

    private Store _store = null!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PaperStore Papers => new(_store);

    private NoteImport Import => new(_store);

    public async ValueTask InitializeAsync()
    {
        _temporary = await TemporaryStore.CreateAsync(provider, TimeProvider.System, Stop);
        _store = _temporary.Store;
    }

    public async ValueTask DisposeAsync()
    {
        await _temporary.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static Paper Paper(string id, int day) =>
        new()
        {
            Id = PaperId.Parse(id),
            Title = $"Paper {id}",
            Authors = ["Aiko \"A\" Example", "Bo Sample"],
            Published = new DateOnly(2024, 1, day),
            Updated = new DateOnly(2024, 1, day),
            Arxiv = ArxivId.Parse(id + "v1"),
            Link = new Uri($"http://arxiv.org/pdf/{id}v1"),
            Categories = ["Machine Learning"],
            Aliases = ["P" + id[^1]],
        };

    private static PaperNote Note(string id, params string[] answers) =>
        new()
        {
            Paper = PaperId.Parse(id),
            Language = Language.Japanese,
            Summary = "要約です。😀",
            Origin = NoteOrigin.Imported("note.txt"),
            QuestionAnswers =
            [
                .. answers.Select(
                    (answer, i) =>
                        new QuestionAnswer
                        {
                            Question = $"{i + 1}番目の質問ですか?",
                            Answer = answer,
                            Citations = CitationReader.Read(answer),
                            Flags = ["no-citation"],
                        }
                ),
            ],
        };

    private Task SaveWeekOfTwoAsync() =>
        _store.WriteAsync(
            async session =>
            {
                await PaperStore.SaveWeekAsync(session, Label);
                await PaperStore.SavePaperAsync(session, Paper("2401.00001", 9));
                await PaperStore.SavePaperAsync(session, Paper("2401.00002", 11));
                await PaperStore.SavePlaceAsync(session, Label.Week, PaperId.Parse("2401.00001"), 1, "One", "hash-1", null);
                await PaperStore.SavePlaceAsync(
                    session,
                    Label.Week,
                    PaperId.Parse("2401.00002"),
                    2,
                    "Two",
                    "hash-2",
                    "wrong link?"
                );
            },
            Stop
        );

    private async Task<StoredWeek> WeekAsync() => (await Papers.FindWeekAsync(Label.Week, Stop))!;

    private Task<long> VersionAsync() => new StoreChanges(_store, TimeProvider.System).VersionAsync(StoreTopic.Notes, Stop);

    [Fact]
    public async Task An_unknown_week_is_not_found()
    {
        (await Papers.FindWeekAsync(Label.Week, Stop)).Should().BeNull();
        (await Papers.ListWeeksAsync(Stop)).Should().BeEmpty();
        (await Papers.LoadAllAsync(Stop)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_week_comes_back_as_it_was_saved_newest_paper_first()
    {
        await SaveWeekOfTwoAsync();
        await _store.WriteAsync(
            session => PaperStore.SaveThemeAsync(session, Label.Week, Language.English, new WeekTheme("a theme", "words")),
            Stop
        );

        var week = await WeekAsync();

        week.Label.Should().Be(Label);
        week.Themes.Should()
            .ContainSingle()
            .Which.Should()
            .Be(KeyValuePair.Create(Language.English, new WeekTheme("a theme", "words")));
        week.Papers.Select(paper => (paper.Paper.Id.Value, paper.Rank, paper.ListName, paper.Held))
            .Should()
            .Equal(("2401.00002", 2, "Two", "wrong link?"), ("2401.00001", 1, "One", null));
        week.Papers[1]
            .Paper.Should()
            .BeEquivalentTo(
                Paper("2401.00001", 9),
                options => options.ComparingByValue<PaperId>().ComparingByValue<ArxivId>().ComparingByValue<Uri>()
            );
    }

    [Fact]
    public async Task Papers_of_the_same_day_keep_their_ranks_order()
    {
        await _store.WriteAsync(
            async session =>
            {
                await PaperStore.SaveWeekAsync(session, Label);
                foreach (var (id, rank) in new[] { ("2401.00007", 3), ("2401.00005", 1), ("2401.00006", 2) })
                {
                    await PaperStore.SavePaperAsync(session, Paper(id, 10));
                    await PaperStore.SavePlaceAsync(session, Label.Week, PaperId.Parse(id), rank, "", "", null);
                }
            },
            Stop
        );

        (await WeekAsync()).Papers.Select(paper => paper.Rank).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task A_note_comes_back_with_citations_flags_and_verdicts()
    {
        await SaveWeekOfTwoAsync();
        var note = Note("2401.00001", "一つ目です。(p.1,4-8)", "二つ目です。(p.3.6)", "三つ目です。（p.２、図3）");
        await _store.WriteAsync(session => PaperStore.SaveNoteAsync(session, note), Stop);
        await _store.WriteAsync(
            session =>
                PaperStore.SaveChecksAsync(
                    session,
                    note,
                    [
                        note.QuestionAnswers[0],
                        note.QuestionAnswers[1] with
                        {
                            Verdict = Verdict.Weak,
                            VerdictReason = "p.3 has half of it",
                        },
                        note.QuestionAnswers[2],
                    ]
                ),
            Stop
        );

        var stored = (await WeekAsync()).Papers[1].Notes[Language.Japanese];

        stored.Revision.Should().Be(1);
        stored.Summary.Should().Be(note.Summary);
        stored.Origin.Should().Be(note.Origin);
        stored
            .QuestionAnswers.Select(answer => answer.Answer)
            .Should()
            .Equal(note.QuestionAnswers.Select(answer => answer.Answer));
        stored
            .QuestionAnswers.Select(answer => answer.Citations.Single())
            .Should()
            .Equal(note.QuestionAnswers.Select(answer => answer.Citations.Single()));
        stored
            .QuestionAnswers.Select(answer => answer.Verdict)
            .Should()
            .Equal(Verdict.Unchecked, Verdict.Weak, Verdict.Unchecked);
        stored.QuestionAnswers[1].VerdictReason.Should().Be("p.3 has half of it");
        stored.QuestionAnswers.Should().OnlyContain(answer => answer.Flags.SequenceEqual(new[] { "no-citation" }));
    }

    [Fact]
    public async Task A_note_without_answers_is_a_note()
    {
        await SaveWeekOfTwoAsync();
        await _store.WriteAsync(session => PaperStore.SaveNoteAsync(session, Note("2401.00001")), Stop);

        (await WeekAsync()).Papers[1].Notes[Language.Japanese].QuestionAnswers.Should().BeEmpty();
    }

    [Fact]
    public async Task Another_note_becomes_the_next_revision_and_the_same_again_changes_nothing()
    {
        await SaveWeekOfTwoAsync();

        (await _store.WriteAsync(session => PaperStore.SaveNoteAsync(session, Note("2401.00001", "一")), Stop))
            .Should()
            .Be((true, 1));
        (await _store.WriteAsync(session => PaperStore.SaveNoteAsync(session, Note("2401.00001", "一")), Stop))
            .Should()
            .Be((false, 1));
        (await _store.WriteAsync(session => PaperStore.SaveNoteAsync(session, Note("2401.00001", "二", "三")), Stop))
            .Should()
            .Be((true, 2));
        (await _store.WriteAsync(session => PaperStore.SaveNoteAsync(session, Note("2401.00001", "一")), Stop))
            .Should()
            .Be((true, 3));

        var live = (await WeekAsync()).Papers[1].Notes.Values.Should().ContainSingle().Subject;
        live.Revision.Should().Be(3);
        live.QuestionAnswers.Select(answer => answer.Answer).Should().Equal("一");
    }

    [Fact]
    public async Task A_verdict_goes_to_the_live_revision_alone()
    {
        await SaveWeekOfTwoAsync();
        await _store.WriteAsync(session => PaperStore.SaveNoteAsync(session, Note("2401.00001", "一")), Stop);
        await _store.WriteAsync(session => PaperStore.SaveNoteAsync(session, Note("2401.00001", "二")), Stop);
        foreach (var note in new[] { Note("2401.00001", "一"), Note("2401.00001", "二") with { Revision = 2 } })
        {
            await _store.WriteAsync(
                session =>
                    PaperStore.SaveChecksAsync(
                        session,
                        note,
                        [.. note.QuestionAnswers.Select(answer => answer with { Verdict = Verdict.Verified })]
                    ),
                Stop
            );
        }

        var verdicts = await _store.ReadAsync(
            session => session.QueryAsync<string>("select verdict from question_answer order by revision"),
            Stop
        );
        verdicts.Should().Equal("Unchecked", "Verified");
    }

    [Fact]
    public async Task What_is_the_same_already_is_not_written_and_nobody_hears_of_it()
    {
        await SaveWeekOfTwoAsync();
        await _store.WriteAsync(
            session => PaperStore.SaveThemeAsync(session, Label.Week, Language.Japanese, new WeekTheme("主題", "")),
            Stop
        );
        var before = await VersionAsync();

        var changed = await _store.WriteAsync(
            async session =>
                await PaperStore.SaveWeekAsync(session, Label)
                | await PaperStore.SaveThemeAsync(session, Label.Week, Language.Japanese, new WeekTheme("主題", ""))
                | await PaperStore.SavePaperAsync(session, Paper("2401.00001", 9))
                | await PaperStore.SavePlaceAsync(session, Label.Week, PaperId.Parse("2401.00001"), 1, "One", "hash-1", null),
            Stop
        );

        changed.Should().BeFalse();
        (await VersionAsync()).Should().Be(before);
    }

    [Fact]
    public async Task Every_change_is_heard_of()
    {
        await SaveWeekOfTwoAsync();
        Func<StoreSession, Task<bool>>[] changes =
        [
            session => PaperStore.SaveWeekAsync(session, Label with { End = Label.End.AddDays(1) }),
            session => PaperStore.SaveThemeAsync(session, Label.Week, Language.Japanese, new WeekTheme("主題", "")),
            session => PaperStore.SaveThemeAsync(session, Label.Week, Language.Japanese, new WeekTheme("主題", "序")),
            session => PaperStore.SavePaperAsync(session, Paper("2401.00001", 9) with { Updated = null }),
            session =>
                PaperStore.SavePaperAsync(
                    session,
                    Paper("2401.00001", 9) with
                    {
                        Updated = new DateOnly(2024, 1, 9),
                        Aliases = ["new"],
                    }
                ),
            session => PaperStore.SavePaperAsync(session, Paper("2401.00001", 9) with { Abstract = "now known" }),
            session => PaperStore.SavePlaceAsync(session, Label.Week, PaperId.Parse("2401.00002"), 2, "Two", "hash-2", null),
        ];

        foreach (var change in changes)
        {
            var before = await VersionAsync();
            (await _store.WriteAsync(change, Stop)).Should().BeTrue();
            (await VersionAsync()).Should().BeGreaterThan(before);
        }
    }

    [Fact]
    public async Task Aliases_are_added_and_a_known_abstract_is_kept()
    {
        await SaveWeekOfTwoAsync();
        await _store.WriteAsync(
            session => PaperStore.SavePaperAsync(session, Paper("2401.00001", 9) with { Abstract = "abstract", Aliases = ["X"] }),
            Stop
        );
        await _store.WriteAsync(
            session => PaperStore.SavePaperAsync(session, Paper("2401.00001", 9) with { Title = "Better" }),
            Stop
        );

        var paper = (await _store.ReadAsync(session => PaperStore.FindPaperAsync(session, PaperId.Parse("2401.00001")), Stop))!;

        paper.Title.Should().Be("Better");
        paper.Abstract.Should().Be("abstract");
        paper.Aliases.Should().BeEquivalentTo("P1", "X");
    }

    [Fact]
    public async Task Weeks_are_listed_newest_first_with_the_languages_they_have()
    {
        await SaveWeekOfTwoAsync();
        await _store.WriteAsync(session => PaperStore.SaveNoteAsync(session, Note("2401.00001", "一")), Stop);
        await _store.WriteAsync(
            session => PaperStore.SaveNoteAsync(session, Note("2401.00002", "one") with { Language = Language.English }),
            Stop
        );
        await _store.WriteAsync(
            session => PaperStore.SaveWeekAsync(session, new WeekLabel(new DateOnly(2024, 1, 15), new DateOnly(2024, 1, 21))),
            Stop
        );

        (await Papers.ListWeeksAsync(Stop))
            .Select(week => (week.Week.ToString(), week.Papers, string.Join(',', week.Noted.Select(language => language.Code()))))
            .Should()
            .Equal(("2024-W03", 0, ""), ("2024-W02", 2, "ja,en"));
    }

    [Fact]
    public async Task A_failed_unit_of_work_leaves_nothing()
    {
        var failing = () =>
            _store.WriteAsync(
                async session =>
                {
                    await PaperStore.SaveWeekAsync(session, Label);
                    throw new InvalidOperationException("after the first statement");
                },
                Stop
            );

        await failing.Should().ThrowAsync<InvalidOperationException>();
        (await Papers.ListWeeksAsync(Stop)).Should().BeEmpty();
    }

    private static NoteReading.Whole Read(string text) => PlainNotes.ReadWhole(text);

    private async Task<NoteImportOutcome.Imported> ImportAsync(string text) => await Import.ImportAsync(Read(text), Stop);

    [Fact]
    public async Task An_imported_note_comes_back_as_it_was_read()
    {
        var outcome = await ImportAsync(PlainNotes.Japanese);

        outcome.Changed.Should().BeTrue();
        outcome.Papers.Select(paper => (paper.Change, paper.Revision)).Should().AllBeEquivalentTo((NoteChange.New, 1));
        var week = await WeekAsync();
        week.Themes[Language.Japanese].Theme.Should().Be(outcome.Note.Theme);
        week.Papers.Select(paper => (paper.Rank, paper.ListName, paper.Held)).Should().Equal((1, "", null), (2, "", null));
        foreach (var (stored, read) in week.Papers.Zip(outcome.Note.Papers))
        {
            stored.Paper.Id.Should().Be(read.Paper.Id);
            stored.Notes[Language.Japanese].Should().BeEquivalentTo(read.Note!, Options);
        }

        static AwesomeAssertions.Equivalency.EquivalencyOptions<PaperNote> Options(
            AwesomeAssertions.Equivalency.EquivalencyOptions<PaperNote> options
        ) => options.WithStrictOrdering().ComparingByValue<PaperId>().ComparingByValue<Citation>();
    }

    [Fact]
    public async Task The_same_import_again_changes_nothing_and_says_so()
    {
        await ImportAsync(PlainNotes.Japanese);
        var before = await VersionAsync();

        var again = await ImportAsync(PlainNotes.Japanese);

        again.Changed.Should().BeFalse();
        again.Papers.Should().OnlyContain(paper => paper.Change == NoteChange.Unchanged && paper.Revision == 1);
        (await VersionAsync()).Should().Be(before);
    }

    [Fact]
    public async Task An_export_of_what_is_stored_changes_nothing_here_and_makes_the_same_week_elsewhere()
    {
        await ImportAsync(PlainNotes.Japanese);
        await ImportAsync(PlainNotes.English);
        var week = await WeekAsync();
        await using var elsewhere = await TemporaryStore.CreateAsync(provider, TimeProvider.System, Stop);
        foreach (var language in NoteExport.Written(week))
        {
            var markdown = WeeklyNoteWriter.Markdown(NoteExport.Of(week, language));

            (await ImportAsync(markdown)).Changed.Should().BeFalse();
            await new NoteImport(elsewhere.Store).ImportAsync(Read(markdown), Stop);
        }

        var same = (await new PaperStore(elsewhere.Store).FindWeekAsync(week.Week, Stop))!;
        NoteExport.Written(same).Should().Equal(Language.Japanese, Language.English);
        foreach (var language in Languages.All)
        {
            NoteExport.Of(same, language).ShouldBeTheNote(NoteExport.Of(week, language));
        }
    }

    [Fact]
    public async Task A_changed_note_replaces_only_the_papers_that_changed()
    {
        await ImportAsync(PlainNotes.Japanese);

        var outcome = await ImportAsync(PlainNotes.Japanese.Replace("計算量が7割", "計算量が8割"));

        outcome.Changed.Should().BeTrue();
        outcome
            .Papers.Select(paper => (paper.Change, paper.Revision))
            .Should()
            .Equal((NoteChange.Replaced, 2), (NoteChange.Unchanged, 1));
        (await WeekAsync()).Papers[0].Notes[Language.Japanese].QuestionAnswers[0].Answer.Should().Contain("8割");
    }

    [Fact]
    public async Task Both_languages_stand_side_by_side()
    {
        await ImportAsync(PlainNotes.Japanese);
        await ImportAsync(PlainNotes.English);

        var week = await WeekAsync();

        week.Themes.Keys.Should().BeEquivalentTo([Language.Japanese, Language.English]);
        week.Papers.Should().HaveCount(2).And.OnlyContain(paper => paper.Notes.Count == 2);
    }

    [Fact]
    public async Task What_a_list_said_of_the_week_is_kept()
    {
        var first = PaperId.Parse("2401.05001");
        await _store.WriteAsync(
            async session =>
            {
                await PaperStore.SaveWeekAsync(session, Label);
                await PaperStore.SavePaperAsync(
                    session,
                    new Paper
                    {
                        Id = first,
                        Title = "SmallTeach",
                        Aliases = ["SmallTeach"],
                    }
                );
                await PaperStore.SavePaperAsync(session, Paper("2401.00002", 11));
                await PaperStore.SavePlaceAsync(session, Label.Week, first, 7, "SmallTeach", "hash-7", null);
                await PaperStore.SavePlaceAsync(session, Label.Week, PaperId.Parse("2401.00002"), 9, "Other", "hash-9", "held");
            },
            Stop
        );

        await ImportAsync(PlainNotes.Japanese);
        var again = await ImportAsync(PlainNotes.Japanese);

        again.Changed.Should().BeFalse();
        (await WeekAsync())
            .Papers.OrderBy(paper => paper.Rank)
            .Select(paper => (paper.Paper.Id.Value, paper.Rank, paper.ListName, paper.Held))
            .Should()
            .Equal(("2401.05001", 7, "SmallTeach", null), ("2401.00002", 9, "Other", "held"), ("2401.04002", 10, "", null));
        var paper = (await WeekAsync()).Papers.Single(paper => paper.Paper.Id == first).Paper;
        paper.Title.Should().Be("Small Teachers: Distilling Without a Giant", "a list has only a nickname");
        paper.Aliases.Should().BeEquivalentTo("SmallTeach", "Small Teachers");
    }

    [Fact]
    public async Task What_arXiv_said_of_a_paper_is_kept_but_for_the_version_whose_pages_are_cited()
    {
        var id = PaperId.Parse("2401.05001");
        var known = new Paper
        {
            Id = id,
            Title = "Small Teachers: Distilling without a Giant, Revised",
            Authors = ["Aiko Example", "Bo Sample", "Cleo Test"],
            Published = new DateOnly(2024, 1, 11),
            Updated = new DateOnly(2024, 3, 1),
            Arxiv = ArxivId.Parse("2401.05001v3"),
            Link = new Uri("https://arxiv.org/pdf/2401.05001v3"),
            Abstract = "An abstract.",
            Categories = ["Machine Learning"],
        };
        await _store.WriteAsync(session => PaperStore.SavePaperAsync(session, known), Stop);

        await ImportAsync(PlainNotes.Japanese);

        var paper = (await _store.ReadAsync(session => PaperStore.FindPaperAsync(session, id), Stop))!;
        paper.Title.Should().Be(known.Title);
        paper.Authors.Should().HaveCount(3);
        paper.Abstract.Should().Be("An abstract.");
        paper.Arxiv!.ToString().Should().Be("2401.05001v2");
        paper.Link!.OriginalString.Should().Be("http://arxiv.org/pdf/2401.05001v2");
        paper.Updated.Should().Be(new DateOnly(2024, 1, 12));
        paper.Aliases.Should().Contain(["Small Teachers: Distilling Without a Giant", "Small Teachers"]);
    }

    [Fact]
    public async Task What_follows_from_a_note_is_saved_with_it_or_not_at_all()
    {
        var failing = () =>
            _store.WriteAsync(
                async session =>
                {
                    await NoteImport.SaveAsync(session, Read(PlainNotes.Japanese));
                    throw new InvalidOperationException("planning its deliveries failed");
                },
                Stop
            );

        await failing.Should().ThrowAsync<InvalidOperationException>();
        (await Papers.FindWeekAsync(Label.Week, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task A_refused_file_leaves_the_store_as_it_was()
    {
        await ImportAsync(PlainNotes.Japanese);
        var before = await VersionAsync();
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, PlainNotes.Japanese[..900].Replace("7割", "8割"), Stop);

            var outcome = await Import.ImportAsync(path, Stop);

            outcome.Should().BeOfType<NoteImportOutcome.Refused>();
            (await VersionAsync()).Should().Be(before);
            (await WeekAsync()).Papers[0].Notes[Language.Japanese].QuestionAnswers[0].Answer.Should().Contain("7割");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Readers_see_a_note_with_its_own_answers_while_others_replace_it()
    {
        await ImportAsync(PlainNotes.Japanese);
        var replacing = Task.Run(
            async () =>
            {
                for (var i = 0; i < 30; i++)
                {
                    await ImportAsync(PlainNotes.Japanese.Replace("7割", $"{i}割").Replace("差は1ポイント", $"差は{i}ポイント"));
                }
            },
            Stop
        );

        while (!replacing.IsCompleted)
        {
            var note = (await WeekAsync()).Papers[0].Notes[Language.Japanese];
            note.QuestionAnswers.Should().HaveCount(2);
            if (note.Revision > 1)
            {
                var number = note.Summary.Split("差は")[1].Split("ポイント")[0];
                note.QuestionAnswers[0].Answer.Should().Contain($"計算量が{number}割");
            }
        }

        await replacing;
    }
}
