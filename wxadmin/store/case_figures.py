"""How many cases wait, and how many came and were decided when: counted by indexes, for 今日."""

from __future__ import annotations

from wxadmin.store.cases import UNDELIVERED
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_GROUPS = "(SELECT id FROM grp WHERE :group IS NULL OR id = :group)"
"""So that the indexes by group serve all groups, too."""


def waiting(db: Source, group: int | None, now: str) -> dict[str, int]:
    """Drafts, decided cases without a notice, and cases with a notice of late that nobody delivered."""
    rows = db.all(
        "SELECT state, count(*) FROM cases WHERE state IN ('draft', 'decided') AND (?1 IS NULL OR group_id = ?1)"
        " GROUP BY state",
        (group,),
    )
    found = {row[0]: row[1] for row in rows}
    found["undelivered"] = db.value(
        f"SELECT count(*) FROM cases WHERE group_id IN {_GROUPS} AND {UNDELIVERED}",  # noqa: S608 - constants
        {"group": group, "now": now},
    )
    return found


def opened(db: Source, group: int | None, first: int, weeks: int, late: str) -> list[Row]:
    """(week, opened, open, overdue): cases opened in each week from a second on, and those of them not decided yet.

    ``late``: drafts opened before it are overdue.
    """
    return db.all(
        "SELECT (unixepoch(created) - :first) / 604800 AS week, count(*) AS opened, sum(state = 'draft') AS open,"  # noqa: S608
        " sum(state = 'draft' AND created < :late) AS overdue"
        f" FROM cases WHERE group_id IN {_GROUPS} AND created >= strftime('%Y-%m-%dT%H:%M:%SZ', :first, 'unixepoch')"
        " GROUP BY week HAVING week < :weeks ORDER BY week",
        {"group": group, "first": first, "weeks": weeks, "late": late},
    )


def decided(db: Source, group: int | None, first: int, weeks: int) -> list[Row]:
    """(week, decided) from a second on; voided ones are left out."""
    return db.all(
        "SELECT (unixepoch(decided) - :first) / 604800 AS week, count(*) AS decided"  # noqa: S608 - constants
        f" FROM cases WHERE group_id IN {_GROUPS} AND decided >= strftime('%Y-%m-%dT%H:%M:%SZ', :first, 'unixepoch')"
        " AND state <> 'void' GROUP BY week HAVING week < :weeks ORDER BY week",
        {"group": group, "first": first, "weeks": weeks},
    )


def by_clause(db: Source, group: int | None, since: str, most: int) -> list[Row]:
    """(clause_key, n) of what was decided since a time, most first."""
    return db.all(
        "SELECT i.clause_key, count(*) AS n FROM cases c"  # noqa: S608 - constants
        " JOIN infraction i ON i.case_id = c.id"
        f" WHERE c.group_id IN {_GROUPS} AND c.decided >= :since AND c.state <> 'void' AND i.clause_key <> ''"
        " GROUP BY i.clause_key ORDER BY n DESC, i.clause_key LIMIT :most",
        {"group": group, "since": since, "most": most},
    )
