"""Measures of cases with their state, and what was found out about carrying them out, as stored."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_ROW = (
    "SELECT s.*, p.person_id, p.sender, p.name, c.number FROM sanction s"
    " JOIN case_party p ON p.id = s.party_id JOIN cases c ON c.id = s.case_id"
)


def one(db: Source, sanction: int) -> Row | None:
    """A measure with whom it is about (``person_id``, ``sender``, ``name``) and the ``number`` of its case."""
    return db.one(f"{_ROW} WHERE s.id = ?", (sanction,))


def of_case(db: Source, case: int) -> list[Row]:
    """The measures of a case, party by party, in the order they were decided."""
    return db.all(f"{_ROW} WHERE s.case_id = ? ORDER BY p.position, s.position, s.id", (case,))


def of_party(db: Source, party: int) -> list[Row]:
    """The measures against one party, in the order they were decided."""
    return db.all(f"{_ROW} WHERE s.party_id = ? ORDER BY s.position, s.id", (party,))


def party(db: Source, party_id: int) -> Row | None:
    """A party with the ``number`` of its case."""
    return db.one("SELECT p.*, c.number FROM case_party p JOIN cases c ON c.id = p.case_id WHERE p.id = ?", (party_id,))


def over(db: Source, today: str) -> list[Row]:
    """Measures in force whose last day has come, whatever the group."""
    return db.all(
        # By its index of states: of days that are over there are more than of measures in force.
        f"{_ROW} WHERE +s.ends <> '' AND +s.ends <= ? AND s.state IN ('decided', 'carried')"  # noqa: S608 - ours
        " AND s.group_id IN (SELECT id FROM grp) ORDER BY s.ends, s.id",
        (today,),
    )


def ending(db: Source, group: int | None, first: str, last: str, most: int) -> list[Row]:
    """Measures that end, or ended, from one day to another: those in force and those already ended."""
    groups = "= ?1" if group is not None else "IN (SELECT id FROM grp)"
    return db.all(
        f"{_ROW} WHERE s.group_id {groups} AND s.ends >= ?2 AND s.ends <= ?3 AND s.ends <> ''"
        " AND s.state IN ('decided', 'carried', 'ended') ORDER BY s.ends, s.id LIMIT ?4",
        (group, first, last, most),
    )


def in_force(db: Source, group: int, measure: str) -> list[Row]:
    """Measures of a kind that are decided or carried out, and neither over nor lifted, in a group."""
    return db.all(
        f"{_ROW} WHERE s.group_id = ? AND s.state IN ('decided', 'carried') AND s.measure = ? ORDER BY s.id",
        (group, measure),
    )


def standing(db: Source, group: int, measures: Sequence[str]) -> list[Row]:
    """Measures of these kinds that were carried out and are in force in a group."""
    marks = ",".join("?" * len(measures))
    return db.all(
        f"{_ROW} WHERE s.group_id = ? AND s.state = 'carried' AND s.measure IN ({marks}) ORDER BY s.id",
        (group, *measures),
    )


def present(db: Source, group: int, person: int) -> list[str]:
    """The nicknames under which a person certainly stands in the last member list of a group."""
    rows = db.all(
        "SELECT nickname FROM member WHERE person_id = ? AND group_id = ? AND presence = 'present' ORDER BY id",
        (person, group),
    )
    return [row[0] for row in rows]
