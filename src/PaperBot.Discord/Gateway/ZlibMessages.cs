using System.IO.Compression;

namespace PaperBot.Discord.Gateway;

/// <summary>Reads the one compressed stream of a connection, message by message: each ends with an empty flush (<c>00 00 FF FF</c>).</summary>
internal sealed class ZlibMessages : IDisposable
{
    private readonly Feed _feed = new();
    private readonly ZLibStream _inflater;

    public ZlibMessages() => _inflater = new ZLibStream(_feed, CompressionMode.Decompress);

    /// <summary>The text of a message, or null where it becomes longer than <paramref name="most"/> bytes.</summary>
    public byte[]? Read(ReadOnlySpan<byte> compressed, int most)
    {
        _feed.Add(compressed);
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var count = _inflater.Read(buffer);
            if (count == 0)
            {
                return text.ToArray();
            }

            text.Write(buffer, 0, count);
            if (text.Length > most)
            {
                return null;
            }
        }
    }

    public void Dispose() => _inflater.Dispose();

    /// <summary>A stream that has what was added to it, and for the moment no more.</summary>
    private sealed class Feed : Stream
    {
        private byte[] _bytes = [];
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Add(ReadOnlySpan<byte> bytes)
        {
            _bytes = [.. _bytes.AsSpan(_at), .. bytes];
            _at = 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, _bytes.Length - _at);
            _bytes.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
