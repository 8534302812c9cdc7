"""A database of an earlier edition migrates without loss: the demo academy as it stood, brought up to date.

The dump beside this file was made by `pg_dump` from the demo academy of November 2026, before the house was
rearranged. Every table, column and value of it is looked for afterwards; what a migration moves is listed.
"""

from __future__ import annotations

import lzma
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg import sql

from scripts.environment import postgresql_folder

ROOT = Path(settings.BASE_DIR)
DUMP = Path(__file__).with_name("academy-2026-11.sql.xz")

# What is Django's own book-keeping, or made anew: rows may be added or named anew.
REWRITTEN = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group_permissions",
    "wagtailcore_referenceindex",
}
# (table, column) whose values a migration moves elsewhere, with the reason.
MOVED: dict[tuple[str, str], str] = {
    ("access_bulkgrant", "ordered_at"): "created_at",
    ("access_bulkgrant", "ordered_by_id"): "created_by_id",
    ("access_bulkgrant_courses", "bulkgrant_id"): "bulkenrolmentjob_id",
    ("courses_courseprice", "page_id"): "a price belongs to the course: course_id, and CoursePriceChange",
    ("courses_lessonpage", "live_join_url"): "LiveSchedule and LiveScheduleChange",
    ("courses_lessonpage", "live_starts_at"): "LiveSchedule and LiveScheduleChange",
    ("courses_release", "is_free"): "Course.is_free, and CoursePriceChange for past moments",
    ("courses_release", "lowest_price_minor"): "CoursePrice, in each currency",
}
# (table, column) that is still there, while a part of its values is kept elsewhere, with the reason.
REDUCED = {
    ("courses_release", "content"): "prices left the frozen text for CoursePriceChange",
}

# By table, the condition of the rows that were there before, where an upgrade adds some.
EARLIER: dict[str, LiteralString] = {
    "access_accessevent": "NOT ended_with_source",
    "auth_group": "name <> 'Finance'",
}

Connection = psycopg.Connection[tuple[object, ...]]
pytestmark = pytest.mark.postgresql


@dataclass(frozen=True)
class Upgrade:
    """An earlier database after its migration. before: its columns and their digests as they were."""

    connection: Connection
    tables: dict[str, list[str]]
    before: dict[tuple[str, str], object]


@pytest.fixture(scope="module")
def upgrade() -> Iterator[Upgrade]:
    """The earlier academy in a database of its own, migrated once for all tests of this file."""
    server = connection.settings_dict
    host, port, user = server["HOST"] or "localhost", server["PORT"] or 5432, server["USER"]
    password = f":{server['PASSWORD']}" if server["PASSWORD"] else ""
    place = f"postgresql://{user}{password}@{host}:{port}"
    name = f"upgrade_{uuid4().hex}"
    programs = postgresql_folder()
    assert programs is not None
    with psycopg.connect(f"{place}/postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            subprocess.run(
                [programs / "psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={place}/{name}"],
                input=lzma.decompress(DUMP.read_bytes()),
                stdout=subprocess.DEVNULL,
                check=True,
            )
            with psycopg.connect(f"{place}/{name}", autocommit=True) as earlier:
                tables = {table: names for table, names in columns(earlier).items() if table not in REWRITTEN}
                before = digests(earlier, tables)
                migrate(f"{place}/{name}")
                yield Upgrade(earlier, tables, before)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def columns(connected: Connection) -> dict[str, list[str]]:
    """The columns of every table."""
    found: dict[str, list[str]] = {}
    rows = connected.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public' ORDER BY table_name, column_name"
    )
    for table, column in rows:
        found.setdefault(str(table), []).append(str(column))
    return found


def digests(
    connected: Connection,
    tables: dict[str, list[str]],
    *,
    only: Mapping[str, LiteralString] = MappingProxyType({}),
) -> dict[tuple[str, str], object]:
    """For each column the number of rows and a digest of its values, whatever their order.

    only: by table, the condition of the rows that count.
    """
    found: dict[tuple[str, str], object] = {}
    for table, names in tables.items():
        values = sql.SQL(", ").join(
            sql.SQL("(count(*), sum(('x' || substr(md5({0}::text), 1, 15))::bit(60)::bigint))").format(
                sql.Identifier(name)
            )
            for name in names
        )
        row = connected.execute(
            sql.SQL("SELECT {} FROM {} WHERE {}").format(
                values, sql.Identifier("public", table), sql.SQL(only.get(table, "true"))
            )
        ).fetchone()
        assert row is not None
        found |= {(table, name): value for name, value in zip(names, row, strict=True)}
    return found


