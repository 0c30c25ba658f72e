using PaperBot.Writing;

namespace PaperBot.Tests.Writing;

public sealed class PromptsTests
{
    /// <summary>A prompt that changes without a new version would leave notes that no prompt of this program has written.</summary>
    [Fact]
    public void The_prompts_are_those_of_their_version() =>
        (Prompts.Version, Prompts.Hash)
            .Should()
            .Be(
                ("1", "736c967c966fd6959617b27b431315176c527e9d591946bb808f2c3bf952205b"),
                "a changed prompt takes a new version and a new hash here"
            );
}
