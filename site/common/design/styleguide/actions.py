"""What is pressed."""

from datetime import UTC, datetime

from common.verdict import NextStep, NextStepKind

from .specimens import Specimen, SpecimenGroup

LONG = "Continue with the lesson about everything that can go wrong with sourdough in a cold kitchen"
CHOICES = [
    {"label": "Newest first", "url": "#g-actions", "is_current": True},
    {"label": "By title", "url": "#g-actions"},
    {
        "label": "By a criterion whose name is so long that it has to wrap on a small screen",
        "url": "#g-actions",
    },
]

STEPS = {
    "link": NextStep.link("Go to “Chess for beginners”", "#g-actions"),
    "post": NextStep.post("Enrol", "#g-actions"),
    "checkout": NextStep.checkout("Buy now", "#g-actions"),
    "date": NextStep(
        NextStepKind.DATE, "Available on 4 May 2026, 09:30", opens_at=datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    ),
    "none": NextStep.none("Not on sale yet"),
}

GROUP = SpecimenGroup(
    "Actions",
    (
        Specimen(
            "Button kinds",
            ("button",),
            """{% include "components/button.html" with label="Start" kind="primary" type="button" only %}
{% include "components/button.html" with label="Secondary" type="button" only %}
{% include "components/button.html" with label="Quiet" kind="quiet" type="button" only %}
{% include "components/button.html" with label="Remove" kind="danger" type="button" only %}
{% include "components/button.html" with label="Delete" kind="danger-solid" type="button" only %}""",
            note="One primary button per screen.",
        ),
        Specimen(
            "Button sizes and icons",
            ("button",),
            """{% include "components/button.html" with label="Small" size="small" type="button" only %}
{% include "components/button.html" with label="Large" size="large" icon="play" type="button" only %}
{% include "components/button.html" with label="A link" href="#g-actions" icon_after="arrow-right" only %}""",
        ),
        Specimen(
            "Button states",
            ("button",),
            """{% include "components/button.html" with label="Disabled" kind="primary" disabled=True only %}
<button class="button button--primary" type="button" aria-busy="true"><span>Busy</span></button>
<button class="button" type="button" aria-busy="true"><span>Busy</span></button>
{% include "components/button.html" with label=long kind="primary" type="button" only %}
{% include "components/button.html" with label="As wide as its parent" wide=True type="button" only %}""",
            {"long": LONG},
            "A POST form's button becomes busy by itself.",
        ),
        Specimen(
            "Link",
            ("link",),
            '{% include "components/link.html" with label="All courses" href="#g-actions" only %}',
        ),
        Specimen(
            "Next step",
            ("next_step",),
            """{% include "components/next_step.html" with step=link only %}
{% include "components/next_step.html" with step=post csrf_token=csrf_token only %}
{% include "components/next_step.html" with step=checkout csrf_token=csrf_token only %}
{% include "components/next_step.html" with step=date only %}
{% include "components/next_step.html" with step=none only %}
{% include "components/next_step.html" with step=link as_text=True only %}""",
            STEPS,
            "What a verdict says can be done. The verdict's sentence stands beside it.",
        ),
        Specimen(
            "Menu",
            ("menu",),
            '{% include "components/menu.html" with label="Sort" icon="arrow-down-up" items=items start=True only %}',
            {"items": CHOICES},
        ),
        Specimen(
            "Segmented choice",
            ("segmented",),
            '{% include "components/segmented.html" with label="View" options=options only %}',
            {
                "options": [
                    {"label": "Grid", "url": "#g-actions", "is_current": True, "icon": "layout-grid"},
                    {"label": "List", "url": "#g-actions", "icon": "list"},
                ]
            },
        ),
        Specimen(
            "Chips",
            ("chips",),
            '{% include "components/chips.html" with chips=chips only %}',
            {
                "chips": [
                    {"label": "Baking", "remove_url": "#g-actions"},
                    {"label": "A tag", "url": "#g-actions"},
                    {"label": "No link"},
                ]
            },
        ),
        Specimen(
            "Favourite",
            ("favourite_button",),
            """{% include "components/favourite_button.html" with url="#" is_favourite=False title="Bread" csrf_token="" only %}
{% include "components/favourite_button.html" with url="#" is_favourite=True title="Roses" csrf_token="" only %}
{% include "components/favourite_button.html" with url="#" is_favourite=True title="Ink" csrf_token="" plain=True only %}""",
        ),
        Specimen(
            "Keys",
            ("key",),
            '{% include "components/key.html" with keys="Shift N" label="Next lesson" only %}',
        ),
        Specimen(
            "Theme switch",
            ("theme_switch",),
            '{% include "components/theme_switch.html" %}',
            note="System, light, dark, in turn. Try the guide in each.",
        ),
    ),
)
