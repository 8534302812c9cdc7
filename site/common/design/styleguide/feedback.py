"""What tells how things stand: messages, waiting, progress, nothing there."""

from .specimens import Specimen, SpecimenGroup

GROUP = SpecimenGroup(
    "Feedback",
    (
        Specimen(
            "Message",
            ("message", "messages"),
            """{% include "components/message.html" with text="Saved." only %}
{% include "components/message.html" with text="Removed from your favourites." tone="info" undo_url="#" csrf_token="" only %}
{% include "components/message.html" with text="Two rows were skipped." tone="warning" only %}
{% include "components/message.html" with text=long tone="error" only %}""",
            {
                "long": "Your note couldn't be saved because the site didn't respond. It's kept on this "
                "device and will be saved when you're back online."
            },
            "In a page they stand in the corner (components/messages.html) and leave by themselves; errors stay.",
        ),
        Specimen(
            "Announcement",
            ("announcement",),
            '{% include "components/announcement.html" with notice=notice only %}',
            {
                "notice": {
                    "text": "The spring term starts on Monday.",
                    "tone": "brand",
                    "key": "guide",
                    "link": {"label": "See what's new", "url": "#g-feedback"},
                }
            },
            "One line above every page, from the site's settings.",
        ),
        Specimen(
            "Callout",
            ("callout",),
            """{% include "components/callout.html" with title="Good to know" text="Flour keeps for a year." only %}
{% include "components/callout.html" with tone="success" text="All required lessons are completed." only %}
{% include "components/callout.html" with tone="warning" title="Locked" text="Opens on Monday." action_label="Notify me" action_url="#g-feedback" only %}
{% include "components/callout.html" with tone="danger" text="You can't undo this." only %}
{% include "components/callout.html" with tone="neutral" text="A note beside the text." only %}""",
        ),
        Specimen(
            "Empty state",
            ("empty_state",),
            """{% include "components/empty_state.html" with title="No favourites yet" text="Add a course to your favourites to find it here." action_label="See all courses" action_url="#g-feedback" level=3 only %}""",
            note="Says what to do next. Pictures: door, search, award, notes, lost, closed, broken, building.",
        ),
        Specimen(
            "Empty state with two actions",
            ("empty_state",),
            """{% include "components/empty_state.html" with picture="search" title="No courses match your filters" text="Remove a filter or try a broader search." action_label="Show all courses" action_url="#g-feedback" second_label="Home" second_url="#g-feedback" level=3 only %}""",
        ),
        Specimen(
            "Spinner",
            ("spinner",),
            """{% include "components/spinner.html" with label="Loading" only %}
{% include "components/spinner.html" with label="Loading" size="large" only %}""",
        ),
        Specimen(
            "Progress",
            ("progress",),
            """{% include "components/progress.html" with value=0 label="Not started" only %}
{% include "components/progress.html" with value=62 label="In progress" only %}
{% include "components/progress.html" with value=100 label="Completed" note="12 of 12 lessons" only %}
{% include "components/progress.html" with value=None label="Importing rows" note="a moment" thick=True only %}""",
            note="Without a value it moves: a long task that does not know how far it is.",
        ),
        Specimen(
            "Progress ring",
            ("progress_ring",),
            """{% include "components/progress_ring.html" with value=0 label="Course" only %}
{% include "components/progress_ring.html" with value=40 label="Course" only %}
{% include "components/progress_ring.html" with value=100 label="Course" size="large" only %}""",
        ),
        Specimen(
            "Loading: a card and a course",
            ("skeleton",),
            """<div class="grid">{% include "components/skeleton.html" with picture=True only %}
{% include "components/skeleton.html" with kind="course" only %}</div>""",
            note="As large as what comes, so that nothing moves. Say in words elsewhere that it is loading.",
        ),
        Specimen(
            "Loading: a list and a lesson",
            ("skeleton",),
            """<div class="grid grid--large">{% include "components/skeleton.html" with kind="list" only %}
{% include "components/skeleton.html" with kind="lesson" only %}</div>""",
        ),
        Specimen(
            "Dialog",
            ("confirm_dialog",),
            """{% include "components/button.html" with label="Delete note" kind="danger" opens="sg-dialog" only %}
{% include "components/confirm_dialog.html" with id="sg-dialog" title="Delete this note?" text="You can't undo this." action_url="#" action_label="Delete" kind="danger-solid" csrf_token="" only %}""",
        ),
    ),
)
