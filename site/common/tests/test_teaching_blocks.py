"""Guards the blocks for teaching in common/blocks: what each shows, to whom it reads, and what it refuses."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from wagtail.blocks import StreamBlock

from common import blocks as ours
from common.blocks import table_value

PART = {"title": "One", "text": "<p>First of all.</p>"}
OTHER = {"title": "Two", "text": "<p>And then.</p>"}

#: Block, a value, what its HTML must hold (in this order), and words that a search finds.
SHOWN = [
    (
        ours.KeyIdeaBlock,
        {"title": "Keep", "text": "<p>It is <b>round</b>.</p>"},
        ['role="note"', 'aria-label="Key idea"', "Keep", "<b>round</b>"],
        "round",
    ),
    (
        ours.TableBlock,
        table_value(caption="Flours", columns=["Name", "Minutes"], rows=[["Rye", "3"], ["Oat", "12"]]),
        [
            'role="region"',
            'tabindex="0"',
            "<caption>Flours</caption>",
            '<th scope="col">Name</th>',
            '<th scope="col" class="is-number">Minutes</th>',
            '<th scope="row">Rye</th>',
            '<td class="is-number">3</td>',
        ],
        "Oat",
    ),
    (
        ours.QuoteBlock,
        {"text": "Know.", "author": "A. Thinker", "source": "A book", "url": "https://example.org/"},
        [
            "<figure",
            '<blockquote class="quote__text" cite="https://example.org/">',
            "<figcaption",
            "A. Thinker",
            '<cite><a href="https://example.org/">A book</a></cite>',
        ],
        "Know",
    ),
    (
        ours.AccordionBlock,
        {"title": "More", "items": [PART, OTHER]},
        ["More", "<details", "<summary", "One", "First of all", "<details", "<summary", "Two"],
        "And then",
    ),
    (
        ours.StepsBlock,
        {"title": "Do", "items": [PART, OTHER]},
        ["Do", "<ol", "<li", "One", "First of all", "<li", "Two", "</ol>"],
        "First of all",
    ),
    (
        ours.TabsBlock,
        {"items": [PART, OTHER]},
        [
            '<nav class="tabs__list" aria-label=',
            'href="#tab-preview-1">One</a>',
            'href="#tab-preview-2">Two</a>',
            '<section class="tabs__panel" id="tab-preview-1" aria-label="One">',
            "First of all",
            'id="tab-preview-2"',
        ],
        "And then",
    ),
    (
        ours.ButtonBlock,
        {"label": "Open it", "url": "/courses/", "kind": "primary"},
        ['<a class="button button--primary" href="/courses/">Open it</a>'],
        "Open it",
    ),
    (
        ours.MathsBlock,
        {"latex": "a^2", "description": "a squared", "caption": "An area"},
        [
            "<figure",
            "<math",
            "<msup>",
            "</math>",
            'aria-hidden="true" data-latex="a^2"',
            "<figcaption",
            "a squared",
        ],
        "a squared",
    ),
    (
        ours.DiagramBlock,
        {"source": "flowchart LR\n  A --> B", "description": "A leads to B", "caption": "A way"},
        [
            "<figure",
            'role="img" aria-label="A leads to B"',
            "<figcaption",
            "<details",
            " open>",
            "<p>A leads to B</p>",
            "data-source>flowchart LR",
        ],
        "A leads to B",
    ),
    (
        ours.FlashCardsBlock,
        {"title": "Ask", "cards": [{"front": "Why?", "back": "Because."}]},
        ["<ul", "<details", "<summary", "Why?", "</summary>", "Because.", "</details>"],
        "Because",
    ),
    (
        ours.ChecklistBlock,
        {"title": "To have", "items": [{"type": "item", "value": "A pot", "id": "pot"}]},
        [
            "<fieldset",
            "<legend",
            "To have",
            '<label class="checklist__item"><input type="checkbox" value="pot"',
            "A pot",
        ],
        "A pot",
    ),
    (
        ours.TimelineBlock,
        {
            "title": "Then",
            "events": [
                {"when": "1900", "title": "It began", "text": "Slowly."},
                {"when": "2000", "title": "It ended", "text": ""},
            ],
        },
        ["<ol", "1900", "It began", "Slowly.", "2000", "It ended"],
        "Slowly",
    ),
    (
        ours.ComparisonBlock,
        {
            "title": "Which?",
            "options": [
                {"title": "This", "points": ["Cheap"], "verdict": "Now."},
                {"title": "That", "points": ["Dear"], "verdict": ""},
            ],
        },
        ["<ul", "This", "<li>Cheap</li>", "Now.", "That", "<li>Dear</li>"],
        "Dear",
    ),
    (
        ours.GlossaryTermBlock,
        {"term": "Soil food web", "definition": "<p>Who eats whom.</p>", "also": "soil life"},
        [
            '<dl class="glossary-term" id="term-soil-food-web">',
            "<dt",
            "<dfn>Soil food web</dfn>",
            "soil life",
            "<dd",
            "Who eats whom",
        ],
        "eats whom",
    ),
]
BLOCKS = [case[0] for case in SHOWN]


def id_of(value):
    return value.__name__ if isinstance(value, type) else ""


@pytest.mark.parametrize(("block_class", "value", "expected", "found"), SHOWN, ids=id_of)
def test_what_it_shows_and_how_it_reads(block_class, value, expected, found):
    block = block_class()
    html = block.render(block.to_python(value))
    at = 0
    for part in expected:
        at = html.find(part, at)
        assert at >= 0, part
    assert found in " ".join(block.get_searchable_content(block.to_python(value)))
    assert block.clean(block.to_python(value))


@pytest.mark.parametrize("block_class", BLOCKS, ids=id_of)
def test_its_preview_is_a_value_that_it_accepts(block_class):
    block = block_class()
    block.set_name("sample")
    value = block.get_preview_value()
    block.clean(value)
    context = block.get_preview_context(value, {"bound_block": block.bind(value), "block_def": block})
    page = render_to_string(block.get_preview_template(value, context), context)
    assert block.render(value).strip()[:30] in page
    assert "css/teaching/" in page and "js/teaching/all.js" in page


@pytest.mark.parametrize("block_class", BLOCKS, ids=id_of)
def test_it_says_what_it_is_and_how_long_it_takes(block_class):
    block = block_class()
    meta = block.meta
    assert all([meta.icon, str(meta.group), str(meta.label), str(meta.description), meta.template])
    seconds = block.seconds(block.get_preview_value())
    assert seconds == 0 if block_class is ours.ButtonBlock else 0 < seconds < 60


@pytest.mark.parametrize(("block_class", "value", "expected", "found"), SHOWN, ids=id_of)
def test_no_heading_disturbs_the_outline_and_no_script_comes_in(block_class, value, expected, found):
    block = block_class()
    html = block.render(block.to_python(_with_markup(value)))
    assert not re.search(r"<h[1-6]", html)
    assert "<script>" not in html
    assert "onerror=" not in re.sub(r"&lt;.*?&gt;", "", html)


def _with_markup(value):
    """Every plain word with markup behind it; what is HTML, an address or a choice by its nature stays."""
    if isinstance(value, dict):
        kept = ("text", "definition", "url", "kind", "id", "type")
        return {name: each if name in kept else _with_markup(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_markup(each) for each in value]
    return f'{value}<script>alert(1)</script>"><img src=x onerror=1>' if isinstance(value, str) else value


def table(**changes):
    return table_value(**{"caption": "C", "columns": ["A"], "rows": [["1"]]} | changes)


MISSING = "This field is required."
MANY = [PART] * 9

#: Block, a value that it refuses, and words that its refusal says.
REFUSED = [
    (ours.KeyIdeaBlock, {"title": "", "text": "<p>x</p>"}, MISSING),
    (ours.KeyIdeaBlock, {"title": "x", "text": ""}, MISSING),
    (ours.QuoteBlock, {"text": "", "author": "", "source": "", "url": ""}, MISSING),
    (
        ours.QuoteBlock,
        {"text": "x", "author": "", "source": "", "url": "javascript:alert(1)"},
        "Enter a URL that starts with https://, / for a page on this site, or mailto:.",
    ),
    (ours.TableBlock, table(caption=""), "caption"),
    (ours.TableBlock, table(columns=[""]), "a heading"),
    (ours.TableBlock, table(columns=[], rows=[]), "at least one column"),
    (
        ours.TableBlock,
        table(columns=["A"] * 9, rows=[["1"] * 9]),
        "A table can have up to 8 columns and 60 rows.",
    ),
    (ours.AccordionBlock, {"title": "", "items": []}, "minimum number"),
    (ours.AccordionBlock, {"title": "", "items": [PART | {"title": ""}]}, MISSING),
    (ours.StepsBlock, {"title": "", "items": [PART]}, "minimum number of items is 2"),
    (ours.TabsBlock, {"items": MANY}, "maximum number of items is 8"),
    (ours.ButtonBlock, {"label": "", "url": "/", "kind": "quiet"}, MISSING),
    (
        ours.ButtonBlock,
        {"label": "x", "url": "//evil.example", "kind": "quiet"},
        "Enter a URL that starts with https://, / for a page on this site, or mailto:.",
    ),
    (ours.MathsBlock, {"latex": "", "description": "", "caption": ""}, MISSING),
    (
        ours.MathsBlock,
        {"latex": "\\frac{a", "description": "", "caption": ""},
        "The braces { and } don't match.",
    ),
    (
        ours.MathsBlock,
        {"latex": "\\frac{a}", "description": "", "caption": ""},
        "The LaTeX is incomplete. Check for a missing brace or command argument.",
    ),
    (
        ours.MathsBlock,
        {"latex": "\\begin{matrix}a & b\\end{matrix}", "description": "", "caption": ""},
        "in words",
    ),
    (ours.DiagramBlock, {"source": "flowchart LR\nA-->B", "description": "", "caption": ""}, MISSING),
    (
        ours.DiagramBlock,
        {"source": "painting\nA-->B", "description": "x", "caption": ""},
        "Start with the diagram type, one of:",
    ),
    (ours.FlashCardsBlock, {"title": "", "cards": []}, "minimum number"),
    (ours.FlashCardsBlock, {"title": "", "cards": [{"front": "x", "back": ""}]}, MISSING),
    (ours.ChecklistBlock, {"title": "", "items": ["x"]}, MISSING),
    (ours.ChecklistBlock, {"title": "x", "items": [""]}, MISSING),
    (ours.TimelineBlock, {"title": "", "events": [{"when": "", "title": "x", "text": ""}] * 2}, MISSING),
    (
        ours.ComparisonBlock,
        {"title": "", "options": [{"title": "x", "points": [], "verdict": ""}] * 2},
        "minimum",
    ),
    (ours.GlossaryTermBlock, {"term": "x", "definition": "", "also": ""}, MISSING),
]


@pytest.mark.parametrize(("block_class", "value", "words"), REFUSED, ids=id_of)
def test_what_it_refuses_and_what_it_says(block_class, value, words):
    block = block_class()
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python(value))
    assert words in " ".join(said_by(refusal.value))


def said_by(error):
    """Every message of an error, however deep it lies."""
    said = []
    for deeper in (getattr(error, "block_errors", None), getattr(error, "cell_errors", None)):
        for each in (deeper or {}).values():
            said += said_by(each)
    for each in getattr(error, "non_block_errors", None) or []:
        said += said_by(each) if isinstance(each, Exception) else [str(each)]
    return said or [str(message) for message in getattr(error, "messages", [])]


@pytest.mark.parametrize(
    ("block_class", "value"),
    [
        (ours.MathsBlock, {"latex": "\\begin{matrix}a & b\\end{matrix}", "description": "", "caption": ""}),
        (ours.TableBlock, table(caption="")),
    ],
    ids=id_of,
)
def test_a_draft_may_wait_for_its_words(block_class, value):
    block = block_class()
    block.defer_required_validation()
    assert block.clean(block.to_python(value))


class TestChecklist:
    def names(self, value):
        return [item.id for item in ours.ChecklistBlock().to_python(value)["items"].bound_blocks]

    def test_items_keep_the_ids_they_were_given(self):
        items = [{"type": "item", "value": "A pot", "id": "pot"}]
        assert self.names({"title": "x", "items": items}) == ["pot"]

    def test_items_without_an_id_are_called_the_same_each_time(self):
        value = {
            "title": "x",
            "items": ["A pot", "Earth", "Earth", {"type": "item", "value": "Seed", "id": None}],
        }
        assert self.names(value) == self.names(value)
        assert len(set(self.names(value))) == 4

    def test_also_when_many_bodies_are_read_at_once(self):
        class Body(StreamBlock):
            checklist = ours.ChecklistBlock()

        value = {"title": "x", "items": ["A pot", "Earth"]}
        raw = [{"type": "checklist", "value": value, "id": str(number)} for number in range(2)]
        read = [[item.id for item in child.value["items"].bound_blocks] for child in Body().to_python(raw)]
        assert read == [self.names(value)] * 2


class TestTable:
    def test_cells_are_translated_one_by_one(self):
        block = ours.TableBlock().child_blocks["content"]
        value = block.to_python(table(caption="Flours", columns=["Name"], rows=[["Rye"], [""]])["content"])
        segments = block.get_translatable_segments(value)
        assert [segment.path for segment in segments] == ["caption", "heading.0", "cell.0.0"]
        french = [type(each)(each.path, f"« {each.render_text()} »") for each in segments]
        restored = block.get_prep_value(block.restore_translated_segments(value, french))
        assert restored["caption"] == "« Flours »"
        assert restored["columns"][0]["heading"] == "« Name »"
        assert [row["values"] for row in restored["rows"]] == [["« Rye »"], [""]]

    @pytest.mark.parametrize(
        ("cells", "kind"),
        [(["1", "12"], "number"), (["€ 4", "−3 °C"], "number"), (["1", "many"], "text"), ([""], "text")],
    )
    def test_a_column_of_numbers_is_recognised(self, cells, kind):
        raw = table(rows=[[cell] for cell in cells])
        assert raw["content"]["columns"] == [{"type": kind, "heading": "A"}]


class OutlinedBody(ours.OutlinedBlock):
    heading = ours.HeadingBlock()
    text = ours.RichTextBlock()


@pytest.mark.parametrize(
    ("levels", "wrong"),
    [("", []), ("2", []), ("2343232", []), ("3", [0]), ("24", [1]), ("4", [0]), ("23424", [4])],
)
def test_headings_skip_no_level(levels, wrong):
    raw = [{"type": "heading", "value": {"text": "x", "level": level}} for level in levels]
    block = OutlinedBody(required=False)
    if not wrong:
        assert len(block.clean(block.to_python(raw))) == len(levels)
        return
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python(raw))
    assert list(refusal.value.block_errors) == wrong
    assert "skipped" in " ".join(said_by(refusal.value))
