"""The face of a course on a card: what is the same for everybody who looks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from wagtail.images.models import SourceImageIOError

from commerce.catalogue.selectors import PriceTag
from common.money import Money
from learning.classroom.caching.cache_version import current_version, kept_for_version
from learning.classroom.catalogue.catalogue_index import InstructorLink, instructors_of
from learning.classroom.labels import former_label, preferred_tag, price_label, span_label
from learning.courses.models import Release
from learning.courses.selectors import price_tags_of
from library.models import AcademyImage

CARD_SPECS = ("fill-400x225|format-webp", "fill-800x450|format-webp")
BANNER_SPECS = ("fill-640x360|format-webp", "fill-1280x720|format-webp")


@dataclass(frozen=True, slots=True)
class SizedImage:
    """A picture in two widths, with the room it takes."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str = ""
    sizes: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CourseSummary:
    """A released course as a card tells of it. prices: what it costs now, one for each currency.

    price_before: during a sale, the lowest price of the 30 days before it.
    """

    course_id: int
    release_id: int
    title: str
    summary: str
    picture: SizedImage | None
    teachers: tuple[InstructorLink, ...]
    duration_label: str
    lesson_count: int
    price_label: str
    price_before: str
    prices: tuple[Money, ...]
    is_free: bool
    has_certificate: bool
    special_tag: str

    @property
    def instructor_names(self) -> str:
        return ", ".join(teacher.name for teacher in self.teachers)


def course_summaries_of(release_ids: list[int], language_code: str) -> dict[int, CourseSummary]:
    """The faces of these releases by course, in the order given; six queries, none when asked for before."""
    return _faces(current_version(), tuple(release_ids), language_code)


@kept_for_version(128)
def _faces(generation: str, release_ids: tuple[int, ...], language_code: str) -> dict[int, CourseSummary]:
    releases = {
        row.pk: row
        for row in Release.objects.filter(pk__in=release_ids)
        .select_related("course__source_locale")
        .defer("search_text")
    }
    ordered = [releases[pk] for pk in release_ids if pk in releases]
    texts = {row.pk: text_in(row, language_code) for row in ordered}
    pictures = pictures_of({text["thumbnail_id"] for text in texts.values()}, CARD_SPECS)
    course_ids = [row.course_id for row in ordered]
    teachers, prices = instructors_of(course_ids), price_tags_of(course_ids)
    return {
        row.course_id: _face(
            row,
            texts[row.pk],
            pictures.get(texts[row.pk]["thumbnail_id"]),
            teachers[row.course_id],
            prices[row.course_id],
        )
        for row in ordered
    }


def text_in(release: Release, language_code: str) -> dict[str, Any]:
    """What the course page said in the language, else in its own."""
    return release.content.get(language_code) or release.content[release.course.source_locale.language_code]


def _face(
    release: Release,
    text: dict[str, Any],
    picture: SizedImage | None,
    teachers: tuple[InstructorLink, ...],
    tags: tuple[PriceTag, ...],
) -> CourseSummary:
    prices = tuple(tag.money for tag in tags)
    return CourseSummary(
        course_id=release.course_id,
        release_id=release.pk,
        title=text["title"],
        summary=text["short_description"],
        picture=picture,
        teachers=teachers,
        duration_label=span_label(release.seconds),
        lesson_count=release.lesson_count,
        price_label=price_label(prices),
        price_before=former_label(preferred_tag(tags)),
        prices=prices,
        is_free=not prices,
        has_certificate=text["has_certificate"],
        special_tag=text["special_tag"],
    )


def pictures_of(image_ids: set[int | None], specs: tuple[str, str]) -> dict[int, SizedImage]:
    """Pictures by id, in a small and a large width; two queries once the copies are made.

    A picture whose file is gone is left out, so that a drawn one stands in for it.
    """
    images = AcademyImage.objects.filter(pk__in=image_ids - {None}).prefetch_renditions(*specs)
    found: dict[int, SizedImage] = {}
    for image in images:
        try:
            renditions = image.get_renditions(*specs)
        except (SourceImageIOError, OSError):
            continue
        small, large = (renditions[spec] for spec in specs)
        found[image.pk] = SizedImage(
            src=small.url,
            srcset=f"{small.url} {small.width}w, {large.url} {large.width}w",
            width=large.width,
            height=large.height,
        )
    return found


def offer_pictures(image_ids: Collection[int], *, wide: bool = False) -> dict[int, SizedImage]:
    """Pictures of paths and bundles by the id of their image: as wide as a card, or as a banner; two queries.

    One whose file is gone is left out.
    """
    return pictures_of(set(image_ids), BANNER_SPECS if wide else CARD_SPECS) if image_ids else {}


def banner_of(image_id: int | None) -> SizedImage | None:
    """The picture of a course page; two queries, none when it was asked for before."""
    return _banner(current_version(), image_id) if image_id else None


@kept_for_version(512)
def _banner(generation: str, image_id: int) -> SizedImage | None:
    return pictures_of({image_id}, BANNER_SPECS).get(image_id)
