"""Keeping short what PostgreSQL counts of enrolments (`EnrolledTally`); other databases keep no such rows."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, transaction

from common.transactions import in_transaction

# One statement each: whoever reads meanwhile sees the rows before or those after, which have the same sums,
# and of two that fold at once the second finds nothing left of what the first took.
FOLD = """
    WITH several AS (SELECT course_id FROM access_enrolledtally GROUP BY course_id HAVING count(*) > 1),
    taken AS (
        DELETE FROM access_enrolledtally WHERE course_id IN (SELECT course_id FROM several)
        RETURNING course_id, people
    )
    INSERT INTO access_enrolledtally (course_id, people)
    SELECT course_id, sum(people) FROM taken GROUP BY course_id
"""
# Two that recount at once would both add what is missing.
ALONE = "SELECT pg_advisory_xact_lock(hashtext('access_enrolledtally'))"
RECOUNT = """
    WITH counted AS (
        SELECT course_id, count(*) AS people FROM access_enrolment WHERE run = 1 GROUP BY course_id
    ),
    tallied AS (SELECT course_id, sum(people) AS people FROM access_enrolledtally GROUP BY course_id)
    INSERT INTO access_enrolledtally (course_id, people)
    SELECT course_id, coalesce(counted.people, 0) - coalesce(tallied.people, 0)
    FROM counted FULL JOIN tallied USING (course_id)
    WHERE coalesce(counted.people, 0) <> coalesce(tallied.people, 0)
"""


@in_transaction
def fold_tallies(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make one row of all rows of a course, wherever there are several. One query; safe at any time."""
    _run(FOLD, using=using)


@in_transaction
def recount_tallies(*, using: str = DEFAULT_DB_ALIAS) -> int:
    """Add what is missing where a sum isn't what enrolments say, as after rows were loaded with triggers off.

    Returns how many courses were wrong. Two queries, of which one reads all enrolments.
    """
    _run(ALONE, using=using)
    return _run(RECOUNT, using=using)


def _run(statement: str, *, using: str) -> int:
    connection = transaction.get_connection(using)
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)
