using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace PaperBot.Discord.Rest;

/// <summary>A request's body that knows whether it was begun to be written: before that, nothing can have been accepted.</summary>
internal sealed class JsonBody : HttpContent
{
    private readonly byte[] _json;

    public JsonBody(string json)
    {
        _json = Encoding.UTF8.GetBytes(json);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public bool Begun { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        Begun = true;
        await stream.WriteAsync(_json, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return true;
    }
}
