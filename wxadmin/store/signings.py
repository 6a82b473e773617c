"""Signing rounds: who must sign a version of a regulation, what became of it, the sheets and their pictures."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

_OVERDUE = "(state = 'open' AND due <> '' AND due || 'T16:00:00Z' <= :now)"
"""The day it is due ends at midnight in China, which has one zone and no summer time."""

LIST = ListSource(
    source="signing",
    orders={
        "": ("state DESC", "opened DESC", "id DESC"),
        "title": ("title_key",),
        "state": ("state", "opened"),
        "due": ("due",),
        "opened": ("opened",),
    },
    # A round may be for the people of several groups; the first is its own.
    group="(group_id = :group OR :group IN (SELECT value FROM json_each(plan, '$.groups')))",
    states={"open": "state = 'open'", "overdue": _OVERDUE, "closed": "state = 'closed'"},
    search=found_by("signing"),
)

_ROLL = """(
  SELECT s.id, s.row, s.person_id, s.name_key, s.department_key, g.id AS round, t.day,
    CASE WHEN t.outcome IS NOT NULL THEN t.outcome
      WHEN coalesce((SELECT p.gone FROM v_person p WHERE p.id = s.person_id), 1) THEN 'left'
      ELSE 'missing' END AS standing
  FROM signing g JOIN v_signer s ON s.roll = g.roll
  LEFT JOIN signature t ON t.signing_id = g.id AND t.person_id = s.person_id)"""
"""Each signer with how he stands: signed, refused, absent, missing, or left before any of these."""

SIGNERS = ListSource(
    source=_ROLL,
    orders={
        "": ("row",),
        "row": ("row",),
        "name": ("name_key", "row"),
        "department": ("department_key", "row"),
        "state": ("standing", "row"),
        "day": ("day", "row"),
    },
    group="round = :group",
    states={key: f"standing = '{key}'" for key in ("missing", "signed", "refused", "absent", "left")},
    search=found_by("signer"),
)
"""Of one round, which stands where lists have their group."""


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the list with title, version and state of what is signed for."""
    return by_ids(
        db,
        "SELECT g.*, r.title AS regulation_title, r.version, r.regulation FROM signing g"
        " JOIN revision r ON r.id = g.revision_id WHERE g.id IN",
        ids,
    )


def one(db: Source, round_id: int) -> Row | None:
    """One round as in :func:`page`."""
    found = page(db, (round_id,))
    return found[0] if found else None


def open_of(db: Source, revision: int) -> list[Row]:
    """The open rounds of a version, newest first."""
    return db.all("SELECT * FROM signing WHERE revision_id = ? AND state = 'open' ORDER BY id DESC", (revision,))


def of_revision(db: Source, revision: int) -> list[Row]:
    """All rounds of a version, oldest first."""
    return db.all("SELECT * FROM signing WHERE revision_id = ? ORDER BY id", (revision,))


def counts(db: Source, rounds: Sequence[int]) -> dict[int, dict[str, int]]:
    """Round → standing → how many people; who signs in two places is one of them."""
    result: dict[int, dict[str, int]] = {one: {} for one in rounds}
    marks = ",".join("?" * len(rounds))
    for row in db.all(
        f"SELECT round, standing, count(DISTINCT person_id) AS n FROM {_ROLL}"  # noqa: S608 - marks alone
        f" WHERE round IN ({marks}) GROUP BY round, standing",
        list(rounds),
    ):
        result[row["round"]][row["standing"]] = row["n"]
    return result


def open_ones(db: Source, group: int | None) -> list[Row]:
    """The open rounds of a group (None: of all), what is due first at the head."""
    return db.all(
        "SELECT * FROM signing WHERE state = 'open' AND (?1 IS NULL OR group_id = ?1 OR ?1 IN"
        " (SELECT value FROM json_each(plan, '$.groups'))) ORDER BY due = '', due, id",
        (group,),
    )


def signers(db: Source, roll: int) -> list[Row]:
    """Who must sign, in the order of the sheet; somebody may stand there twice."""
    return db.all("SELECT * FROM v_signer WHERE roll = ? ORDER BY row", (roll,))


