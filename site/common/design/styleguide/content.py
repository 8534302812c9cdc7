"""What is read."""

from django.utils.safestring import mark_safe

from .specimens import Specimen, SpecimenGroup

LONG_TITLE = (
    "Everything you always wanted to know about fermentation, grain and Donaudampfschifffahrtsgesellschaft"
)
CARD = {
    "url": "#g-content",
    "title": "Bread at home",
    "summary": "From flour and water to a loaf that sings when it leaves the oven.",
    "picture": None,
    "instructor_names": "Ingrid Solheim",
    "duration_label": "6 h",
    "lesson_count": 18,
    "price_label": "",
    "enrolled_label": "214",
    "badges": [{"label": "Beginner", "tone": "brand"}],
    "action_label": "Start",
    "action_url": "#g-content",
    "progress": None,
    "favourite_button": {"url": "#", "is_favourite": False},
}
FULL = CARD | {
    "title": LONG_TITLE,
    "summary": LONG_TITLE * 3,
    "instructor_names": "Ada Quill, Ravi Menon, Ingrid Solheim and five others",
    "price_label": "€1,249.00",
    "badges": [{"label": "New", "tone": "accent", "icon": "sparkles"}, {"label": "Advanced"}],
}
STARTED = CARD | {
    "title": "Roses in pots",
    "progress": 40,
    "action_label": "Continue",
    "favourite_button": None,
}
CRUMBS = [
    {"label": "Courses", "url": "#g-content"},
    {"label": "Bread at home", "url": "#g-content"},
    {"label": "Steam"},
]
QUESTIONS = [
    {
        "title": "How long does it take?",
        "body": mark_safe("<p>An hour a week is enough.</p>"),
        "is_open": True,
    },
    {"title": LONG_TITLE + "?", "body": mark_safe("<p>In time.</p>"), "meta": "3 min"},
]

