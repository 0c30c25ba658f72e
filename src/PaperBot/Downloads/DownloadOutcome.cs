using System.Net;

namespace PaperBot.Downloads;

/// <summary>One file to fetch.</summary>
/// <param name="MostBytes">Counted after decompression.</param>
public sealed record DownloadRequest(Uri Address, long MostBytes)
{
    /// <summary>What the last reply carried as its ETag, quotes included; asks for the body only where it changed.</summary>
    public string? ETag { get; init; }

    /// <summary>What the last reply carried as Last-Modified, to the letter.</summary>
    public string? LastModified { get; init; }

    public string? Accept { get; init; }

    /// <summary>Content types that are taken, such as <c>application/pdf</c>; empty takes any.</summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = [];

    /// <summary>What the body must begin with; empty takes any.</summary>
    public ReadOnlyMemory<byte> FirstBytes { get; init; }
}

/// <summary>What became of a download.</summary>
public abstract record DownloadOutcome
{
    private DownloadOutcome() { }

    /// <summary>The body went to the destination, whole.</summary>
    /// <param name="MovedTo">Where the file is for good, when every redirect on the way was permanent; else null.</param>
    public sealed record Fetched(long Bytes, string? ETag, string? LastModified, Uri? MovedTo) : DownloadOutcome;

    public sealed record NotModified : DownloadOutcome;

    /// <summary>The host says that there is no such file.</summary>
    public sealed record Missing(HttpStatusCode Status) : DownloadOutcome;

    /// <summary>The host asks to come back later.</summary>
    /// <param name="RetryAfter">Null where it does not say when.</param>
    public sealed record Busy(HttpStatusCode Status, TimeSpan? RetryAfter) : DownloadOutcome;

    /// <summary>Our own rules forbid it, or forbid what came back: trying again does not help.</summary>
    public sealed record Refused(string Reason) : DownloadOutcome;

    /// <summary>Network trouble, a time limit, an error of the host: may work later.</summary>
    public sealed record Failed(string Reason) : DownloadOutcome;
}