def signer_page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Signers with what is recorded of each and how they stand."""
    return by_ids(
        db,
        "SELECT s.*, t.outcome, t.day, t.note, t.actor,"
        " coalesce((SELECT p.gone FROM v_person p WHERE p.id = s.person_id), 1) AS gone FROM v_signer s"
        " JOIN signing g ON g.roll = s.roll LEFT JOIN signature t ON t.signing_id = g.id AND t.person_id = s.person_id"
        " WHERE s.id IN",
        ids,
    )


def standing(db: Source, round_id: int) -> dict[int, str]:
    """Row id of each signer → how he stands."""
    found = db.all(f"SELECT id, standing FROM {_ROLL} WHERE round = ?", (round_id,))  # noqa: S608 - a text of ours
    return {row["id"]: row["standing"] for row in found}


def present(db: Source, roll: int) -> set[int]:
    """The people among the signers who have not left."""
    sql = (
        "SELECT s.person_id FROM v_signer s WHERE s.roll = ?"
        " AND (SELECT p.gone FROM v_person p WHERE p.id = s.person_id) = 0"
    )
    return {row["person_id"] for row in db.all(sql, (roll,))}


def joining(db: Source, roll: int, groups: Sequence[int]) -> int:
    """How many people of these groups have not left, are not among the signers and were not left out."""
    marks = ",".join("?" * len(groups))
    return int(
        db.value(
            f"SELECT count(DISTINCT b.person_id) FROM v_belonging b WHERE b.group_id IN ({marks})"  # noqa: S608 - marks
            " AND (SELECT p.gone FROM v_person p WHERE p.id = b.person_id) = 0"
            " AND b.person_id NOT IN (SELECT s.person_id FROM v_signer s WHERE s.roll = ?)"
            " AND b.person_id NOT IN (SELECT value FROM signing g, json_each(g.plan, '$.left_out') WHERE g.roll = ?)",
            [*groups, roll, roll],
        )
    )


def signatures(db: Source, round_id: int) -> dict[int, Row]:
    """Person → what is recorded in a round."""
    return {row["person_id"]: row for row in db.all("SELECT * FROM signature WHERE signing_id = ?", (round_id,))}


def signature_of(db: Source, signer: int) -> int | None:
    """The id of what is recorded of a signer's person in his round."""
    found = db.value(
        "SELECT t.id FROM signer s JOIN signing g ON g.roll = s.roll JOIN signature t ON t.signing_id = g.id"
        " AND t.person_id = s.person_id WHERE s.id = ?",
        (signer,),
    )
    return None if found is None else int(found)


def sheets(db: Source, round_id: int) -> list[Row]:
    """The sheets issued for a round, oldest first, without their PDFs."""
    return db.all(
        "SELECT s.missing_only, p.id, p.number, p.issued, p.pages FROM signing_sheet s"
        " JOIN paper p ON p.id = s.paper_id WHERE s.signing_id = ? ORDER BY s.id",
        (round_id,),
    )


def of_paper(db: Source, paper_id: int) -> int | None:
    """The round of a sheet."""
    found = db.value("SELECT signing_id FROM signing_sheet WHERE paper_id = ?", (paper_id,))
    return None if found is None else int(found)


def sheet_numbered(db: Source, number: str, group: int) -> Row | None:
    """The round (``signing_id``, its title) of the newest sheet of a group with that number."""
    return db.one(
        "SELECT s.signing_id, g.title FROM signing_sheet s JOIN paper p ON p.id = s.paper_id"
        " JOIN signing g ON g.id = s.signing_id WHERE p.number = ? AND p.group_id = ? ORDER BY p.id DESC",
        (number, group),
    )


def of_person(db: Source, person: int) -> list[Row]:
    """What is recorded of a person, oldest day first, with round and version."""
    return db.all(
        "SELECT t.*, g.title, g.revision_id, r.title AS regulation_title, r.version, r.regulation FROM signature t"
        " JOIN signing g ON g.id = t.signing_id JOIN revision r ON r.id = g.revision_id WHERE t.person_id = ?"
        " ORDER BY t.day, t.id",
        (person,),
    )


def asked(db: Source, person: int, revision: int) -> bool:
    """Whether a person was to sign a version in any round."""
    return (
        db.one(
            "SELECT 1 FROM v_signer s JOIN signing g ON g.roll = s.roll WHERE s.person_id = ? AND g.revision_id = ?",
            (person, revision),
        )
        is not None
    )


def versions_titled(db: Source, group: int, title: str) -> list[int]:
    """Ids of the published versions with that title that hold or held in a group, newest first."""
    rows = db.all(
        "SELECT r.id FROM revision r WHERE r.title = ?1 AND r.state <> 'draft' AND (r.group_id = ?2 OR EXISTS"
        " (SELECT 1 FROM scope s WHERE s.regulation = r.regulation AND s.group_id = ?2)) ORDER BY r.id DESC",
        (title, group),
    )
    return [row["id"] for row in rows]


def pictures(db: Source, round_id: int) -> list[Row]:
    """The pictures of a round in order, removed ones left out."""
    sql = "SELECT * FROM signing_picture WHERE signing_id = ? AND removed = 0 ORDER BY position, id"
    return db.all(sql, (round_id,))


def picture(db: Source, picture_id: int) -> Row | None:
    """One picture's row, unless it was removed."""
    return db.one("SELECT * FROM signing_picture WHERE id = ? AND removed = 0", (picture_id,))
