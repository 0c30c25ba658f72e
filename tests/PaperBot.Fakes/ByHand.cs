namespace PaperBot.Fakes;

/// <summary>
/// The long form of a test. The suite runs the short one; whoever sets TESTS_BY_HAND=1 gets the one that takes minutes.
/// (No name of the tests' own begins with PAPERBOT_, which is the program's.)
/// </summary>
public static class ByHand
{
    public static bool Asked => Environment.GetEnvironmentVariable("TESTS_BY_HAND") == "1";

    public static int Count(int inSuite, int byHand) => Asked ? byHand : inSuite;
}
