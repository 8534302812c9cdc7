"""What search engines may list: pages, courses and free lessons that every stranger may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from wagtail.models import Page, Site

from common.seo.appearance import Alternate, with_default
from learning.classroom.caching.cache_version import current_version, kept_for_version
from learning.courses.models import Course, CoursePage, LessonPage, ModulePage, ReleaseLesson

#: The most addresses that the protocol allows in one file.
MOST = 50_000


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One address. location: absolute."""

    location: str
    lastmod: datetime | None
    alternates: tuple[Alternate, ...] = ()


def listed(request: HttpRequest) -> tuple[SitemapEntry, ...]:
    """Every address of the request's site that may be found; no query when it was asked for before."""
    site = Site.find_for_request(request)
    return _listed(current_version(), site.pk) if site else ()


@kept_for_version(8)
def _listed(generation: str, site_id: int) -> tuple[SitemapEntry, ...]:
    site = Site.objects.select_related("root_page").get(pk=site_id)
    roots = list(site.root_page.get_translations(inclusive=True).live())
    courses = list(_course_pages(roots))
    return (*_in_all_languages(_plain_pages(roots)), *_in_all_languages(courses), *_free_lessons(courses))


def _plain_pages(roots: list[Page]) -> Iterator[Page]:
    """Everything that is no part of a course."""
    for root in roots:
        yield from (
            root.get_descendants(inclusive=True)
            .live()
            .public()
            .not_type(CoursePage, ModulePage, LessonPage)
            .select_related("locale")
            .order_by("path")
        )


def _course_pages(roots: list[Page]) -> Iterator[CoursePage]:
    """The pages of courses that are listed for everybody."""
    for root in roots:
        yield from (
            CoursePage.objects.descendant_of(root)
            .live()
            .public()
            .filter(course__in=Course.objects.listed(for_members=False))
            .select_related("locale", "course__latest_release")
            .defer("course__latest_release__content", "course__latest_release__search_text")
            .defer_streamfields()
            .order_by("path")
        )


def _in_all_languages(pages: Iterable[Page]) -> Iterator[SitemapEntry]:
    """Each page, beside its translations among the others."""
    rows = [(page, url) for page in pages if (url := page.get_full_url())]
    languages: defaultdict[UUID, list[Alternate]] = defaultdict(list)
    for page, url in rows:
        languages[page.translation_key].append(Alternate(page.locale.language_code, url))
    for page, url in rows:
        changed_at = page.last_published_at or page.latest_revision_created_at
        yield SitemapEntry(url, changed_at, with_default(tuple(languages[page.translation_key])))


def _free_lessons(pages: list[CoursePage]) -> Iterator[SitemapEntry]:
    """The free previews of active courses, as their latest release has them."""
    by_release: defaultdict[int, list[CoursePage]] = defaultdict(list)
    for page in pages:
        if page.course.status == Course.Status.ACTIVE and page.course.latest_release_id:
            by_release[page.course.latest_release_id].append(page)
    lessons = ReleaseLesson.objects.filter(release__in=by_release, is_free_preview=True).select_related(
        "module", "release"
    )
    for lesson in lessons.defer("release__content", "release__search_text").order_by("release", "position"):
        path = f"{lesson.module.slug}/{lesson.slug}/" if lesson.module else f"{lesson.slug}/"
        found = [
            Alternate(page.locale.language_code, f"{page.get_full_url()}{path}")
            for page in by_release[lesson.release_id]
        ]
        one = SitemapEntry("", lesson.release.released_at, with_default(tuple(found)))
        yield from (replace(one, location=alternate.url) for alternate in found)
