using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using PaperBot.Downloads;
using PaperBot.Fakes.Weeks;

namespace PaperBot.Tests.Downloads;

public sealed class SafeDownloadTests
{
    private const long OneMegabyte = 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_comes_whole_with_what_a_later_request_needs_to_ask_for_changes_only()
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Put("README.md", "hello");
        using var download = Download(host);
        var address = new Uri(host.BaseUrl, "README.md");

        var (first, body) = await download.GetAsync(new DownloadRequest(address, 100), Token);
        var etag = first.Should().BeOfType<DownloadOutcome.Fetched>().Which.ETag;
        var (second, _) = await download.GetAsync(new DownloadRequest(address, 100) { ETag = etag }, Token);

        Encoding.UTF8.GetString(body).Should().Be("hello");
        second.Should().BeOfType<DownloadOutcome.NotModified>();
        host.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task An_endless_body_ends_at_the_limit_and_costs_no_memory()
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Serve("README.md", HostedFile.Endless());
        using var download = Download(host);
        var destination = new CountingStream();

        var outcome = await download.GetAsync(
            new DownloadRequest(new Uri(host.BaseUrl, "README.md"), OneMegabyte),
            destination,
            Token
        );

        outcome.Should().BeOfType<DownloadOutcome.Refused>().Which.Reason.Should().Contain("larger than 1048576");
        destination.Written.Should().BeLessThanOrEqualTo(OneMegabyte);
    }

    [Fact]
    public async Task What_counts_is_the_size_after_decompression()
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Serve("README.md", HostedFile.Exploding(200 * 1024 * 1024));
        using var download = Download(host);
        var destination = new CountingStream();

        var outcome = await download.GetAsync(
            new DownloadRequest(new Uri(host.BaseUrl, "README.md"), OneMegabyte),
            destination,
            Token
        );

        outcome.Should().BeOfType<DownloadOutcome.Refused>();
        destination.Written.Should().BeLessThanOrEqualTo(OneMegabyte);
    }

    [Fact]
    public async Task A_body_that_drips_is_given_up_when_its_time_is_over()
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Serve("README.md", HostedFile.Dripping());
        using var download = Download(host, rules => rules with { Within = TimeSpan.FromMilliseconds(300) });

        var (outcome, _) = await download.GetAsync(new DownloadRequest(new Uri(host.BaseUrl, "README.md"), 100), Token);

        outcome.Should().BeOfType<DownloadOutcome.Failed>().Which.Reason.Should().Contain("longer than 0.3 s");
    }

    [Fact]
    public async Task A_host_that_sends_no_headers_is_given_up_sooner()
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Serve("README.md", HostedFile.Silent());
        using var download = Download(host, rules => rules with { HeadersWithin = TimeSpan.FromMilliseconds(200) });

        var (outcome, _) = await download.GetAsync(new DownloadRequest(new Uri(host.BaseUrl, "README.md"), 100), Token);

        outcome.Should().BeOfType<DownloadOutcome.Failed>().Which.Reason.Should().Contain("longer than 0.2 s");
    }

    [Fact]
    public async Task Being_told_to_stop_is_not_a_failure_of_the_host()
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Serve("README.md", HostedFile.Silent());
        using var download = Download(host);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var get = () => download.GetAsync(new DownloadRequest(new Uri(host.BaseUrl, "README.md"), 100), stop.Token);

        await get.Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/", "https")]
    [InlineData("https://169.254.169.254/latest/meta-data/", "not an allowed host")]
    [InlineData("http://localhost:1/", "https")]
    [InlineData("https://example.com/", "not an allowed host")]
    [InlineData("file:///etc/passwd", "https")]
    [InlineData("http://arxiv.org/", "https")]
    public async Task A_redirect_to_where_nothing_may_be_fetched_is_not_followed(string target, string reason)
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Serve("README.md", HostedFile.Redirect(StatusCodes.Status302Found, new Uri(target)));
        using var download = Download(host);

        var (outcome, _) = await download.GetAsync(new DownloadRequest(new Uri(host.BaseUrl, "README.md"), 100), Token);

        outcome.Should().BeOfType<DownloadOutcome.Refused>().Which.Reason.Should().Contain(reason);
    }

    [Fact]
    public async Task Another_port_of_the_same_machine_is_not_what_the_settings_named()
    {
        await using var host = await ListHost.StartAsync(Token);
        await using var secret = await ListHost.StartAsync(Token);
        secret.Put("README.md", "secret");
        host.Serve("README.md", HostedFile.Redirect(StatusCodes.Status302Found, new Uri(secret.BaseUrl, "README.md")));
        using var download = Download(host);

        var (outcome, _) = await download.GetAsync(new DownloadRequest(new Uri(host.BaseUrl, "README.md"), 100), Token);

        outcome.Should().BeOfType<DownloadOutcome.Refused>();
        secret.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task An_allowed_name_that_resolves_to_a_private_address_is_not_reached()
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Serve(
            "README.md",
            HostedFile.Redirect(StatusCodes.Status302Found, new Uri("https://export.arxiv.org/pdf/2305.18290"))
        );
        var asked = new List<string>();
        using var download = new SafeDownload(
            new DownloadRules { Configured = [host.Root] },
            TimeProvider.System,
            (name, _) =>
            {
                asked.Add(name);
                return Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8"), IPAddress.Loopback]);
            }
        );

        var (outcome, _) = await download.GetAsync(new DownloadRequest(new Uri(host.BaseUrl, "README.md"), 100), Token);

        outcome
            .Should()
            .BeOfType<DownloadOutcome.Refused>("one bad address among good ones is enough")
            .Which.Reason.Should()
            .Contain("127.0.0.1");
        asked.Should().Equal("export.arxiv.org");
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task At_most_three_redirects_are_followed(int hops, bool arrives)
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Put($"{hops}.md", "there");
        for (var hop = 0; hop < hops; hop++)
        {
            host.Serve($"{hop}.md", HostedFile.Redirect(StatusCodes.Status302Found, new Uri($"{hop + 1}.md", UriKind.Relative)));
        }

        using var download = Download(host);
        var (outcome, _) = await download.GetAsync(new DownloadRequest(new Uri(host.BaseUrl, "0.md"), 100), Token);

        (outcome is DownloadOutcome.Fetched).Should().Be(arrives);
    }

    [Fact]
    public async Task Only_redirects_for_good_change_where_a_file_is()
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Put("new.md", "there");
        var target = new Uri(host.BaseUrl, "new.md");
        host.Serve("moved.md", HostedFile.Redirect(StatusCodes.Status301MovedPermanently, target));
        host.Serve("lent.md", HostedFile.Redirect(StatusCodes.Status302Found, target));
        using var download = Download(host);

        var (moved, _) = await download.GetAsync(new DownloadRequest(new Uri(host.BaseUrl, "moved.md"), 100), Token);
        var (lent, _) = await download.GetAsync(new DownloadRequest(new Uri(host.BaseUrl, "lent.md"), 100), Token);

        moved.Should().BeOfType<DownloadOutcome.Fetched>().Which.MovedTo.Should().Be(target);
        lent.Should().BeOfType<DownloadOutcome.Fetched>().Which.MovedTo.Should().BeNull();
    }

    [Fact]
    public async Task A_body_must_begin_and_be_of_the_type_that_was_asked_for()
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Serve("paper.pdf", HostedFile.Of(Encoding.ASCII.GetBytes("<html>not a paper</html>"), "application/pdf"));
        host.Serve("page.pdf", HostedFile.Of(Encoding.ASCII.GetBytes("%PDF-1.7"), "text/html"));
        using var download = Download(host);

        var (wrongBytes, _) = await download.GetAsync(Pdf(host, "paper.pdf"), Token);
        var (wrongType, _) = await download.GetAsync(Pdf(host, "page.pdf"), Token);

        wrongBytes.Should().BeOfType<DownloadOutcome.Refused>().Which.Reason.Should().Contain("does not begin");
        wrongType.Should().BeOfType<DownloadOutcome.Refused>().Which.Reason.Should().Contain("text/html");
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData(null, null)]
    public async Task A_busy_host_says_when_to_come_back(string? retryAfter, int? seconds)
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Serve("README.md", HostedFile.Status(429, retryAfter));
        using var download = Download(host);

        var (outcome, _) = await download.GetAsync(new DownloadRequest(new Uri(host.BaseUrl, "README.md"), 100), Token);

        outcome
            .Should()
            .Be(new DownloadOutcome.Busy(HttpStatusCode.TooManyRequests, seconds is { } s ? TimeSpan.FromSeconds(s) : null));
    }

    [Fact]
    public async Task A_reply_that_breaks_off_is_no_file()
    {
        await using var host = await ListHost.StartAsync(Token);
        host.Serve("README.md", HostedFile.CutOff("half of it"));
        using var download = Download(host);

        var (outcome, body) = await download.GetAsync(new DownloadRequest(new Uri(host.BaseUrl, "README.md"), 1000), Token);

        outcome.Should().BeOfType<DownloadOutcome.Failed>();
        body.Should().BeEmpty();
    }

    private static DownloadRequest Pdf(ListHost host, string path) =>
        new(new Uri(host.BaseUrl, path), 1000) { FirstBytes = "%PDF-"u8.ToArray(), ContentTypes = ["application/pdf"] };

    private static SafeDownload Download(ListHost host, Func<DownloadRules, DownloadRules>? change = null)
    {
        var rules = new DownloadRules { Configured = [host.Root] };
        return new SafeDownload(change?.Invoke(rules) ?? rules, TimeProvider.System);
    }

    /// <summary>Takes everything and keeps nothing.</summary>
    private sealed class CountingStream : Stream
    {
        public long Written { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Written;

        public override long Position
        {
            get => Written;
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Written += count;
    }
}