GROUP = SpecimenGroup(
    "Content",
    (
        Specimen(
            "Course card",
            ("course_card",),
            """<ul class="course-grid">
  <li>{% include "components/course_card.html" with card=card csrf_token="" only %}</li>
  <li>{% include "components/course_card.html" with card=full csrf_token="" only %}</li>
  <li>{% include "components/course_card.html" with card=started csrf_token="" only %}</li>
</ul>""",
            {"card": CARD, "full": FULL, "started": STARTED},
            "Free, with the longest of everything, and under way. A picture is drawn where there is none.",
        ),
        Specimen(
            "Course card in a list",
            ("course_card",),
            """<ul class="course-list"><li>{% include "components/course_card.html" with card=card csrf_token="" only %}</li></ul>""",
            {"card": CARD},
        ),
        Specimen(
            "Page head",
            ("page_head",),
            '{% include "components/page_head.html" with title="My learning" lead="Your courses and progress." eyebrow="Learner" only %}',
            note="Each page has one: it holds the h1.",
        ),
        Specimen(
            "Breadcrumbs",
            ("breadcrumbs",),
            '{% include "components/breadcrumbs.html" with crumbs=crumbs only %}',
            {"crumbs": CRUMBS},
        ),
        Specimen(
            "Badge",
            ("badge",),
            """{% include "components/badge.html" with label="Neutral" only %}
{% include "components/badge.html" with label="Done" tone="brand" icon="circle-check" only %}
{% include "components/badge.html" with label="New" tone="accent" icon="sparkles" only %}
{% include "components/badge.html" with label="Archived" tone="danger" only %}
{% include "components/badge.html" with label="Live" tone="info" icon="radio" only %}""",
        ),
        Specimen(
            "Person",
            ("person", "avatar"),
            """{% include "components/person.html" with name="Ingrid Solheim" role="Baker in Bergen" url="#g-content" only %}
{% include "components/person.html" with name="Ravi Menon" role="Gardener" size="large" only %}
{% include "components/avatar.html" with name="Ada" size="small" only %}
{% include "components/avatar.html" with name="Ada Quill" size="huge" only %}""",
            note="Without a photo: the first letter, or a portrait drawn from the name where there is room.",
        ),
        Specimen(
            "Price",
            ("price",),
            """{% include "components/price.html" with label="" only %}
{% include "components/price.html" with label="€49.00" before="€79.00" only %}
{% include "components/price.html" with label="€1,249.00" size="large" only %}""",
        ),
        Specimen(
            "Numbers",
            ("stat",),
            """<dl class="stats">{% include "components/stat.html" with value="7" of="of 18" label="Lessons completed" icon="circle-check" only %}
{% include "components/stat.html" with value="12" label="Days in a row" icon="flame" note="Best so far: 31" only %}</dl>""",
        ),
        Specimen(
            "Accordion",
            ("accordion",),
            '{% include "components/accordion.html" with items=items name="sg-questions" level=4 only %}',
            {"items": QUESTIONS},
        ),
        Specimen(
            "Tabs",
            ("tabs",),
            """<div class="tabs">{% include "components/tabs.html" with tabs=tabs label="Sections of the specimen" only %}
  <section class="tabs__panel" id="sg-one"><h4>Overview</h4><p>Without scripts these are anchors.</p></section>
  <section class="tabs__panel" id="sg-two"><h4>Notes</h4><p>Three notes.</p></section>
</div>""",
            {"tabs": [{"id": "sg-one", "label": "Overview"}, {"id": "sg-two", "label": "Notes", "count": 3}]},
        ),
        Specimen(
            "Tabs that are pages",
            ("tab_links",),
            '{% include "components/tab_links.html" with tabs=tabs label="Account" only %}',
            {
                "tabs": [
                    {"label": "Profile", "url": "#g-content", "is_current": True},
                    {"label": "Security", "url": "#g-content"},
                ]
            },
        ),
        Specimen(
            "Code",
            ("code_block",),
            '{% include "components/code_block.html" with language="Python" code=code only %}',
            {
                "code": "def rise(dough):\n    while not dough.is_double():\n        wait(minutes=20)\n    return dough  # a line that is longer than any telephone is wide, and therefore scrolls inside its box"
            },
        ),
        Specimen(
            "Video in a frame",
            ("video_frame",),
            '{% include "components/video_frame.html" with src="about:blank" title="A hosted video" caption="Reserves its space while it loads." only %}',
        ),
        Specimen(
            "Table",
            (),
            """<div class="table-wrap" tabindex="0" role="region" aria-label="Flours"><table class="table">
  <thead><tr><th scope="col">Flour</th><th scope="col" class="is-number">Protein</th></tr></thead>
  <tbody><tr><td>Rye</td><td class="is-number">8%</td></tr><tr><td>Wheat</td><td class="is-number">12%</td></tr></tbody>
</table></div>""",
            note="CSS only. Wider than the screen it scrolls in its own box.",
        ),
        Specimen(
            "Card",
            (),
            """<div class="grid"><div class="card"><h4 class="card__title">A card</h4><p>CSS only. Do not nest cards.</p></div>
<div class="card card--quiet"><h4 class="card__title">A quiet one</h4><p>On sunken ground.</p></div></div>""",
        ),
        Specimen(
            "Right to left",
            ("breadcrumbs", "callout", "progress", "course_card"),
            """<div dir="rtl" lang="ar" class="stack">
  {% include "components/breadcrumbs.html" with crumbs=crumbs only %}
  {% include "components/callout.html" with title="معلومة" text="يبقى الدقيق صالحًا لمدة عام." only %}
  {% include "components/progress.html" with value=62 label="التقدم" only %}
  <ul class="course-grid"><li>{% include "components/course_card.html" with card=card csrf_token="" only %}</li></ul>
</div>""",
            {
                "crumbs": [{"label": "الدورات", "url": "#g-content"}, {"label": "الخبز في البيت"}],
                "card": CARD
                | {
                    "title": "الخبز في البيت",
                    "summary": "من الدقيق والماء إلى رغيف طازج.",
                    "instructor_names": "إنغريد",
                    "progress": 30,
                    "action_label": "تابع",
                },
            },
        ),
    ),
)
