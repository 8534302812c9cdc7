"""The demo's home page and two landing pages, as a marketer would publish them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from wagtail.models import Site

from demo.academy import DemoAcademy
from demo.plans.content import read_content
from demo.plans.media_files import cover_file, portrait_file
from home.actions import publish_legal_pages
from home.models import HomePage, LandingPage, PageFormField, Section
from home.sections import LibrarySectionsBlock, SectionsBlock
from learning.courses.models import CoursePage, InstructorPage
from library.models import AcademyImage

Raw = dict[str, Any]


class LandingPages:
    """Puts the sections of `pages.toml` together.

    In it `course` and `instructor` name pages by their slug, `cover` the picture of a course,
    `portrait` that of a person, and `in_days` a moment.
    """

    def __init__(self, academy: DemoAcademy) -> None:
        self.academy = academy
        self.written: Raw = read_content("pages")
        self.pictures: dict[str, AcademyImage] = {}

    def publish(self, home: HomePage) -> None:
        """Fill the home page, add the landing pages and the library's section, and publish them all."""
        library = self.written["library"]
        sections = self._sections(library["sections"], LibrarySectionsBlock())
        self.shared = Section.objects.create(name=library["name"], sections=sections)
        self.shared.save_revision().publish()
        self._fill(home, self.written["home"])
        home.save_revision().publish()
        for raw in self.written["landing"]:
            page = LandingPage(title=raw["title"], slug=raw["slug"])
            self._fill(page, raw)
            home.add_child(instance=page)
            page.save_revision().publish()
        publish_legal_pages(home=home, site=Site.objects.get(is_default_site=True))

    def _fill(self, page: HomePage | LandingPage, raw: Raw) -> None:
        page.sections = self._sections(raw["sections"], SectionsBlock())  # type: ignore[assignment]
        page.search_description = raw["search_description"]
        form = raw.get("form", {})
        page.form_consent, page.form_thanks = form.get("consent", ""), form.get("thanks", "")
        page.form_fields = [  # type: ignore[misc]
            PageFormField(sort_order=number, label=label, field_type=kind, required=True)
            for number, (label, kind) in enumerate(form.get("fields", ()))
        ]

    def _sections(self, sections: list[Raw], stream: LibrarySectionsBlock) -> list[tuple[str, Any]]:
        return [self._section(dict(raw), stream) for raw in sections]

    def _section(self, raw: Raw, stream: LibrarySectionsBlock) -> tuple[str, Any]:
        kind = raw.pop("kind")
        if kind == "reusable_section":
            return kind, {"section": self.shared}
        block = stream.child_blocks[kind]
        return kind, block.normalize({**block.get_default(), **self._value(raw)})

    def _value(self, raw: Any) -> Any:
        """The raw value with pages, pictures and moments in place of their names."""
        if isinstance(raw, list):
            return [self._value(item) for item in raw]
        if not isinstance(raw, dict):
            return raw
        found = {name: self._value(value) for name, value in raw.items()}
        if "course" in found:
            found["page"] = CoursePage.objects.get(slug=found.pop("course"))
        if "instructor" in found:
            found["page"] = InstructorPage.objects.get(slug=found.pop("instructor"))
        if "cover" in found:
            found["picture"] = self._cover(found.pop("cover"))
        if "portrait" in found:
            found["picture"] = self._portrait(found.pop("portrait"))
        if "in_days" in found:
            moment = self.academy.now + timedelta(days=found.pop("in_days"))
            found["ends_at"] = moment.replace(hour=17, minute=0, second=0, microsecond=0)
        if "label" in found and {"page", "address"} & found.keys():
            found = {"page": None, "address": "", **found}
        return found

    def _portrait(self, key: str) -> AcademyImage:
        return self.academy.library_files.picture(title=key, media=portrait_file(key), name=f"{key}-wide.jpg")

    def _cover(self, slug: str) -> AcademyImage:
        if slug not in self.pictures:
            self.pictures[slug] = self.academy.library_files.picture(
                title=f"{slug}: for the first page", media=cover_file(slug), name=f"{slug}-wide.jpg"
            )
        return self.pictures[slug]
