using System.Net.Sockets;
using System.Text;
using PaperBot.Fakes;

namespace PaperBot.Tests.EndToEnd;

/// <summary>The program under the unit that is shipped, with this test in systemd's place.</summary>
public sealed class SystemdTests : IDisposable
{
    private readonly TestWorkspace _workspace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task It_says_when_it_is_ready_and_when_it_stops_and_logs_with_the_journals_levels()
    {
        var path = Path.Combine(_workspace.Folder, "notify");
        using var notify = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        notify.Bind(new UnixDomainSocketEndPoint(path));
        _workspace.Settings["Weeks:BaseUrl"] = "http://127.0.0.1:9/";

        await using var service = PaperBotProcess.StartUnderSystemd(_workspace.Settings, _workspace.Folder, path);
        (await ReceiveAsync(notify)).Should().Contain("READY=1");
        await service.ReadyAsync(Cancellation);
        var stopping = service.StopAsync(Cancellation);
        (await ReceiveAsync(notify)).Should().Contain("STOPPING=1");
        await stopping;

        // The exit code is the shell's here; FirstStartTests looks at the program's own.
        service.Errors.Should().Contain("every lease is given back");
        service.Errors.Should().MatchRegex("(?m)^<6>info: ");
    }

    [Fact]
    public async Task The_unit_waits_for_that_word_and_for_the_end_of_what_is_being_sent()
    {
        var unit = await File.ReadAllLinesAsync(Repository.File("config/paperbot.service"), Cancellation);

        unit.Should().Contain("Type=notify").And.Contain("TimeoutStopSec=20");
        unit.Should().ContainSingle(line => line.StartsWith("ExecStart=")).Which.Should().EndWith("PaperBot run --config /etc/paperbot/paperbot.json");
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[4096];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        var length = await socket.ReceiveAsync(buffer, patience.Token);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
