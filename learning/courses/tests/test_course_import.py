"""Courses come from a file as drafts, all of them or none, and go into the same file again."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.models import Collection, Page

from common.exports.formulas import guarded, unguarded
from common.exports.spreadsheets import csv_lines
from common.imports.importer import NotImportable, subject_of
from common.imports.upload_store import ImportProgress, ImportState
from common.models import QueuedTask
from learning.courses.imports import ModuleImportPlan, plan_file, write_courses
from learning.courses.imports.columns import COLUMNS
from learning.courses.imports.export import outline_rows
from learning.courses.imports.importer import COURSE_IMPORTER
from learning.courses.models import Course, CoursePage, Lesson, LessonPage, Module
from learning.testing.courses import make_catalog, make_instructor, make_manager, make_reviewer
from library.models import AcademyImage

NAMES = COLUMNS.names
BREAD = """course,module,lesson,type,video URL,minutes,preview,price,description
Bread,Dough,Mix,Video,https://vimeo.com/76979871,12,yes,49.00 EUR,Bake.
Bread,Dough,Wait,text,,,no,,
Bread,,Taste,,,,,,
"""


def file_of(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, NAMES, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def footprint() -> tuple[int, ...]:
    models = (Page, Collection, Course, Module, Lesson, AcademyImage)
    return tuple(model.objects.count() for model in models)


def words(content: bytes, actor: Any) -> str:
    return " ".join(problem.words for problem in plan_file(content, actor=actor).report.all_problems)


@pytest.mark.django_db
class TestImport:
    @pytest.fixture(autouse=True)
    def catalogue(self) -> None:
        make_catalog()

    def test_makes_drafts_in_order(self) -> None:
        author = make_instructor()
        (page,) = write_courses(BREAD.encode(), actor=author)
        page = CoursePage.objects.get(pk=page.pk)
        assert (page.live, page.owner, page.course.latest_release_id) == (False, author, None)
        assert [(price.amount_minor, price.currency) for price in page.course.prices.all()] == [(4900, "EUR")]
        assert [child.title for child in page.get_children()] == ["Dough", "Taste"]
        lesson = LessonPage.objects.get(title="Mix")
        assert (lesson.kind, lesson.minutes_override, lesson.is_free_preview) == ("video", 12, True)
        assert lesson.body[0].value["url"] == "https://vimeo.com/76979871"
        assert not LessonPage.objects.filter(live=True).exists()
        assert [row.account for row in page.course.course_instructors.filter(is_owner=True)] == [author]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_reads_what_spreadsheets_write(self, encoding: str, delimiter: str) -> None:
        text = file_of({"course": "Überleben", "lesson": "Eins"}, delimiter=delimiter).decode()
        plan = plan_file(text.encode(encoding), actor=make_instructor())
        assert plan.report.is_importable and plan.courses[0].title == "Überleben"

    def test_columns_may_have_other_names(self) -> None:
        text = "Course title\tSection\tLesson_Title\tVideo\tFree preview\nBread\tDough\tMix\t\tyes\n"
        plan = plan_file(text.encode(), actor=make_instructor())
        assert plan.report.is_importable
        (module,) = plan.courses[0].items
        assert isinstance(module, ModuleImportPlan) and module.lessons[0].is_preview

    def test_an_old_encoding_is_guessed_with_a_warning(self) -> None:
        content = file_of({"course": "Crème", "lesson": "One", "description": "Sweet."}).decode()
        plan = plan_file(content.encode("cp1252"), actor=make_instructor())
        assert plan.courses[0].title == "Crème"
        assert [problem.is_error for problem in plan.report.problems] == [False]

    def test_rows_before_an_open_quotation_mark_are_reported_too(self) -> None:
        report = plan_file(BREAD.encode() + b'"Cake,,\n', actor=make_instructor()).report
        assert (report.created["lessons"], [problem.line for problem in report.errors]) == (3, [5])

    def test_a_row_with_too_many_cells_has_one_error(self) -> None:
        report = plan_file(b"course,lesson,minutes\nBread,Mix, knead, wait\n", actor=make_instructor()).report
        (problem,) = report.errors
        assert (problem.line, problem.found) == (2, "wait")

    def test_an_error_has_its_line_column_and_advice(self) -> None:
        content = file_of(
            {"course": "A", "lesson": "One\nline"}, {"course": "A", "lesson": "Two", "minutes": "soon"}
        )
        (problem,) = plan_file(content, actor=make_instructor()).report.errors
        assert (problem.line, problem.column, problem.found) == (4, "minutes", "soon")
        assert problem.advice

    def test_nothing_is_ever_overwritten(self) -> None:
        author = make_instructor()
        write_courses(BREAD.encode(), actor=author)
        before = footprint()
        with pytest.raises(NotImportable):
            write_courses(BREAD.encode(), actor=author)
        assert footprint() == before
        report = plan_file(BREAD.encode(), actor=make_instructor()).report
        assert report.is_importable and report.warnings

    def test_an_instructor_owns_what_they_import(self) -> None:
        other, author = make_instructor(), make_instructor()
        content = file_of({"course": "A", "lesson": "B", "instructor": other.email})
        assert "administrators" in words(content, author)
        shared = file_of({"course": "A", "lesson": "B", "instructor": f"{author.email} | {other.email}"})
        assert plan_file(shared, actor=author).report.is_importable
        assert plan_file(content, actor=make_manager()).report.is_importable
        assert "Not an instructor" in words(
            file_of({"course": "A", "lesson": "B", "instructor": make_reviewer().email}), author
        )

    def test_a_failure_in_the_middle_leaves_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        author, before = make_instructor(), footprint()
        real, seen = LessonPage.save_revision, []

        def fail_late(page: LessonPage, **kwargs: Any) -> Any:
            seen.append(page)
            if len(seen) == 3:
                raise RuntimeError("the disk is full")
            return real(page, **kwargs)

        monkeypatch.setattr(LessonPage, "save_revision", fail_late)
        with pytest.raises(RuntimeError):
            write_courses(BREAD.encode(), actor=author)
        assert footprint() == before

    def test_a_picture_inside_the_house_is_not_fetched(self) -> None:
        content = file_of({"course": "A", "lesson": "B", "picture address": "https://127.0.0.1/a.png"})
        assert "Only public https URLs are supported." in words(content, make_instructor())

    def test_the_screens_lead_from_the_file_to_the_drafts(self) -> None:
        client, author = Client(), make_instructor()
        client.force_login(author)
        upload = io.BytesIO(BREAD.encode())
        upload.name = "bread.csv"
        address = client.post(reverse("courses_admin:import"), {"file": upload}).url
        assert CoursePage.objects.count() == 0
        assert "Import as drafts" in client.get(address).content.decode()
        client.post(address)
        page = CoursePage.objects.get()
        assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in client.get(address).content.decode()
        client.post(address)
        assert CoursePage.objects.count() == 1
        stranger = Client()
        stranger.force_login(make_instructor())
        assert stranger.get(address).status_code == 404


def outline(content: bytes, actor: Any) -> list[Any]:
    plan = plan_file(content, actor=actor)
    assert plan.report.is_importable, plan.report.errors
    return [(c.title, c.short, c.paragraphs, c.prices, c.items) for c in plan.courses]


LINE = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40)
TITLE = st.one_of(LINE, st.sampled_from(["=1+1", "'=x", "''", "-1", "@x", 'a "b"', "a;b,c"])).filter(
    lambda text: bool(unguarded(text.strip(" ")).strip())
)
PIECES = st.lists(
    st.tuples(
        st.sampled_from(["", "One", "Two"]),
        TITLE,
        st.sampled_from(["video", "TEXT", "Document", "live", ""]),
        st.sampled_from(["", "https://vimeo.com/76979871"]),
        st.sampled_from(["", "7"]),
        st.sampled_from(["", "yes", "0"]),
    ),
    max_size=6,
)
LIGHT = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


NAMES_OFFLINE = [name for name in NAMES if name != "picture address"]
CELL = st.one_of(
    LINE,
    st.sampled_from(["Bread", "1", "EUR", "live", "-5 EUR", "99999999999 EUR", "nobody@example.com"]),
)
ROWS = st.lists(st.dictionaries(st.sampled_from(NAMES_OFFLINE), CELL), max_size=5)
PROSE = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=200)
BYTES = st.one_of(
    st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
)


class TestAnyFile(TestCase):
    def setUp(self) -> None:
        make_catalog()
        self.author = make_instructor()

    @LIGHT
    @given(title=TITLE, description=PROSE, pieces=PIECES)
    def test_what_goes_out_comes_in_again(self, title: str, description: str, pieces: list[Any]) -> None:
        keys = ("module", "lesson", "type", "video URL", "minutes", "preview")
        rows = [{key: guarded(cell) for key, cell in zip(keys, piece, strict=True)} for piece in pieces] or [
            {}
        ]
        rows[0] |= {"description": guarded(description), "price": "49.00 EUR | 5 USD"}
        content = file_of(*({"course": guarded(title), **row} for row in rows))
        before = outline(content, self.author)
        (page,) = write_courses(content, actor=self.author)
        exported = "".join(csv_lines(outline_rows(CoursePage.objects.get(pk=page.pk)))).encode()
        page.delete()
        assert outline(exported, self.author) == before

    @LIGHT
    @given(content=BYTES)
    def test_any_bytes_get_a_report(self, content: bytes) -> None:
        self.assert_reported(content)

    @LIGHT
    @given(rows=ROWS, place=st.integers(0, 400), junk=st.binary(max_size=4))
    def test_a_damaged_file_gets_a_report(self, rows: list[dict[str, str]], place: int, junk: bytes) -> None:
        content = file_of(*rows)
        self.assert_reported(content[:place] + junk + content[place:])

    def assert_reported(self, content: bytes) -> None:
        before = footprint()
        report = plan_file(content, actor=self.author).report
        assert footprint() == before
        if not report.is_importable:
            assert report.errors
            assert all(problem.words for problem in report.all_problems)
            with pytest.raises(NotImportable):
                write_courses(content, actor=self.author)
            assert footprint() == before
        else:
            assert len(write_courses(content, actor=self.author)) == report.created["courses"]


@pytest.mark.django_db
class TestLargeFilesAndCommands:
    @pytest.fixture(autouse=True)
    def catalogue(self) -> None:
        make_catalog()

    def test_a_large_file_is_imported_in_the_background(
        self, monkeypatch: pytest.MonkeyPatch, client: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        monkeypatch.setattr(COURSE_IMPORTER, "max_at_once", 2)
        client.force_login(make_instructor())
        upload = SimpleUploadedFile("bread.csv", BREAD.encode(), content_type="text/csv")
        report = client.post(reverse("courses_admin:import"), {"file": upload}).url
        with django_capture_on_commit_callbacks(execute=True):
            client.post(report)
        page = CoursePage.objects.get(title="Bread")
        assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in client.get(report).text

    def test_while_it_runs_the_screen_says_how_far_it_is_and_asks_again(self, client: Client) -> None:
        author = make_instructor()
        store = COURSE_IMPORTER.store
        key = store.keep(BREAD.encode(), file_name="bread.csv", owner=author, at=timezone.now())
        store.set_progress(key, ImportProgress(ImportState.RUNNING, 1, 3), at=timezone.now())
        client.force_login(author)
        response = client.get(reverse("courses_admin:import_report", args=[key]))
        assert response["Refresh"] and "<progress" in response.text
        client.post(response.request["PATH_INFO"])
        assert not Course.objects.exists()  # pressed again while it runs

    def test_one_whose_job_is_dead_says_so_and_is_offered_again(self, client: Client) -> None:
        author = make_instructor()
        store = COURSE_IMPORTER.store
        key = store.keep(BREAD.encode(), file_name="bread.csv", owner=author, at=timezone.now())
        store.set_progress(key, ImportProgress(ImportState.RUNNING, 0, 3), at=timezone.now())
        client.force_login(author)
        page = reverse("courses_admin:import_report", args=[key])
        job = QueuedTask.objects.create(
            task="learning.courses.tasks.import_courses",
            subject=subject_of(key),
            enqueued_at=timezone.now() - timedelta(minutes=2),
            next_send_at=timezone.now(),
        )
        assert "hasn't started yet" in client.get(page).text
        job.state = QueuedTask.State.FAILED
        job.save()
        dead = client.get(page)
        assert "The import failed" in dead.text and "Refresh" not in dead
        client.post(page)
        assert Course.objects.exists()

    def test_the_commands_take_in_what_they_gave_out(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        author, file = make_instructor(), tmp_path / "bread.csv"
        file.write_text(BREAD)
        call_command("import_courses", str(file), "--as", author.email)
        assert "Nothing was changed" in capsys.readouterr().out
        assert not Course.objects.exists()
        call_command("import_courses", str(file), "--as", author.email, "--apply")
        assert "1 courses, 1 modules, 3 lessons" in capsys.readouterr().out
        call_command("export_course", "bread")
        given = capsys.readouterr().out
        CoursePage.objects.get().delete()
        file.write_text(given)
        call_command("import_courses", str(file), "--as", author.email, "--apply")
        assert [lesson.title for lesson in LessonPage.objects.order_by("path")] == ["Mix", "Wait", "Taste"]

    def test_the_command_changes_nothing_for_a_bad_file_or_a_stranger(self, tmp_path: Path) -> None:
        file = tmp_path / "bread.csv"
        file.write_text(BREAD.replace("12", "soon"))
        for email, words in [
            (make_instructor().email, "The file has errors, so nothing was imported."),
            (make_reviewer().email, "Only course authors can import courses."),
            ("nobody@example.com", "No account has the email address nobody@example.com."),
        ]:
            with pytest.raises(CommandError, match=words):
                call_command("import_courses", str(file), "--as", email, "--apply")
        assert not Course.objects.exists()