def migrate(address: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings.dev"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_digests_tell_values_apart(upgrade: Upgrade) -> None:
    assert upgrade.before["accounts_user", "email"] != upgrade.before["accounts_user", "password"]


def test_the_earlier_academy_keeps_every_table_and_column(upgrade: Upgrade) -> None:
    after = columns(upgrade.connection)
    gone = {key for key in upgrade.before if key[1] not in after.get(key[0], [])}
    assert gone == set(MOVED)


def test_the_earlier_academy_keeps_every_value(upgrade: Upgrade) -> None:
    still = {
        table: [name for name in names if (table, name) not in {*MOVED, *REDUCED}]
        for table, names in upgrade.tables.items()
    }
    now = digests(upgrade.connection, still, only=EARLIER)
    assert {key for key, value in now.items() if value != upgrade.before[key]} == set()


def test_what_ended_with_its_source_is_told_by_one_more_event(upgrade: Upgrade) -> None:
    """Nothing else is added to the history: after all of it, one for each grant that was closed because
    its cohort was left or ended or its bundle was taken back. It repeats how the grant stood before."""
    added = upgrade.connection.execute(
        "SELECT event.grant_id, event.kind, event.actor_id,"
        "   (event.status, event.reason, event.starts_at, event.ends_at)"
        "   IS NOT DISTINCT FROM (earlier.status, grants.revoked_reason, earlier.starts_at, earlier.ends_at)"
        " FROM access_accessevent event JOIN access_courseaccess grants ON grants.id = event.grant_id"
        " JOIN LATERAL (SELECT * FROM access_accessevent WHERE grant_id = grants.id"
        "   AND NOT ended_with_source ORDER BY id DESC LIMIT 1) earlier ON true"
        " WHERE event.ended_with_source AND event.id > ALL"
        "   (SELECT id FROM access_accessevent WHERE NOT ended_with_source)"
        " ORDER BY event.grant_id"
    ).fetchall()
    closed = upgrade.connection.execute(
        "SELECT id FROM access_courseaccess WHERE ended_with_source AND status = 'revoked'"
        " AND source_kind IN ('cohort', 'bundle') ORDER BY id"
    ).fetchall()
    count = upgrade.connection.execute("SELECT count(*) FROM access_accessevent WHERE ended_with_source")
    assert added and [grant for grant, *_how in added] == [grant for (grant,) in closed]
    assert {tuple(how) for _grant, *how in added} == {("ended", None, True)}
    assert count.fetchone() == (len(added),)


def test_prices_are_carried_over_from_the_releases(upgrade: Upgrade) -> None:
    """The latest release's prices are the course's present ones, and each change of them is dated."""
    now = upgrade.connection.execute(
        "SELECT course_id, currency, amount_minor FROM courses_courseprice"
    ).fetchall()
    dated = upgrade.connection.execute(
        "SELECT DISTINCT ON (course_id, currency) course_id, currency, amount_minor"
        " FROM courses_coursepricechange ORDER BY course_id, currency, changed_at DESC, id DESC"
    ).fetchall()
    assert now and set(now) == {row for row in dated if row[2] is not None}
    free = upgrade.connection.execute("SELECT id FROM courses_course WHERE NOT is_free").fetchall()
    assert {pk for (pk,) in free} == {row[0] for row in now}
    kept = upgrade.connection.execute(
        "SELECT count(*) FROM courses_release WHERE content::text LIKE '%\"prices\"%'"
    )
    assert kept.fetchone() == (0,)


def test_prices_and_their_history_are_in_catalogue(upgrade: Upgrade) -> None:
    """Each change of a course's price is a price of its product, by the same person at the same moment."""
    changes = upgrade.connection.execute(
        "SELECT 'course:' || course.public_id, change.currency, change.amount_minor, change.changed_at,"
        " person.public_id FROM courses_coursepricechange change"
        " JOIN courses_course course ON course.id = change.course_id"
        " LEFT JOIN accounts_user person ON person.id = change.changed_by_id"
    ).fetchall()
    prices = upgrade.connection.execute(
        "SELECT product.code, price.currency, price.amount_minor, price.valid_from, price.set_by"
        " FROM catalogue_price price JOIN catalogue_product product ON product.id = price.product_id"
    ).fetchall()
    assert changes and sorted(map(str, changes)) == sorted(map(str, prices))


def test_content_types_follow_renamed_models(upgrade: Upgrade) -> None:
    """A permission given to a group and a log entry about a row still lead to the model."""
    named = upgrade.connection.execute(
        "SELECT app_label, model FROM django_content_type WHERE id IN ("
        "SELECT content_type_id FROM wagtailcore_modellogentry UNION "
        "SELECT content_type_id FROM auth_permission)"
    )
    assert {(label, model) for label, model in named if not _is_model(str(label), str(model))} == set()


def _is_model(label: str, model: str) -> bool:
    try:
        apps.get_model(label, model)
    except LookupError:
        return False
    return True
