"""Guards common/blocks: what each shows, and how long it takes to read."""

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.blocks import StreamBlock

from common.blocks import (
    CalloutBlock,
    CodeBlock,
    HeadingBlock,
    RichTextBlock,
    reading_seconds,
    reading_seconds_of_html,
    seconds_of,
)
from common.blocks.code import LANGUAGES, coloured

BLOCKS = [RichTextBlock, HeadingBlock, CalloutBlock, CodeBlock]


class BodyBlock(StreamBlock):
    text = RichTextBlock()
    heading = HeadingBlock()
    callout = CalloutBlock()
    code = CodeBlock()
    plain = blocks.CharBlock()


def html_of(block, value):
    return block.render(block.normalize(block.to_python(value)))


@pytest.mark.parametrize("block_class", BLOCKS)
def test_each_block_can_be_previewed(block_class):
    block = block_class()
    block.set_name("sample")
    value = block.get_preview_value()
    assert block.is_previewable
    assert block.render(value).strip()
    assert block.seconds(value) > 0
    context = block.get_preview_context(value, {"bound_block": block.bind(value), "block_def": block})
    page = render_to_string(block.get_preview_template(value, context), context)
    assert block.render(value).strip()[:30] in page


@pytest.mark.parametrize("block_class", BLOCKS)
def test_each_block_says_what_it_is(block_class):
    meta = block_class().meta
    assert all([meta.icon, str(meta.group), str(meta.label), str(meta.description), meta.template])


@pytest.mark.parametrize(
    ("text", "level", "expected"),
    [
        ("Why it works", "2", '<h2 class="content-heading content-heading--2" id="why-it-works">'),
        ("Überblick", "3", 'id="überblick"'),
        ("!!!", "4", 'id="section"'),
        ("<script>", "2", "&lt;script&gt;"),
    ],
)
def test_a_heading_can_be_linked_to(text, level, expected):
    assert expected in html_of(HeadingBlock(), {"text": text, "level": level})


def test_a_callout_has_tone_title_and_text():
    html = html_of(
        CalloutBlock(), {"tone": "warning", "title": "Hot", "text": "<p>Mind the <b>kettle</b>.</p>"}
    )
    assert "callout--warning" in html
    assert "Hot" in html
    assert "<b>kettle</b>" in html


def test_code_is_coloured_and_escaped():
    value = {"language": "python", "title": "", "code": "def f():\n    return '<b>'"}
    html = html_of(CodeBlock(), value)
    assert '<span class="k">def</span>' in html
    assert "<b>" not in html
    assert "Python" in html


def test_indentation_and_empty_lines_of_code_survive():
    assert coloured("\n\n    x\n", "text") == "\n\n    x\n"


def test_code_in_a_language_nobody_knows_stays_plain():
    assert coloured("a < b", "klingon") == "a &lt; b"


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_each_offered_language_is_known(language):
    assert (
        "<span" in coloured("<p id='x'>if x { return 'a' } # c\nselect 1; key: value", language)
        or language == "text"
    )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("", 0), ("one", 1), ("word " * 300, 100), ("   \n ", 0)],
)
def test_reading_time_of_text(text, seconds):
    assert reading_seconds(text) == seconds


def test_reading_time_of_html_counts_words_and_no_tags():
    assert (
        reading_seconds_of_html("<p>" + "word " * 30 + "</p><p title='a b c d e f'>" + "word " * 30 + "</p>")
        == 20
    )
    assert reading_seconds_of_html("<p>one</p><p>two</p><p>three</p>") == 1


@given(st.text(max_size=300), st.text(max_size=300))
def test_more_text_never_takes_less_time(one, two):
    assert reading_seconds(f"{one} {two}") >= max(reading_seconds(one), reading_seconds(two))


def test_a_stream_takes_as_long_as_its_blocks():
    stream = BodyBlock().to_python(
        [
            {"type": "text", "value": "<p>" + "word " * 90 + "</p>", "id": "1"},
            {"type": "heading", "value": {"text": "One two three", "level": "2"}, "id": "2"},
            {"type": "code", "value": {"language": "text", "title": "", "code": "word " * 30}, "id": "3"},
            {"type": "plain", "value": "a block that has no time", "id": "4"},
        ]
    )
    assert seconds_of(stream) == 30 + 1 + 20
