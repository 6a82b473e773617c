"""What refers to a person, whichever table it stands in: read from the registry, so that no table is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.store import rows
from wxadmin.store.engine import IntegrityError, Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source, by_ids

STAYING = frozenset({("person_detail", "person_id"), ("person_merge", "person_id")})
"""What is the merged person's own and stays with them."""

LED = frozenset({("cases", "person_id")})
"""What follows another reference: a case is about whom its first party is."""

ONCE: dict[str, tuple[str, ...]] = {
    "belonging": ("group_id",),
    "signature": ("signing_id",),
    "reply_pick": ("announcement_id", "text"),
    "reply_mark": ("announcement_id", "text"),
    "audience_pick": ("announcement_id",),
    "attendance": ("announcement_id",),
}
"""Tables in which a person stands once for these columns: what the one kept has already is not given them again."""


_OF = {
    **dict.fromkeys(
        ("belonging", "member_decision", "group_post", "application", "member_task", "reminder"),
        ("g.name", "grp g ON g.id = t.group_id"),
    ),
    **dict.fromkeys(
        ("audience", "reply_pick", "audience_pick", "reply_mark", "attendance", "progress"),
        ("a.title", "announcement a ON a.id = t.announcement_id"),
    ),
    "case_party": ("c.number", "cases c ON c.id = t.case_id"),
    "signer": ("s.title", "signing s ON s.roll = t.roll"),
    "signature": ("s.title", "signing s ON s.id = t.signing_id"),
    "objection": ("r.title", "revision r ON r.id = t.revision_id"),
    "matter_party": ("m.title", "matter m ON m.id = t.matter_id"),
    "person_merge": ("p.name", "person p ON p.id = t.person_id"),
}
"""Table → what the record it is part of is called, and where that stands."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One record that names a person in a column."""

    table: str
    column: str
    row: int


def columns() -> list[tuple[str, str]]:
    """(table, column) of all that moves when a person is merged into another one."""
    return [
        (table, column)
        for table, column, target in rows.references()
        if target == "person" and (table, column) not in STAYING | LED
    ]


def of_person(db: Source, person: int) -> list[Reference]:
    """Everything that names the person, table by table in the order of the registry, oldest first."""
    found = []
    for table, column in columns():
        found += [
            Reference(table, column, row[0])
            for row in db.all(f'SELECT id FROM "{seen(table)}" WHERE "{column}" = ? ORDER BY id', (person,))  # noqa: S608
        ]
    return found


def told(db: Source, table: str, ids: Sequence[int]) -> list[Row]:
    """Records of a table with ``words``, the name of what each is part of, where there is such a thing."""
    if table == "paper":  # its bytes are not to be read
        return by_ids(db, "SELECT t.id, t.number, t.title FROM paper t WHERE t.id IN", ids)
    words, joined = _OF.get(table, ("''", ""))
    join = f" LEFT JOIN {joined}" if joined else ""
    return by_ids(db, f'SELECT t.*, {words} AS words FROM "{seen(table)}" t{join} WHERE t.id IN', ids)  # noqa: S608


def names(db: Source, persons: Sequence[int]) -> dict[int, str]:
    """Names by id, also of those merged into somebody."""
    marks = ",".join("?" * len(persons))
    rows = db.all(f"SELECT id, name FROM person WHERE id IN ({marks}) ORDER BY id", tuple(persons))  # noqa: S608 - marks
    return {row["id"]: row["name"] for row in rows}


def seen(table: str) -> str:
    """The name under which a table's visible rows are read."""
    return f"v_{table}" if rows.facts(table).batch else table


def moving(db: Source, keep: int, gone: int) -> tuple[list[Reference], list[Reference]]:
    """What of ``gone`` goes to ``keep`` and what stays, as the one kept has the same already."""
    going: list[Reference] = []
    staying: list[Reference] = []
    for one in of_person(db, gone):
        (staying if _stays(db, one, gone, keep) else going).append(one)
    return going, staying


def _stays(db: Source, one: Reference, gone: int, keep: int) -> bool:
    row = _row(db, one)
    if one.table == "person_apart":
        other = _other(row, gone)
        return other == keep or apart(db, keep, other) is not None
    if one.table == "relation":
        facing = row["other_id"] if one.column == "person_id" else row["person_id"]
        if facing == keep:
            return True
        theirs = "other_id" if one.column == "person_id" else "person_id"
        sql = f'SELECT * FROM relation WHERE "{one.column}" = ? AND kind = ?'  # noqa: S608 - a column of ours
        span = (theirs, "other_name", "reversed", "since", "until")
        return any(all(known[name] == row[name] for name in span) for known in db.all(sql, (keep, row["kind"])))
    if one.table not in ONCE:
        return False
    names = ONCE[one.table]
    where = " AND ".join(f'"{name}" = ?' for name in names)
    values = (keep, *(row[name] for name in names))
    sql = f'SELECT 1 FROM "{seen(one.table)}" WHERE "{one.column}" = ? AND {where} LIMIT 1'  # noqa: S608 - ours
    return db.one(sql, values) is not None


