"""The media files in the repository are the ones that the content asks for, as it asks for them now."""

import av
import pytest

from demo.media_manifest import MEDIA, MOST_BYTES, content_digest, read_manifest, read_media, stored_files
from demo.plans.courses import CoursePlan, all_courses
from demo.plans.media_files import cover_file, film_file, film_key, film_plans, wanted_media_files

WANTED = wanted_media_files()
REMEDY = "`make demo-media` brings the files up to date"


def test_names_of_media_files_are_unique() -> None:
    assert len({file.name for file in WANTED}) == len(WANTED)


def test_every_wanted_media_file_is_in_the_manifest_with_its_present_plan() -> None:
    made = {name: entry.plan for name, entry in read_manifest().items()}
    assert made == {file.name: file.plan_digest for file in WANTED}, REMEDY


def test_every_file_of_the_manifest_is_stored_unchanged_and_no_other() -> None:
    entries = read_manifest()
    assert stored_files().keys() == entries.keys(), REMEDY
    assert [
        name for name, entry in entries.items() if content_digest(read_media(name)) != entry.content
    ] == []


def test_all_media_files_together_stay_within_their_limit() -> None:
    assert sum(stored_files().values()) <= MOST_BYTES


def test_every_course_has_a_cover_of_its_own() -> None:
    covers = {read_media(cover_file(course.slug)) for course in all_courses()}
    assert len(covers) == len(all_courses())


@pytest.mark.parametrize("course", all_courses(), ids=lambda course: course.slug)
def test_films_play_as_long_as_their_captions_say(course: CoursePlan) -> None:
    for plan in film_plans(course):
        with av.open(str(MEDIA / film_file(film_key(course, plan)))) as container:
            codecs = {stream.type: stream.codec_context.name for stream in container.streams}
            seconds = container.duration / av.time_base
        assert codecs == {"video": "h264", "audio": "aac"}
        assert abs(seconds - plan.length_seconds) < 0.2
