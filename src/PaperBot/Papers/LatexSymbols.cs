using System.Collections.Frozen;

namespace PaperBot.Papers;

/// <summary>What TeX's names stand for in Unicode.</summary>
internal static class LatexSymbols
{
    /// <summary>Symbols that stand for themselves.</summary>
    public static readonly FrozenDictionary<string, string> Plain = Pairs(
        "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ "
            + "pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω omicron ο "
            + "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω "
            + "sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ "
            + "infty ∞ partial ∂ nabla ∇ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ "
            + "ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ prime ′ top ⊤ bot ⊥ angle ∠ triangle △ square □ checkmark ✓ dagger † degree ° "
            + "langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lvert | rvert | vert | lVert ‖ rVert ‖ Vert ‖ lbrace { rbrace } lbrack [ rbrack ] "
            + "backslash \\ colon : neg ¬ lnot ¬ surd √ imath ı jmath ȷ S § pounds £ euro €"
    );

    /// <summary>Relations, operators and arrows: a blank before one asks for a blank behind it.</summary>
    public static readonly FrozenDictionary<string, string> Spaced = Pairs(
        "leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ lt < gt > ll ≪ gg ≫ neq ≠ ne ≠ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ asymp ≍ "
            + "in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ subsetneq ⊊ supset ⊃ supseteq ⊇ prec ≺ succ ≻ preceq ⪯ succeq ⪰ perp ⊥ parallel ∥ mid | "
            + "vdash ⊢ models ⊨ triangleq ≜ coloneqq ≔ doteq ≐ "
            + "to → rightarrow → leftarrow ← gets ← Rightarrow ⇒ Leftarrow ⇐ leftrightarrow ↔ Leftrightarrow ⇔ iff ⇔ implies ⇒ impliedby ⇐ mapsto ↦ "
            + "longrightarrow ⟶ longleftarrow ⟵ Longrightarrow ⟹ longmapsto ⟼ uparrow ↑ downarrow ↓ hookrightarrow ↪ rightleftharpoons ⇌ "
            + "times × cdot · pm ± mp ∓ div ÷ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ setminus ∖ "
            + "cup ∪ cap ∩ sqcup ⊔ uplus ⊎ wedge ∧ land ∧ vee ∨ lor ∨ amalg ⨿"
    );

    /// <summary>Functions that are written by their name.</summary>
    public static readonly FrozenSet<string> Functions = Words(
        "log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan max min argmax argmin sup inf lim limsup liminf det dim ker deg gcd hom arg Pr"
    );

    /// <summary>Sizes and the like: they change nothing that a plain text could show.</summary>
    public static readonly FrozenSet<string> Dropped = Words(
        "tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge displaystyle textstyle scriptstyle scriptscriptstyle "
            + "limits nolimits nonumber notag rm it bf sf tt cal mathstrut strut "
            + "big Big bigg Bigg bigl bigr bigm Bigl Bigr Bigm biggl biggr biggm Biggl Biggr Biggm middle"
    );

    /// <summary>Blanks of any width.</summary>
    public static readonly FrozenSet<string> Blanks = Words(", : ; > quad qquad thinspace enspace space");

    /// <summary>Fonts whose letters look the same in plain text, and names and words that stand upright.</summary>
    public static readonly FrozenSet<string> Fonts = Words(
        "mathbf mathrm mathit mathsf mathtt mathnormal mathfrak bm boldsymbol pmb operatorname ensuremath mathop mathbin mathrel underbrace overbrace"
    );

    /// <summary>Commands whose argument is prose.</summary>
    public static readonly FrozenSet<string> Texts = Words(
        "text textrm textbf textit textsf texttt textnormal textup mbox hbox emph textsc"
    );

    /// <summary>Accents as marks that combine with the letter before them.</summary>
    public static readonly FrozenDictionary<string, string> Accents = Pairs(
        "hat \u0302 widehat \u0302 bar \u0304 overline \u0305 tilde \u0303 widetilde \u0303 dot \u0307 ddot \u0308 vec \u20d7 check \u030c breve \u0306 acute \u0301 grave \u0300 mathring \u030a underline \u0332"
    );

    private static readonly FrozenDictionary<char, char> Raised = Zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθϕφχ⊤∘′∗−",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᶲᵠᵡᵀ°′*⁻"
    );

    private static readonly FrozenDictionary<char, char> Lowered = Zip(
        "0123456789+-=()aehijklmnoprstuvxβγρϕφχ−",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵩᵪ₋"
    );

    private static readonly FrozenSet<char> Forms = Raised.Values.Concat(Lowered.Values).Where(c => c != '*').ToFrozenSet();

    // Double-struck and script letters that Unicode had before it had the alphabets.
    private static readonly FrozenDictionary<char, string> DoubleStruck = Early("CℂHℍNℕPℙQℚRℝZℤ");
    private static readonly FrozenDictionary<char, string> Script = Early("BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ");

    /// <summary>All of it raised; null where a character has no raised form.</summary>
    public static string? Raise(string text) => Map(text, Raised);

    /// <summary>All of it lowered; null where a character has no lowered form.</summary>
    public static string? Lower(string text) => Map(text, Lowered);

    /// <summary>ℝ, 𝔼, 𝟙; other characters stay.</summary>
    public static string ToDoubleStruck(string text) => Letters(text, DoubleStruck, 0x1d538, 0x1d552, 0x1d7d8);

    /// <summary>ℒ, 𝒟; other characters stay.</summary>
    public static string ToScript(string text) => Letters(text, Script, 0x1d49c, 0x1d4b6, null);

    /// <summary>Whether a character is a raised or lowered form.</summary>
    public static bool IsRaisedOrLowered(char c) => Forms.Contains(c);

    private static string? Map(string text, FrozenDictionary<char, char> map)
    {
        var mapped = new char[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            if (!map.TryGetValue(text[i], out mapped[i]))
            {
                return null;
            }
        }

        return new string(mapped);
    }

    private static string Letters(string text, FrozenDictionary<char, string> early, int upper, int lower, int? digits) =>
        string.Concat(
            text.Select(c =>
                early.TryGetValue(c, out var known) ? known
                : char.IsAsciiLetterUpper(c) ? char.ConvertFromUtf32(upper + c - 'A')
                : char.IsAsciiLetterLower(c) ? char.ConvertFromUtf32(lower + c - 'a')
                : digits is { } zero && char.IsAsciiDigit(c) ? char.ConvertFromUtf32(zero + c - '0')
                : c.ToString()
            )
        );

    private static FrozenDictionary<string, string> Pairs(string list) =>
        list.Split(' ').Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static FrozenSet<string> Words(string list) => list.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<char, char> Zip(string from, string to) =>
        from.Zip(to).ToFrozenDictionary(pair => pair.First, pair => pair.Second);

    private static FrozenDictionary<char, string> Early(string pairs) =>
        pairs.Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1].ToString());
}
