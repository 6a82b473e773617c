"""Earlier decisions on one clause, whatever its version, found by the index of clauses."""

from __future__ import annotations

import json
from collections.abc import Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

_CASES = (
    "SELECT DISTINCT i.case_id FROM infraction i CROSS JOIN cases c INDEXED BY cases_strike ON c.id = i.case_id"
    " WHERE i.group_id = ? AND i.clause_key = ? AND i.clause_key <> '' AND c.state IN ('decided', 'issued', 'void')"
    " AND i.case_id <> ? ORDER BY i.case_id DESC LIMIT ?"
)


def of_clause(db: Source, group: int, clause: str, apart: int, most: int) -> list[Row]:
    """The parties of decided and voided cases that broke a clause, by the newest ``most`` cases."""
    return db.all(
        "SELECT c.id, c.number, c.decided, c.state, p.id AS party_id, p.name, p.sender, p.voided, i.facts, i.severity"  # noqa: S608 - ours
        f" FROM ({_CASES}) f JOIN infraction i ON i.case_id = f.case_id AND i.clause_key = ?"
        " JOIN case_party p ON p.id = i.party_id JOIN cases c ON c.id = f.case_id"
        " GROUP BY p.id ORDER BY c.decided DESC, c.id DESC, p.position",
        (group, clause, apart, most, clause),
    )


def measures(db: Source, group: int, clause: str, apart: int, most: int) -> list[Row]:
    """(measure, parties) of the measures that stand in those cases, and with ``measure`` "" how many parties all."""
    return db.all(
        f"WITH f AS ({_CASES}), mine AS ("  # noqa: S608 - ours
        "SELECT DISTINCT i.party_id FROM f JOIN infraction i ON i.case_id = f.case_id AND i.clause_key = ?"
        " JOIN case_party p ON p.id = i.party_id JOIN cases c ON c.id = f.case_id"
        " WHERE p.voided = '' AND c.state <> 'void')"
        " SELECT s.measure, count(DISTINCT s.party_id) AS n FROM mine m JOIN sanction s ON s.party_id = m.party_id"
        " WHERE s.state <> 'lifted' GROUP BY s.measure UNION ALL SELECT '', count(*) FROM mine",
        (group, clause, apart, most, clause),
    )


def names_in(db: Source, group: int, text: str) -> list[str]:
    """The names of people and the nicknames of a group's members that stand in a text."""
    rows = db.all(
        "SELECT name FROM v_person WHERE length(name) > 1 AND instr(?1, name)"
        " UNION SELECT nickname FROM member WHERE group_id = ?2 AND length(nickname) > 1 AND instr(?1, nickname)",
        (text, group),
    )
    return [row[0] for row in rows]


def parties(db: Source, cases: Sequence[int]) -> list[Row]:
    """How the people of several cases are called in them."""
    return db.all(
        "SELECT DISTINCT name, sender FROM case_party WHERE case_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(cases)),),
    )
