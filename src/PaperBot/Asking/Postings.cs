using System.Runtime.InteropServices;

namespace PaperBot.Asking;

/// <summary>
/// For every key the documents that hold it, in order, and how often on which side: the whole index in a few arrays. A document has two
/// sides: a Q&amp;A its question and its answer, a paper its title and what is told about it.
/// </summary>
internal sealed class Postings
{
    private readonly Dictionary<ulong, int> _slots;
    private readonly int[] _offsets;
    private readonly int[] _counts;
    private readonly byte[] _data;

    private Postings(Dictionary<ulong, int> slots, int[] offsets, int[] counts, byte[] data) =>
        (_slots, _offsets, _counts, _data) = (slots, offsets, counts, data);

    /// <summary>How many documents hold the key.</summary>
    public int Count(ulong key) => _slots.TryGetValue(key, out var slot) ? _counts[slot] : 0;

    public long Bytes => _data.LongLength + (8L * _counts.Length) + (28L * _slots.Count);

    public PostingList Find(ulong key) =>
        _slots.TryGetValue(key, out var slot)
            ? new PostingList(_data.AsSpan(_offsets[slot], _offsets[slot + 1] - _offsets[slot]))
            : default;

    /// <summary>Collects documents in ascending order.</summary>
    public sealed class Builder
    {
        private readonly Dictionary<ulong, int> _slots = [];
        private readonly List<Growing> _lists = [];

        /// <summary>Both lists are sorted in place.</summary>
        public void Add(int document, List<ulong> first, List<ulong> second)
        {
            first.Sort();
            second.Sort();
            var (i, j) = (0, 0);
            while (i < first.Count || j < second.Count)
            {
                var key = j >= second.Count || (i < first.Count && first[i] <= second[j]) ? first[i] : second[j];
                var (front, back) = (Run(first, ref i, key), Run(second, ref j, key));
                Append(key, document, (byte)((Math.Min(front, 15) << 4) | Math.Min(back, 15)));
            }
        }

        public Postings Build()
        {
            var offsets = new int[_lists.Count + 1];
            var counts = new int[_lists.Count];
            var total = 0;
            for (var slot = 0; slot < _lists.Count; slot++)
            {
                offsets[slot] = total;
                counts[slot] = _lists[slot].Count;
                total = checked(total + _lists[slot].Length);
            }

            offsets[^1] = total;
            var data = new byte[total];
            for (var slot = 0; slot < _lists.Count; slot++)
            {
                _lists[slot].Data.AsSpan(0, _lists[slot].Length).CopyTo(data.AsSpan(offsets[slot]));
            }

            _slots.TrimExcess();
            return new Postings(_slots, offsets, counts, data);
        }

        private static int Run(List<ulong> keys, ref int at, ulong key)
        {
            var start = at;
            while (at < keys.Count && keys[at] == key)
            {
                at++;
            }

            return at - start;
        }

        private void Append(ulong key, int document, byte sides)
        {
            if (!_slots.TryGetValue(key, out var slot))
            {
                slot = _lists.Count;
                _slots.Add(key, slot);
                _lists.Add(new Growing([], 0, 0, 0));
            }

            ref var list = ref CollectionsMarshal.AsSpan(_lists)[slot];
            list.Append(document, sides);
        }
    }

    private record struct Growing(byte[] Data, int Length, int Count, int Last)
    {
        public void Append(int document, byte sides)
        {
            if (Data.Length < Length + 6)
            {
                var data = Data;
                Array.Resize(ref data, Math.Max(8, Data.Length * 2));
                Data = data;
            }

            var step = (uint)(document - Last);
            Last = document;
            Count++;
            for (; step >= 0x80; step >>= 7)
            {
                Data[Length++] = (byte)(step | 0x80);
            }

            Data[Length++] = (byte)step;
            Data[Length++] = sides;
        }
    }
}

/// <summary>Walks one key's documents.</summary>
internal ref struct PostingList(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    public int Document { get; private set; }

    /// <summary>How often it stands on the first side, 15 meaning 15 or more.</summary>
    public int First { get; private set; }

    public int Second { get; private set; }

    public bool Next()
    {
        if (_at >= _data.Length)
        {
            return false;
        }

        uint step = 0;
        var shift = 0;
        byte part;
        do
        {
            part = _data[_at++];
            step |= (uint)(part & 0x7F) << shift;
            shift += 7;
        } while (part >= 0x80);

        Document += (int)step;
        var sides = _data[_at++];
        First = sides >> 4;
        Second = sides & 15;
        return true;
    }
}
