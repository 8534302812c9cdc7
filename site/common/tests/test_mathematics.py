"""Guards common/mathematics and common/diagrams: what may be written, and that nothing else comes out."""

import re
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from common.blocks import check_address
from common.blocks.latex import MAX_LENGTH, check_formula, is_hard_to_hear, mathml_of
from common.blocks.mermaid import KINDS, check_diagram, kind_of_diagram

PIECES = [
    *(
        "\\frac",
        "\\sqrt",
        "\\left(",
        "\\right)",
        "\\begin{matrix}",
        "\\end{matrix}",
        "\\begin{aligned}",
        "\\\\",
    ),
    *(
        "\\end{aligned}",
        "{",
        "}",
        "^",
        "_",
        "&",
        "a",
        "1",
        "+",
        "<",
        ">",
        '"',
        "\\text{b<c}",
        "\\sum",
        "\\alpha",
    ),
    *(
        "\\mathbb{R}",
        "\\color{red}",
        "\\operatorname{x}",
        "\\underbrace{x}",
        "'",
        "\\%",
        "%",
        "~",
        "\\,",
        "é",
    ),
]
latex_like = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@pytest.mark.parametrize(
    "latex",
    [
        "E = mc^2",
        "\\frac{a}{b}",
        "\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2}",
        "\\begin{pmatrix}1 & 2 \\\\ 3 & 4\\end{pmatrix}",
        "\\begin{aligned}a &= b \\\\ &= c\\end{aligned}",
        "\\begin{cases}1 & x > 0 \\\\ 0 & \\text{else}\\end{cases}",
        "\\int_0^\\infty e^{-x^2}\\,dx",
        "\\mathrm{H_2O}",
        "50\\%",
        "a < b \\ne c",
        "\\{ x \\in \\mathbb{R} \\}",
    ],
)
def test_what_is_written_in_schools_is_understood(latex):
    check_formula(latex)
    tree = ElementTree.fromstring(mathml_of(latex))
    assert tree.tag.endswith("math")
    assert tree.get("display") == "block"
    assert not re.search(r"&amp;#|\\", mathml_of(latex))


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        ("", "Enter a formula in LaTeX, for example \\frac{a}{b}."),
        ("   ", "Enter a formula in LaTeX, for example \\frac{a}{b}."),
        ("a\x00", "Enter a formula in LaTeX, for example \\frac{a}{b}."),
        ("$a$", "without dollar signs"),
        ("\\frac{a}", "The LaTeX is incomplete. Check for a missing brace or command argument."),
        ("\\frac{a}{b", "The braces { and } don't match."),
        ("a}", "The braces { and } don't match."),
        ("\\nonsense x", "\\nonsense isn't a supported command."),
        ("\\href{javascript:alert(1)}{x}", "\\href isn't allowed in formulas."),
        ("\\newcommand{\\x}{\\x}\\x", "\\newcommand isn't allowed in formulas."),
        ("\\def\\x{1}", "\\def isn't allowed in formulas."),
        ("\\textcolor{yellow}{x}", "\\textcolor isn't allowed in formulas."),
        ("\\begin{tikzpicture}a\\end{tikzpicture}", "The environment “tikzpicture” isn't supported."),
        ("a \\\\ b", "between \\begin{aligned}"),
        ("a & b", "& separates cells in matrices, cases and aligned lines."),
        ("a" * (MAX_LENGTH + 1), "A formula can have up to 1000 characters."),
    ],
)
def test_what_is_wrong_is_said(latex, words):
    with pytest.raises(ValidationError) as refusal:
        check_formula(latex)
    assert words in " ".join(refusal.value.messages)


@pytest.mark.parametrize(
    ("latex", "hard"),
    [
        ("E = mc^2", False),
        ("\\begin{matrix}a\\end{matrix}", True),
        ("a+" * 12 + "a", True),
        ("\\frac{", False),
    ],
)
def test_long_formulas_and_tables_want_words(latex, hard):
    assert is_hard_to_hear(latex) is hard


def test_what_is_no_latex_stays_as_it_was_written():
    assert mathml_of("\\frac{<b>") == "<code>\\frac{&lt;b&gt;</code>"


def test_text_in_a_formula_stays_text():
    html = mathml_of("\\text{<script>alert(1)</script>&lt;b&gt;}")
    assert "<script" not in html and "<b>" not in html
    assert "&lt;script&gt;" in html


