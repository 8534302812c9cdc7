"""Files that a course shows and its learners could not see, because they lie with another course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Collection

from learning.courses import activities
from learning.courses.models import Course
from learning.courses.release.exchange import Reference, files_among, references_in, stored_content
from learning.courses.release.findings import Checked, Finding
from library.models import PrivateCollection

if TYPE_CHECKING:
    from learning.courses.release.trees import CourseTree

FOREIGN_FILE = "foreign_file"


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """One file of another course, at one place. item: the image, document or media file.

    page_id, place: what shows it, a page of the course; or the course page's id and what is asked in the
    course. course_title: whose it is; empty: a course's that nobody has saved, or of none.
    """

    item: Any
    page_id: int
    place: str
    course_title: str = ""

    @property
    def reference(self) -> Reference:
        return self.item._meta.label, self.item.pk

    @property
    def words(self) -> str:
        said = {"file": self.item.title, "course": self.course_title, "place": self.place}
        if self.course_title:
            return (
                _("“%(place)s” shows “%(file)s” from the course “%(course)s”, which learners here can't see.")
                % said
            )
        return _("“%(place)s” shows “%(file)s”, which learners here can't see.") % said


def foreign_files(tree: CourseTree) -> list[ForeignFile]:
    """The private files that drafts, quizzes, exams and assignments of a course show and that aren't its own.

    At most six queries, and those for what is asked in the course, however many pages there are.
    """
    shown = [(page.pk, page.title, references_in(type(page), stored_content(page))) for page in tree.pages]
    for naming in activities.names_in_course(tree.page.course_id):
        shown.append((tree.page.pk, naming.title, set(naming.references)))
    named = {reference for _page_id, _place, references in shown for reference in references}
    foreign = _foreign_among(named, tree.page.course_id)
    return [
        ForeignFile(item, page_id, place, course_title)
        for page_id, place, references in shown
        for reference, (item, course_title) in foreign.items()
        if reference in references
    ]


def _foreign_among(named: Iterable[Reference], course_id: int) -> dict[Reference, tuple[Any, str]]:
    """The private ones among files that lie in no collection of the course, each with whose they are."""
    items: list[Any] = []
    for model, pks in files_among(named).items():
        items += model._default_manager.filter(pk__in=pks).select_related("collection").order_by("pk")
    collections = {item.collection_id: item.collection for item in items}
    hidden = PrivateCollection.objects.hidden_ids(collections.values()) if collections else set()
    if not hidden:
        return {}
    courses = _courses_of([collections[pk] for pk in hidden])
    found = {}
    for item in items:
        course = courses.get(item.collection_id)
        if item.collection_id in hidden and (course is None or course.pk != course_id):
            found[item._meta.label, item.pk] = (item, course.title if course else "")
    return found


def _courses_of(collections: Iterable[Collection]) -> dict[int, Course]:
    """The course that each collection lies with: the nearest above it. One query."""
    paths = {collection.pk: _paths_to(collection.path, collection.steplen) for collection in collections}
    every = {path for some in paths.values() for path in some}
    rows = Course.objects.filter(collection__path__in=every).select_related("collection")
    by_path = {course.collection.path: course for course in rows if course.collection}
    found = {}
    for pk, some in paths.items():
        nearest = next((by_path[path] for path in reversed(some) if path in by_path), None)
        if nearest is not None:
            found[pk] = nearest
    return found


def _paths_to(path: str, step: int) -> list[str]:
    """The tree paths of the root, of each collection on the way, and the path itself."""
    return [path[:end] for end in range(step, len(path) + 1, step)]


def look(checked: Checked) -> Iterator[Finding]:
    """For the list of what is missing before a course is published."""
    titles = {page.pk: page for page in checked.tree.pages}
    url = reverse("courses_admin:foreign_files", args=[checked.tree.page.pk])
    for one in foreign_files(checked.tree):
        yield checked.found(FOREIGN_FILE, titles[one.page_id], one.words, url=url)
