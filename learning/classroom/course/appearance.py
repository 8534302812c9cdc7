"""How courses, free lessons and the catalogue appear in search results, and where they are shared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from common.money import Money
from common.seo import structured
from common.seo.appearance import Appearance, Crumb
from common.seo.pages import appearance_of, description_of
from learning.classroom.caching.cache_version import current_version, kept_for_version
from learning.classroom.catalogue.cards import CourseCard
from learning.classroom.catalogue.course_summaries import pictures_of
from learning.classroom.course.course_context import CourseContext
from learning.classroom.course.screen import CourseScreen
from learning.courses.models import CatalogPage
from learning.courses.release.outlines import OutlineLesson
from learning.courses.rules import Visibility

#: What networks show of a shared page, and half of it; the same shape.
SHARE_SPECS = ("fill-600x315|format-jpeg", "fill-1200x630|format-jpeg")

#: Courses that are listed for strangers; what they are asked to keep to themselves is not indexed either.
FOUND = {Visibility.PUBLIC, Visibility.SUBSCRIBERS_ONLY}


def of_course(screen: CourseScreen, request: HttpRequest, *, page_id: int | None) -> Appearance:
    """The course, with the questions that are answered on its page. page_id: of its page in the tree."""
    outline, text = screen.standing.outline, screen.text
    url = request.build_absolute_uri(screen.standing.url)
    questions = structured.questions((asked.title, asked.body) for asked in screen.questions)
    return Appearance(
        title=text["seo_title"] or outline.title,
        description=text["search_description"] or text["short_description"],
        url=url,
        picture_url=_share_picture(current_version(), text["thumbnail_id"]),
        page_id=page_id,
        may_be_found=outline.rules.visibility in FOUND,
        data=(_course(screen, url, request), *([questions] if questions else [])),
    )


def of_lesson(
    standing: CourseContext, lesson: OutlineLesson, request: HttpRequest, *, page_id: int | None
) -> Appearance | None:
    """A free preview; None for a lesson that is not everybody's."""
    if not lesson.is_free_preview:
        return None
    url, text = request.build_absolute_uri(standing.lesson_url(lesson)), standing.outline.text
    return Appearance(
        title=f"{lesson.title} · {standing.outline.title}",
        description=text["search_description"] or text["short_description"],
        url=url,
        kind="article",
        picture_url=_share_picture(current_version(), text["thumbnail_id"]),
        page_id=page_id,
        may_be_found=standing.outline.rules.visibility in FOUND,
        crumbs=(Crumb(lesson.title, url),),
    )


def of_catalogue(
    page: CatalogPage, cards: Iterable[CourseCard], request: HttpRequest, *, has_filters: bool
) -> Appearance:
    """The catalogue and what it lists. Filtered, it is one of countless views that nobody should list."""
    found = appearance_of(page, request)
    listed = structured.item_list((card.title, request.build_absolute_uri(card.url)) for card in cards)
    return Appearance(
        title=found.title,
        description=description_of(page),
        url=found.url,
        may_be_found=not has_filters,
        page_id=page.pk,
        data=(listed,) if listed and not has_filters else (),
    )


def _course(screen: CourseScreen, url: str, request: HttpRequest) -> dict[str, Any]:
    """schema.org's Course; the provider is added by whoever knows the site."""
    outline, text = screen.standing.outline, screen.text
    data: dict[str, Any] = {
        "@type": "Course",
        "@id": url,
        "name": outline.title,
        "description": text["search_description"] or text["short_description"],
        "url": url,
        "inLanguage": text["language"],
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "courseMode": "Online",
            "courseWorkload": f"PT{max(1, outline.seconds // 60)}M",
            "instructor": [{"@type": "Person", "name": teacher.name} for teacher in screen.teachers],
        },
        "offers": _offers(screen.prices),
    }
    if screen.picture:
        data["image"] = request.build_absolute_uri(screen.picture.src)
    if outcomes := [str(line) for line in text["learning_outcomes"]]:
        data["teaches"] = outcomes
    return data


def _offers(prices: Iterable[Money]) -> list[dict[str, Any]]:
    if not prices:
        return [{"@type": "Offer", "category": "Free", "price": "0", "priceCurrency": settings.CURRENCIES[0]}]
    return [
        {
            "@type": "Offer",
            "category": "Paid",
            "price": str(price.amount),
            "priceCurrency": price.currency,
        }
        for price in prices
    ]


@kept_for_version(1024)
def _share_picture(generation: str, image_id: int | None) -> str:
    """The address of the course's picture in the shape that networks show; "" without one."""
    found = pictures_of({image_id}, SHARE_SPECS).get(image_id) if image_id else None
    return found.srcset.rpartition(", ")[2].partition(" ")[0] if found else ""
