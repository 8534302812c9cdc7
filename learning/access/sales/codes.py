"""What product codes name: `course:<public id>`, `bundle:<public id>`, `bundle:<public id>:<tier>`."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from learning.courses.models import Course

from ..models import Bundle


def public_id_of(code: str) -> UUID:
    """The public id in a product's code. Raises ValueError for a code that names none."""
    parts = code.split(":", 2)
    if len(parts) == 1:
        raise ValueError(f"{code!r} is no code of a product")
    return UUID(parts[1])


def course_of_code(code: str) -> Course:
    """The course, with its latest release. Raises ValueError, Course.DoesNotExist. One query."""
    return Course.objects.select_related("latest_release").get(public_id=public_id_of(code))


def bundle_of_code(code: str) -> tuple[Bundle, str]:
    """The bundle and the tier, "" for none. Raises ValueError, Bundle.DoesNotExist. One query."""
    tier = code.split(":", 2)[2] if code.count(":") > 1 else ""
    return Bundle.objects.get(public_id=public_id_of(code)), tier


def courses_of_codes(codes: Iterable[str]) -> list[Course]:
    """The courses in the order of their codes; one that is no longer there is left out. One query."""
    ids = [public_id_of(code) for code in codes]
    found = {course.public_id: course for course in Course.objects.filter(public_id__in=ids)} if ids else {}
    return [found[each] for each in ids if each in found]
