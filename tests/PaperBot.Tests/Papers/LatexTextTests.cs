using CsCheck;
using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

public sealed class LatexTextTests
{
    [Theory]
    // The kinds that the first notes held.
    [InlineData(@"\small 77.33\%", "77.33%")]
    [InlineData(@"\small 90\%", "90%")]
    [InlineData(@"\small x_v\in R^{H×W×C}", "xᵥ∈R^(H×W×C)")]
    [InlineData(@"\small x_p\in R^{N×D}", "xₚ∈R^(N×D)")]
    [InlineData(@"\small N=HW/P^2", "N=HW/P²")]
    [InlineData(@"\small P×P", "P×P")]
    [InlineData(@"\small D", "D")]
    // Letters and relations.
    [InlineData(@"\alpha \leq \beta", "α ≤ β")]
    [InlineData(@"a\leq b", "a≤b")]
    [InlineData(@"\theta \sim \mathcal{N}(0, I)", "θ ∼ 𝒩(0, I)")]
    [InlineData(@"\mathbb{E}_{x \sim \mathcal{D}}", "𝔼_(x ∼ 𝒟)")]
    [InlineData(@"\mathbb{R}^d", "ℝᵈ")]
    [InlineData(@"\mathcal{L}_{\text{max}}", "ℒₘₐₓ")]
    [InlineData(@"x \not\in S", "x ∉ S")]
    [InlineData(@"\theta \in \Theta", "θ ∈ Θ")]
    [InlineData(@"\alpha = -1 + \beta - 2", "α = -1 + β - 2")]
    // Scripts.
    [InlineData("x_{i+1}", "xᵢ₊₁")]
    [InlineData("x_{i,j}", "x_(i,j)")]
    [InlineData("n^{-1/2}", "n^(-1/2)")]
    [InlineData(@"\pi_{ref}", "π_(ref)")]
    [InlineData(@"\pi_\theta(a|s)", "π_θ(a|s)")]
    [InlineData("x_i^2", "xᵢ²")]
    [InlineData("10^{-5}", "10⁻⁵")]
    [InlineData("W^\\top x'", "Wᵀx′")]
    [InlineData("x^{(i)}", "x⁽ⁱ⁾")]
    [InlineData(@"O(n^2 \log n)", "O(n² log n)")]
    [InlineData(@"\log_2n", "log₂ n")]
    [InlineData(@"\max_\theta J(\theta)", "max_θ J(θ)")]
    [InlineData(@"\sum_{i=1}^{n} x_i", "∑ᵢ₌₁ⁿ xᵢ")]
    // Fractions and roots.
    [InlineData(@"\frac{1}{2}", "1/2")]
    [InlineData(@"\frac12", "1/2")]
    [InlineData(@"\frac{a+b}{2\pi}", "(a+b)/(2π)")]
    [InlineData(@"\frac{\pi_\theta(y|x)}{\pi_{\mathrm{ref}}(y|x)}", "π_θ(y|x)/π_(ref)(y|x)")]
    [InlineData(@"\beta\log\frac{p}{q}", "β log p/q")]
    [InlineData(@"\frac{1}{N}\sum_i x_i", "1/N ∑ᵢ xᵢ")]
    [InlineData(@"\frac{\frac{a}{b}}{c}", "(a/b)/c")]
    [InlineData(@"\sqrt{d_k}", "√dₖ")]
    [InlineData(@"\sqrt{a+b}", "√(a+b)")]
    [InlineData(@"\sqrt[3]{x}", "³√x")]
    [InlineData(@"\frac{QK^T}{\sqrt{d_k}}", "QKᵀ/√dₖ")]
    // Accents and fonts.
    [InlineData(@"\hat{y}", "ŷ")]
    [InlineData(@"\bar x", "x̄")]
    [InlineData(@"\tilde{\theta}", "θ̃")]
    [InlineData(@"\mathbf{x} \cdot \boldsymbol{w}", "x · w")]
    [InlineData(@"\operatorname{softmax}(z)", "softmax(z)")]
    [InlineData(@"\operatorname*{arg\,max}_x f", "arg maxₓ f")]
    [InlineData(@"x \text{ if } y", "x if y")]
    // Delimiters and blanks.
    [InlineData(@"\left( \frac{a}{b} \right)", "( a/b )")]
    [InlineData(@"\left\{ x \right.", "{ x")]
    [InlineData(@"\Big[ a\,b \Big]", "[ a b ]")]
    [InlineData(@"\|x\|_2", "‖x‖₂")]
    [InlineData(@"\$5 \& \#1", "$5 & #1")]
    [InlineData("  a   +\n b ", "a + b")]
    public void A_formula_becomes_readable(string tex, string expected) => LatexText.Convert(tex).Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(@"\foo{x}")]
    [InlineData(@"\begin{matrix} a & b \end{matrix}")]
    [InlineData(@"a \\ b")]
    [InlineData("{a")]
    [InlineData("a}")]
    [InlineData("x^")]
    [InlineData("x_{")]
    [InlineData("x^^2")]
    [InlineData("x^a^b")]
    [InlineData(@"\frac{a}")]
    [InlineData(@"\sqrt[3{x}")]
    [InlineData(@"\hat{xy}")]
    [InlineData(@"a $ b")]
    [InlineData("\\")]
    public void What_is_not_understood_is_left_alone(string tex) => LatexText.Convert(tex).Should().BeNull();

    [Fact]
    public void Deep_and_long_formulas_are_left_alone()
    {
        LatexText.Convert(new string('{', 1000) + "x" + new string('}', 1000)).Should().BeNull();
        LatexText.Convert(string.Concat(Enumerable.Repeat(@"\hat", 500)) + "x").Should().BeNull();
        LatexText.Convert(string.Concat(Enumerable.Repeat("x^{", 500)) + "x" + new string('}', 500)).Should().BeNull();
        LatexText.Convert(new string('x', LatexText.LongestFormula)).Should().NotBeNull();
        LatexText.Convert(new string('x', LatexText.LongestFormula + 1)).Should().BeNull();
    }

    [Fact]
    public void Any_text_is_converted_or_left_alone_and_commands_never_leak() =>
        Gen.OneOf(
                @"\alpha",
                @"\frac",
                @"\sqrt",
                @"\hat",
                @"\text",
                @"\left",
                @"\mathbb",
                @"\foo",
                "{",
                "}",
                "[",
                "]",
                "^",
                "_",
                "x",
                "1",
                " ",
                "+",
                "\\",
                "$",
                "&",
                "漢",
                "😀",
                "\ud83d"
            )
            .Array[0, 40]
            .Select(string.Concat)
            .Sample(tex => LatexText.Convert(tex)?.Should().NotContain("\\").And.NotContain("{"));

    [Theory]
    [InlineData(@"画像\( \small x_v\in R^{H×W×C} \)を", "画像xᵥ∈R^(H×W×C)を")]
    [InlineData(@"精度は\( \small 77.33\% \)です", "精度は77.33%です")]
    [InlineData(@"次の式 \[ \frac{a}{b} \] です", "次の式 a/b です")]
    [InlineData("次の式 \\[\n\\frac{a}{b}\n\\] です", "次の式 a/b です")]
    [InlineData(@"損失 $\mathcal{L}$ と $n$ と $O(n^2)$ です", "損失 ℒ と n と O(n²) です")]
    [InlineData(@"$$x^2$$", "x²")]
    [InlineData(@"**\(x^2\)** が大事", "[b:x²] が大事")]
    [InlineData(@"\( \foo{x} \) は残す", "[code:\\foo{x}] は残す")]
    [InlineData(@"`\( x^2 \)` はコード", "[code:\\( x^2 \\)] はコード")]
    [InlineData("It costs $5 and $10.", "It costs $5 and $10.")]
    [InlineData("$5-$10 per run, US$3", "$5-$10 per run, US$3")]
    [InlineData("価格は$5の商品と6$の商品", "価格は$5の商品と6$の商品")]
    [InlineData(@"文献\[33\]を見る", "文献[33]を見る")]
    [InlineData(@"閉じない \( x^2 は残る", "閉じない ( x^2 は残る")]
    public void Formulas_in_a_note_are_found_and_prices_are_not(string markdown, string expected) =>
        string.Concat(
                NoteText
                    .Line(markdown)
                    .Parts.Select(part =>
                        part switch
                        {
                            Inline.Code code => $"[code:{code.Value}]",
                            Inline.Text { Marks: TextMarks.Bold } bold => $"[b:{bold.Value}]",
                            _ => part.Words,
                        }
                    )
            )
            .Should()
            .Be(expected);
}