@settings(max_examples=200, deadline=None)
@given(st.one_of(latex_like, st.text(max_size=60)))
def test_any_text_is_understood_or_refused_and_comes_out_safe(latex):
    try:
        check_formula(latex)
    except ValidationError as refusal:
        assert all(refusal.messages)
    names = re.findall(r"<\s*/?\s*([a-zA-Z]+)", mathml_of(latex))
    assert all(name.startswith("m") or name in ("none", "code") for name in names)
    assert not re.search(r"\s(on\w+|href|style|class)=", re.sub(r">[^<]*<", "><", mathml_of(latex)))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_diagram_is_known(kind):
    source = f"%% a remark\n\n  {kind} LR\n  A --> B"
    check_diagram(source)
    assert kind_of_diagram(source) == kind


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "Start with the diagram type, one of:"),
        ("flow chart\nA --> B", "Start with the diagram type, one of:"),
        ("flowcharts\nA --> B", "Start with the diagram type, one of:"),
        ("flowchart LR", "The diagram is empty."),
        ("flowchart LR\n%% only a remark", "The diagram is empty."),
        (
            "%%{init: {'theme': 'dark'}}%%\nflowchart LR\nA --> B",
            "Diagrams can't contain settings. The site sets the colours.",
        ),
        (
            "---\nconfig:\n  look: x\n---\nflowchart LR\nA --> B",
            "Diagrams can't contain settings. The site sets the colours.",
        ),
        (
            'flowchart LR\nA --> B\nclick A "https://example.org"',
            "Diagrams can't contain links, scripts or HTML. Add the link below the diagram.",
        ),
        (
            "flowchart LR\nA[<script>alert(1)</script>] --> B",
            "Diagrams can't contain links, scripts or HTML. Add the link below the diagram.",
        ),
        (
            "flowchart LR\nA[<img src=x>] --> B",
            "Diagrams can't contain links, scripts or HTML. Add the link below the diagram.",
        ),
        (
            'flowchart LR; A --> B; click A href "https://example.org"\nC --> D',
            "Diagrams can't contain links, scripts or HTML. Add the link below the diagram.",
        ),
        (
            "sequenceDiagram\nAnna ->> Ben: Hello\nlink Anna: Page @ https://example.org",
            "Diagrams can't contain links, scripts or HTML. Add the link below the diagram.",
        ),
        (
            'flowchart LR\nA@{ img: "https://example.org/a.png", label: "A" }\nA --> B',
            "Diagrams can't load images, icons or other files. Add an image block instead.",
        ),
        (
            'flowchart LR\nA@{ shape: rect,\n  icon: "logos:a" }\nA --> B',
            "Diagrams can't load images, icons or other files. Add an image block instead.",
        ),
        (
            "flowchart LR\nA --> B\nstyle A fill:url(https://example.org/a.svg)",
            "Diagrams can't load images, icons or other files. Add an image block instead.",
        ),
        (
            "flowchart LR\nA --> B\nclassDef soft background:URL (//example.org/a.svg)",
            "Diagrams can't load images, icons or other files. Add an image block instead.",
        ),
        ("flowchart LR\n" + "A --> B\n" * 200, "A diagram can have up to 4000 characters and 120 lines."),
        ("flowchart LR\nA[" + "x" * 4000 + "]", "A diagram can have up to 4000 characters and 120 lines."),
    ],
)
def test_what_is_no_diagram_is_refused(source, words):
    with pytest.raises(ValidationError) as refusal:
        check_diagram(source)
    assert words in " ".join(refusal.value.messages)


@pytest.mark.parametrize(
    "source",
    [
        "flowchart LR\nA[Read the curl of a field] --> B[An icon: what it means]",
        "flowchart LR\nA@{ shape: cyl, label: Kept } --> B\nlinkStyle 0 stroke:#00694a",
        "flowchart LR\nA[See https://example.org] --> B",
        "sequenceDiagram\nAnna ->> Ben: Send the link; then wait",
    ],
)
def test_words_that_only_look_like_links_and_files_stay(source):
    check_diagram(source)


@given(st.one_of(st.text(max_size=200), st.text(max_size=100).map("flowchart LR\n{}".format)))
def test_any_text_is_a_diagram_or_refused(source):
    try:
        check_diagram(source)
    except ValidationError as refusal:
        assert all(refusal.messages)
    else:
        assert kind_of_diagram(source)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=c#d",
        "http://example.org",
        "/courses/",
        "/",
        "#term-soil",
        "mailto:someone@example.org",
        "mailto:someone@example.org?subject=Hello",
    ],
)
def test_addresses_that_a_link_may_have(address):
    check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "/\\evil.example/",
        "/a b",
        "/a\nb",
        "ftp://example.org/",
        "mailto:nobody",
        "example.org",
        "https://",
        "",
    ],
)
def test_addresses_that_no_link_may_have(address):
    with pytest.raises(
        ValidationError, match="Enter a URL that starts with https://, / for a page on this site, or mailto:."
    ):
        check_address(address)


@given(st.text(max_size=80))
def test_any_address_is_accepted_or_refused_and_never_runs_anything(address):
    try:
        check_address(address)
    except ValidationError:
        return
    assert re.match(r"(https?://|mailto:|/(?![/\\])|#)", address, re.IGNORECASE)
