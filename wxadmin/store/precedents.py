"""Earlier decisions on one clause, whatever its version, found by the index of clauses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source, Value

_OF_KEY = (
    "SELECT * FROM (SELECT DISTINCT i.case_id FROM infraction i CROSS JOIN cases c INDEXED BY cases_strike"
    " ON c.id = i.case_id WHERE i.group_id = :group AND i.clause_key = {key} AND i.clause_key <> ''"
    " AND c.state IN ('decided', 'issued', 'void') AND i.case_id <> :apart AND {fits}"
    " ORDER BY i.case_id DESC LIMIT :most)"
)
# A version in which another clause stands there says so; what names no version is taken by its number.
_FITS = (
    "(i.clause = '' OR i.clause_key || '|' || coalesce(json_extract(i.clause, '$.revision'), '')"
    " NOT IN (SELECT value FROM json_each(:others)))"
)
_KEYS = "i.clause_key IN (SELECT value FROM json_each(:keys))"


@dataclass(frozen=True, slots=True)
class Names:
    """What a clause is called in the versions of its regulation: ``keys``, that of the citation first.

    ``others`` are ``key|revision`` of versions in which another clause has that name.
    """

    keys: tuple[str, ...]
    others: tuple[str, ...] = ()


def _cases(names: Names) -> tuple[str, str, dict[str, Value]]:
    """(the newest cases, which of their acts are meant, the values of both): one search of the index for each name."""
    fits = _FITS if names.others else "1"
    parts = [_OF_KEY.format(key=f":key{n}", fits=fits) for n in range(len(names.keys))]
    sql = parts[0] if len(parts) == 1 else f"{' UNION '.join(parts)} ORDER BY case_id DESC LIMIT :most"
    values: dict[str, Value] = {f"key{n}": key for n, key in enumerate(names.keys)}
    values |= {
        "keys": json.dumps(names.keys, ensure_ascii=False),
        "others": json.dumps(names.others, ensure_ascii=False),
    }
    return sql, f"{_KEYS} AND {fits}", values


def of_clause(db: Source, group: int, names: Names, apart: int, most: int) -> list[Row]:
    """The parties of decided and voided cases that broke a clause, by the newest ``most`` cases."""
    cases, meant, values = _cases(names)
    return db.all(
        "SELECT c.id, c.number, c.decided, c.state, p.id AS party_id, p.name, p.sender, p.voided, i.facts, i.severity"  # noqa: S608 - ours
        f" FROM ({cases}) f JOIN infraction i ON i.case_id = f.case_id AND {meant}"
        " JOIN case_party p ON p.id = i.party_id JOIN cases c ON c.id = f.case_id"
        " GROUP BY p.id ORDER BY c.decided DESC, c.id DESC, p.position",
        {**values, "group": group, "apart": apart, "most": most},
    )


def measures(db: Source, group: int, names: Names, apart: int, most: int) -> list[Row]:
    """(measure, parties) of the measures that stand in those cases, and with ``measure`` "" how many parties all."""
    cases, meant, values = _cases(names)
    return db.all(
        f"WITH f AS ({cases}), mine AS ("  # noqa: S608 - ours
        f"SELECT DISTINCT i.party_id FROM f JOIN infraction i ON i.case_id = f.case_id AND {meant}"
        " JOIN case_party p ON p.id = i.party_id JOIN cases c ON c.id = f.case_id"
        " WHERE p.voided = '' AND c.state <> 'void')"
        " SELECT s.measure, count(DISTINCT s.party_id) AS n FROM mine m JOIN sanction s ON s.party_id = m.party_id"
        " WHERE s.state <> 'lifted' GROUP BY s.measure UNION ALL SELECT '', count(*) FROM mine",
        {**values, "group": group, "apart": apart, "most": most},
    )


def versions(db: Source, revision: int) -> list[Row]:
    """(id, title) of all published versions of the regulation that a version is of."""
    return db.all(
        "SELECT id, title FROM revision WHERE state <> 'draft' AND regulation ="
        " (SELECT regulation FROM revision WHERE id = ?) ORDER BY id DESC",
        (revision,),
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
