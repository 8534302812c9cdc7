"""Hand-outs as PDF: one page that a learner prints or keeps, written from a few headed lists."""

from html import escape

from common.printing import load_weasyprint
from demo.media_production.palettes import PALETTES
from demo.plans.media import HandoutPlan

STYLE = """
@page { size: A4; margin: 22mm 20mm 20mm;
  @bottom-left { content: "%(footer)s"; font: 8.5pt sans-serif; color: #6b7684 }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8.5pt sans-serif; color: #6b7684 } }
body { font: 11pt/1.5 sans-serif; color: #1f2a37 }
header { border-left: 6pt solid %(accent)s; padding-left: 12pt; margin-bottom: 18pt }
h1 { font-size: 22pt; line-height: 1.2; margin: 0 0 4pt; color: %(deep)s }
header p { margin: 0; color: #4b5563 }
h2 { font-size: 13pt; margin: 16pt 0 4pt; color: %(deep)s; break-after: avoid }
ul { margin: 0; padding-left: 0; list-style: none }
li { margin: 0 0 5pt; padding-left: 18pt; position: relative }
li::before { content: ""; position: absolute; left: 0; top: 3pt; width: 9pt; height: 9pt;
  border: 1.2pt solid %(deep)s; border-radius: 2pt }
"""


def _hex(shade: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*shade)


def _section(heading: str, points: list[str]) -> str:
    items = "".join(f"<li>{escape(point)}</li>" for point in points)
    return f"<section><h2>{escape(heading)}</h2><ul>{items}</ul></section>"


def handout(plan: HandoutPlan) -> bytes:
    """A hand-out as PDF."""
    paint = PALETTES[plan.palette]
    style = STYLE % {
        "footer": plan.course.replace('"', "'"),
        "accent": _hex(paint.warm),
        "deep": _hex(paint.deep),
    }
    lists = "".join(_section(heading, points) for heading, points in plan.sections.items())
    return (
        load_weasyprint()
        .HTML(
            string=f'<html lang="en"><head><title>{escape(plan.title)}</title><style>{style}</style></head>'
            f"<body><header><h1>{escape(plan.title)}</h1><p>{escape(plan.use)}</p></header>{lists}</body></html>"
        )
        .write_pdf()
    )
