using Microsoft.Extensions.DependencyInjection;
using PaperBot.Chat;
using PaperBot.Diagnosing;
using PaperBot.Fakes.Model;
using PaperBot.Papers;
using PaperBot.Writing;

namespace PaperBot.Tests.Diagnosing;

/// <summary>What <c>paperbot doctor</c> finds about the model that writes, with a stand-in that answers as the vendors do.</summary>
public sealed class ModelDoctorTests : IAsyncLifetime
{
    private ModelServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ModelServer.StartAsync(Stop);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_that_is_taken_for_a_model_that_is_there_is_well_and_nothing_is_asked_of_the_model(bool anthropic)
    {
        var finding = await ExamineAsync(anthropic);

        finding.Level.Should().Be(FindingLevel.Well);
        finding.Detail.Should().Contain(_server.OpenAi.Authority).And.Contain("stand-in-1");
        _server.Asks.Should().BeEmpty();
        _server.Violations.Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_key_is_wrong_and_never_shown(bool anthropic)
    {
        foreach (var language in Languages.All)
        {
            var finding = await ExamineAsync(anthropic, settings => settings with { ApiKey = "sk-old-geheim" }, language);

            finding.Level.Should().Be(FindingLevel.Wrong);
            finding.Remedy.Should().Contain("Writer:ApiKey");
            finding.ToString().Should().Contain("401").And.NotContain("geheim");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_model_that_is_not_there_is_named_with_those_that_are_and_a_short_name_is_found(bool anthropic)
    {
        var finding = await ExamineAsync(anthropic, settings => settings with { Model = "stand-in" });

        finding.Level.Should().Be(FindingLevel.Wrong);
        finding.Detail.Should().Contain("no model stand-in;").And.Contain("stand-in-1, stand-in-2");
        finding.Remedy.Should().Contain("Writer:Model");
        _server.Aliases = ["stand-in"];
        (await ExamineAsync(anthropic, settings => settings with { Model = "stand-in" })).Level.Should().Be(FindingLevel.Well);
    }

    [Fact]
    public async Task A_server_without_a_list_is_not_called_wrong_and_one_that_is_away_is()
    {
        _server.Models = null;
        var untried = await ExamineAsync(anthropic: false);
        var away = await ExamineAsync(
            anthropic: false,
            settings => settings with { Endpoint = new Uri("http://127.0.0.1:1/v1"), ApiKey = null }
        );

        untried.Level.Should().Be(FindingLevel.Warning);
        untried.Detail.Should().Contain("404").And.Contain("not tried");
        away.Level.Should().Be(FindingLevel.Wrong);
        away.Remedy.Should().Contain("Writer:Endpoint");
    }

    [Fact]
    public async Task Where_no_model_writes_nothing_is_said() =>
        (await FindingsAsync(new WriterSettings(), Language.English)).Should().BeEmpty();

    private async Task<Finding> ExamineAsync(
        bool anthropic,
        Func<WriterSettings, WriterSettings>? change = null,
        Language language = Language.English
    )
    {
        var settings = new WriterSettings
        {
            Provider = anthropic ? WriterProvider.Anthropic : WriterProvider.OpenAi,
            Endpoint = anthropic ? _server.Anthropic : _server.OpenAi,
            Model = "stand-in-1",
            ApiKey = _server.ApiKey,
        };
        return (await FindingsAsync(change?.Invoke(settings) ?? settings, language)).Should().ContainSingle().Subject;
    }

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(WriterSettings settings, Language language)
    {
        await using var services = new ServiceCollection().AddHttpClient().AddWriting(settings).BuildServiceProvider();
        var doctor = new ModelDoctor(
            new ModelProbe(settings, services.GetRequiredService<IHttpClientFactory>(), TimeProvider.System)
        );
        return await doctor.ExamineAsync(DiagnosisTexts.For(language), language, Stop);
    }
}