def _other(row: Row, person: int) -> int:
    """The other one of two who were said to be two."""
    return int(row["other_id"] if row["one_id"] == person else row["one_id"])


def _row(db: Source, one: Reference) -> Row:
    row = db.one(f'SELECT * FROM "{one.table}" WHERE id = ?', (one.row,))  # noqa: S608 - a registered table
    if row is None:
        raise LookupError(f"{one.table} has no row {one.row}")
    return row


def point(tx: Tx, one: Reference, was: int, person: int, subject: bytes | None = None) -> bool:
    """Has the record that named ``was`` name ``person``, and be about ``subject`` where given.

    False where the table refuses it, as the person stands there already.
    """
    if one.table == "person_apart":
        low, high = sorted((person, _other(_row(tx, one), was)))
        values: dict[str, int | bytes] = {"one_id": low, "other_id": high}
    else:
        values = {one.column: person}
        about = rows.facts(one.table).subject
        if subject is not None and about is not None and one.column == "person_id":
            values[about] = subject
    try:
        tx.update(one.table, one.row, values)
    except IntegrityError:
        return False
    if one.table in ("case_party", "cases"):
        _point_case(tx, one, was, person, subject)
    return True


def _point_case(tx: Tx, one: Reference, was: int, person: int, subject: bytes | None) -> None:
    """Has what belongs to a party of a case be about the same person: the case they are the first of, acts, measures.

    A merge of an edition before parties had rows of their own pointed the case over.
    """
    if one.table == "cases":
        sql = "SELECT id FROM case_party WHERE case_id = ? AND person_id = ? ORDER BY position LIMIT 1"
        party = tx.value(sql, (one.row, was))
        if party is not None:
            tx.update("case_party", party, {"person_id": person, **({} if subject is None else {"subject": subject})})
    else:
        party = one.row
        row = tx.one("SELECT case_id, position FROM case_party WHERE id = ?", (party,))
        if row is not None and row["position"] == 0:
            about: dict[str, int | bytes] = {"person_id": person}
            tx.update("cases", row["case_id"], about if subject is None else {**about, "subject": subject})
    if subject is not None and party is not None:
        for table in ("infraction", "sanction", "case_act", "appeal"):
            for row in tx.all(f"SELECT id FROM {table} WHERE party_id = ?", (party,)):  # noqa: S608 - tables of ours
                tx.update(table, row["id"], {"subject": subject})


def points(db: Source, one: Reference, person: int) -> bool:
    """Whether the record is there and names that person."""
    columns = ("one_id", "other_id") if one.table == "person_apart" else (one.column,)
    where = " OR ".join(f'"{column}" = ?' for column in columns)
    values: Sequence[int] = (one.row, *(person for _column in columns))
    return db.one(f'SELECT 1 FROM "{one.table}" WHERE id = ? AND ({where})', values) is not None  # noqa: S608


def merge(db: Source, merge_id: int) -> Row | None:
    """One merge with the names of both."""
    return db.one(
        "SELECT m.*, g.name, k.name AS into_name FROM person_merge m JOIN person g ON g.id = m.person_id"
        " JOIN person k ON k.id = m.into_id WHERE m.id = ?",
        (merge_id,),
    )


def change_of(db: Source, merge_id: int) -> int | None:
    """The change that made a merge."""
    found = db.value(
        "SELECT change FROM entry WHERE tbl = 'person_merge' AND row = ? ORDER BY seq LIMIT 1", (merge_id,)
    )
    return None if found is None else int(found)


def images(db: Source, change: int, tables: Sequence[str]) -> list[Row]:
    """(table, row, body) of what a change did to records of these tables, in order; body is None when erased."""
    found = db.all(
        "SELECT e.tbl, e.row, b.body FROM entry e LEFT JOIN body b ON b.seq = e.seq WHERE e.seq > ?1 AND e.seq <"
        " coalesce((SELECT min(change) FROM entry WHERE seq = change AND change > ?1), ?2) ORDER BY e.seq",
        (change, 2**62),
    )
    return [row for row in found if row["tbl"] in tables]


def apart(db: Source, one: int, other: int) -> Row | None:
    """The decision that two persons are two."""
    low, high = sorted((one, other))
    return db.one("SELECT * FROM person_apart WHERE one_id = ? AND other_id = ?", (low, high))


def every_apart(db: Source) -> set[tuple[int, int]]:
    """All pairs that were said to be two."""
    return {(row[0], row[1]) for row in db.all("SELECT one_id, other_id FROM person_apart")}
