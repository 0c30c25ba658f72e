using System.Globalization;

namespace PaperBot.Chat;

/// <summary>Blocks that belong together, such as a question and its answer: they share a message unless they alone are too long for one.</summary>
/// <param name="Title">
/// Said in bold before the blocks. Where the group is cut it stands over every part, with <c>(1/2)</c> behind it.
/// </param>
public sealed record BlockGroup(RichText? Title, IReadOnlyList<ChatBlock> Blocks);

/// <summary>The blocks of one message, and the groups (from 0) that it holds or holds a part of.</summary>
public sealed record PackedMessage(IReadOnlyList<ChatBlock> Blocks, int FirstGroup, int LastGroup);

/// <summary>Puts blocks into as few messages as their order allows, each within a platform's limits.</summary>
public static class MessagePacking
{
    // Room kept for " (12/34)" behind a title.
    private const int PartNumber = 16;
    private const int LongestTitle = 300;

    /// <summary>
    /// Fills each message before it begins the next, which for a fixed order gives the fewest. A group goes into a message whole; one that is
    /// too long by itself is cut between its blocks, and a block that is too long by <see cref="TextCut"/>.
    /// </summary>
    public static IReadOnlyList<PackedMessage> Pack(IReadOnlyList<BlockGroup> groups, MessageLimits limits)
    {
        var messages = new List<PackedMessage>();
        var room = new Room(limits);
        for (var group = 0; group < groups.Count; group++)
        {
            foreach (var part in Parts(groups[group], limits))
            {
                if (!room.IsEmpty && !room.Fits(part))
                {
                    messages.Add(room.Empty());
                }

                room.Take(part, group);
            }
        }

        if (!room.IsEmpty)
        {
            messages.Add(room.Empty());
        }

        return messages;
    }

    /// <summary>
    /// Blocks as a platform can hold them, each within the limits of one block: long texts, lists and code cut, rows with too many
    /// controls broken, a heading that is too long made a bold line.
    /// </summary>
    public static IReadOnlyList<ChatBlock> Split(IReadOnlyList<ChatBlock> blocks, MessageLimits limits) =>
        BlockCut.Split(blocks, limits, new TextBounds(limits.BlockLength, limits.MessageBytes, limits.Weigh));

    /// <summary>Whether blocks stand in one message.</summary>
    public static bool FitsOne(IReadOnlyList<ChatBlock> blocks, MessageLimits limits) => new Room(limits).Fits(blocks);

    /// <summary>A paragraph or a line of context that is cut to the bounds, with an ellipsis where something is missing; other blocks as they are.</summary>
    public static ChatBlock Shorten(ChatBlock block, TextBounds bounds) => BlockCut.Shorten(block, bounds);

    private static List<IReadOnlyList<ChatBlock>> Parts(BlockGroup group, MessageLimits limits)
    {
        var whole = Split(Titled(group), limits);
        if (whole.Count == 0)
        {
            return [];
        }

        if (new Room(limits).Fits(whole))
        {
            return [whole];
        }

        var (title, body) = TitleAndBody(group, limits);
        var around = new Room(limits);
        around.Take(Heading(title, ""), 0);
        var bounds = around.LeftForText(PartNumber);
        var parts = new List<List<ChatBlock>>();
        var room = new Room(limits);
        foreach (var block in BlockCut.Split(body, limits, bounds))
        {
            if (parts.Count == 0 || !room.Fits([block]))
            {
                room.Empty();
                room.Take(Heading(title, new string('0', PartNumber)), 0);
                parts.Add([]);
            }

            room.Take([block], 0);
            parts[^1].Add(block);
        }

        return
        [
            .. parts.Select(
                IReadOnlyList<ChatBlock> (part, i) =>
                    [.. Heading(title, string.Create(CultureInfo.InvariantCulture, $"({i + 1}/{parts.Count})")), .. part]
            ),
        ];
    }

    private static IReadOnlyList<ChatBlock> Titled(BlockGroup group) =>
        group.Title is { } title ? [new ChatBlock.Paragraph(title), .. group.Blocks] : group.Blocks;

    // A title that would take much of every part is said in full once, and shortened over the parts.
    private static (RichText? Title, IReadOnlyList<ChatBlock> Body) TitleAndBody(BlockGroup group, MessageLimits limits)
    {
        if (group.Title is not { } title)
        {
            return (null, group.Blocks);
        }

        var longest = Math.Min(
            LongestTitle,
            Math.Min(Math.Min(limits.BlockLength, limits.MessageLength), limits.MessageBytes / 4) / 4
        );
        return MessageWeight.Of(title, limits.Weigh).FitsIn(longest, longest * 4)
            ? (title, group.Blocks)
            : (
                RichText.Of(new Inline.Text(TextCut.Shorten(title.ToString(), longest / 2, limits.Weigh), TextMarks.Bold)),
                Titled(group)
            );
    }

    private static IReadOnlyList<ChatBlock> Heading(RichText? title, string number) =>
        title is null
            ? [new ChatBlock.Context(number)]
            : [new ChatBlock.Paragraph(new RichText([.. title.Parts, new Inline.Text(" " + number)]))];

    /// <summary>A message being filled.</summary>
    private sealed class Room(MessageLimits limits)
    {
        private readonly List<ChatBlock> _blocks = [];
        private MessageWeight _weight;
        private int _firstGroup;
        private int _lastGroup;

        public bool IsEmpty => _blocks.Count == 0;

        public bool Fits(IReadOnlyList<ChatBlock> blocks) =>
            _blocks.Count + blocks.Count <= limits.Blocks
            && (_weight + Weigh(blocks)).FitsIn(limits.MessageLength, limits.MessageBytes);

        public void Take(IReadOnlyList<ChatBlock> blocks, int group)
        {
            _firstGroup = IsEmpty ? group : _firstGroup;
            _lastGroup = group;
            _blocks.AddRange(blocks);
            _weight += Weigh(blocks);
        }

        public PackedMessage Empty()
        {
            var message = new PackedMessage([.. _blocks], _firstGroup, _lastGroup);
            _blocks.Clear();
            _weight = default;
            return message;
        }

        /// <summary>What one more block may take.</summary>
        public TextBounds LeftForText(int reserve)
        {
            var spent = _weight + MessageWeight.InMessage(new ChatBlock.Paragraph(""), limits.Weigh);
            return new TextBounds(
                Math.Min(limits.BlockLength, limits.MessageLength - spent.Length - reserve),
                limits.MessageBytes - spent.Bytes - reserve,
                limits.Weigh
            );
        }

        private MessageWeight Weigh(IReadOnlyList<ChatBlock> blocks) =>
            blocks.Aggregate(default(MessageWeight), (sum, block) => sum + MessageWeight.InMessage(block, limits.Weigh));
    }
}
