"""Code, coloured on the server, so that it needs no script."""

from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from wagtail import blocks

from common.blocks.reading import reading_seconds

LANGUAGES = [
    ("text", _("Plain text")),
    ("bash", "Shell"),
    ("c", "C"),
    ("cpp", "C++"),
    ("csharp", "C#"),
    ("css", "CSS"),
    ("go", "Go"),
    ("html", "HTML"),
    ("java", "Java"),
    ("javascript", "JavaScript"),
    ("json", "JSON"),
    ("kotlin", "Kotlin"),
    ("php", "PHP"),
    ("python", "Python"),
    ("r", "R"),
    ("ruby", "Ruby"),
    ("rust", "Rust"),
    ("sql", "SQL"),
    ("swift", "Swift"),
    ("typescript", "TypeScript"),
    ("yaml", "YAML"),
]


@lru_cache(maxsize=512)
def coloured(code: str, language: str) -> SafeString:
    """HTML of `code` with a class on each word that has a role; an unknown language stays plain."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code)
    return mark_safe(highlight(code, lexer, HtmlFormatter(nowrap=True)))  # noqa: S308 - the formatter escapes


class CodeValue(blocks.StructValue):
    @property
    def html(self) -> SafeString:
        return coloured(self["code"], self["language"])

    @property
    def language_name(self) -> str:
        return str(dict(LANGUAGES).get(self["language"], self["language"]))


class CodeBlock(blocks.StructBlock):
    """A piece of code to read and to copy."""

    language = blocks.ChoiceBlock(label=_("Language"), choices=LANGUAGES, default="python")
    title = blocks.CharBlock(
        label=_("Title"), max_length=80, required=False, help_text=_("For example the file name.")
    )
    code = blocks.TextBlock(label=_("Code"), rows=10)

    class Meta:
        icon = "code"
        label = _("Code")
        group = _("Text")
        description = _("Code with syntax highlighting and a copy button")
        template = "blocks/code.html"
        value_class = CodeValue
        preview_value = {
            "language": "python",
            "title": "greeting.py",
            "code": 'def greet(name: str) -> str:\n    """Say hello."""\n    return f"Hello, {name}!"',
        }

    def seconds(self, value: CodeValue) -> int:
        """Seconds to read it: code is read at half the pace of prose."""
        return 2 * reading_seconds(value["code"])
