"""The editor of course, module and lesson pages: panels in tabs."""

from __future__ import annotations

import json
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from common.seo.panels import SearchAndSharePanel
from learning.courses.editor.forms import NEEDED_FOR, QuizPrerequisiteForm
from learning.courses.models import LessonPage

CATALOG_CONTENT = [TitleFieldPanel("title"), FieldPanel("intro")]
PROMOTE = [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")]


class CourseStatusPanel(Panel):
    """What is not part of the draft and acts at once: the course's status and who teaches it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/standing_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            course = self.instance.identity
            context["course"] = course
            context["instructors"] = (
                [row.account for row in course.course_instructors.select_related("account")] if course else []
            )
            return context


class ReviewPanel(Panel):
    """Says that the course is in review, and that what is changed meanwhile is not part of it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/review_panel.html"

        @cached_property
        def candidate(self) -> Any:
            identity = self.instance.identity
            course = getattr(identity, "course", identity)
            return course.candidates.filter(status="submitted").first() if course else None

        def is_shown(self) -> bool:
            return super().is_shown() and self.candidate is not None

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | {"candidate": self.candidate}


class ImpactPanel(Panel):
    """Says whom the drafted rules would shut out, once they are released."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/impact.html"

        @cached_property
        def warning(self) -> Any:
            from learning.courses.editor import publish_warning  # which needs the pages we lay out here

            if self.instance.pk is None or self.instance.course.latest_release_id is None:
                return None
            return publish_warning.publish_warning_for(
                publish_warning.of_draft(self.instance), self.request.user
            )

        def is_shown(self) -> bool:
            return super().is_shown() and self.warning is not None

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            lead = _("When these drafts are published:")
            return super().get_context_data(parent_context) | {"warning": self.warning, "lead": lead}


class SilentVideosPanel(Panel):
    """Says which videos of the lesson did not answer when they were last asked after."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/silent_videos_panel.html"

        @cached_property
        def checks(self) -> Any:
            from learning.courses.videos.lesson_videos import (
                silent_videos,  # which needs the pages we lay out here
            )

            return silent_videos(self.instance)

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.instance.pk and self.checks)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | {"checks": self.checks}


class PricesPanel(Panel):
    """What is not part of the draft and acts at once: what the course costs. Changed on a screen of its own,
    because the editor saves by itself while somebody types."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/prices_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            from learning.courses.selectors import prices_of  # which needs the pages we lay out here

            course = self.instance.identity
            prices = prices_of([course.pk])[course.pk] if course else ()
            return super().get_context_data(parent_context) | {"course": course, "prices": prices}


class LiveDatePanel(Panel):
    """What is not part of the draft and acts at once: when a live lesson takes place, and where."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/live_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            from learning.courses.selectors import live_date_of  # which needs the pages we lay out here

            lesson = self.instance.identity
            live = live_date_of(lesson.pk) if lesson else None
            return super().get_context_data(parent_context) | {"lesson": lesson, "live": live}


class QuizScoresPanel(InlinePanel):
    """Quizzes in which a score has to be reached, chosen by their names."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"]["quiz_prerequisites"]["form"] = QuizPrerequisiteForm
        return options


#: On a tab: its panels with `shown_when` follow what is chosen anywhere in the form (Wagtail's `w-rules`).
_FOLLOWS_CHOICES = {"data-controller": "w-rules", "data-action": "change@document->w-rules#resolve"}


def shown_when(choice: str, value: str) -> dict[str, str]:
    """Attributes of a panel that is shown only while a field says this; without a script it always is."""
    return {"data-w-rules-target": "show", "data-w-rules": json.dumps({choice: [value]})}


def _needed(name: str) -> FieldPanel:
    """The panel of a field that one of the choices above it needs."""
    [(choice, value)] = [(choice, value) for field, choice, value in NEEDED_FOR if field == name]
    return FieldPanel(name, attrs=shown_when(choice, value))


def tabs(**groups: list[Any]) -> TabbedInterface:
    """A tabbed editor: one tab for each group, under its translated name."""
    headings = {
        "content": _("Content"),
        "access": _("Access"),
        "price": _("Price"),
        "promote": _("Promote"),
        "settings": _("Settings"),
    }
    return TabbedInterface(
        [ObjectList(group, heading=headings[name], attrs=_FOLLOWS_CHOICES) for name, group in groups.items()]
    )


def course_panels() -> TabbedInterface:
    return tabs(
        content=[
            ReviewPanel(),
            TitleFieldPanel("title"),
            FieldPanel("short_description"),
            FieldPanel("thumbnail"),
            FieldPanel("promotion_video"),
            FieldPanel("description"),
            FieldPanel("learning_outcomes"),
            FieldPanel("requirements"),
            FieldPanel("faq"),
        ],
        access=[
            ImpactPanel(),
            CourseStatusPanel(heading=_("Status and instructors")),
            MultiFieldPanel(
                [FieldPanel("visibility"), FieldPanel("enrolment_method")], heading=_("Enrolment")
            ),
            MultiFieldPanel(
                [FieldPanel("access_duration"), _needed("access_days"), _needed("access_until")],
                heading=_("Access duration"),
            ),
            MultiFieldPanel([FieldPanel("drip_anchor"), _needed("drip_from")], heading=_("Drip schedule")),
            InlinePanel(
                "prerequisites",
                heading=_("Required courses"),
                label=_("course"),
                panels=[FieldPanel("course")],
            ),
            QuizScoresPanel(
                "quiz_prerequisites",
                heading=_("Required quizzes"),
                label=_("quiz"),
                panels=[FieldPanel("quiz"), FieldPanel("least_score")],
            ),
        ],
        price=[
            PricesPanel(heading=_("Prices")),
        ],
        promote=[
            MultiFieldPanel(
                [
                    FieldPanel("category"),
                    FieldPanel("tags"),
                    FieldPanel("level"),
                    FieldPanel("language"),
                    FieldPanel("course_type"),
                    FieldPanel("special_tag"),
                ],
                heading=_("Catalogue"),
            ),
            MultiFieldPanel(PROMOTE, heading=_("Search results")),
            SearchAndSharePanel(picture_field="thumbnail"),
        ],
        settings=[FieldPanel("coach_name"), FieldPanel("has_certificate"), PublishingPanel(), CommentPanel()],
    )


def module_panels() -> TabbedInterface:
    return tabs(
        content=[ReviewPanel(), TitleFieldPanel("title"), FieldPanel("description")],
        promote=PROMOTE,
        settings=[PublishingPanel(), CommentPanel()],
    )


def lesson_panels() -> TabbedInterface:
    return tabs(
        content=[
            ReviewPanel(),
            SilentVideosPanel(),
            TitleFieldPanel("title"),
            FieldPanel("kind"),
            FieldPanel("body"),
            FieldPanel("outcomes"),
            FieldPanel("transcript"),
            LiveDatePanel(heading=_("Live lesson"), attrs=shown_when("kind", LessonPage.Kind.LIVE)),
            MultiFieldPanel(
                [FieldPanel("working_title"), FieldPanel("rough_notes")],
                heading=_("Visible to authors only"),
                classname="collapsed",
            ),
        ],
        access=[FieldPanel("is_free_preview"), FieldPanel("is_required"), FieldPanel("opens_after_days")],
        promote=PROMOTE,
        settings=[
            FieldPanel("minutes_override"),
            FieldPanel("watch_threshold"),
            FieldPanel("reading_completes"),
            PublishingPanel(),
            CommentPanel(),
        ],
    )
