"""What an erasure does in cases: one that is the person's alone loses its words, one of several people theirs alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from wxadmin.domain.ordering import searchable
from wxadmin.store.engine import Row
from wxadmin.store.erasure_rules import ALTERED, REMOVED
from wxadmin.store.erasure_who import Who, among
from wxadmin.store.rows import Source, Value

_OF_PARTY = ("infraction", "sanction", "case_act", "appeal", "appeal_answer")
"""Tables whose rows are about one party of a case."""
_TOLD: Mapping[str, tuple[str, ...]] = {
    "infraction": ("facts",), "sanction": ("note",), "case_act": ("text", "data"),
    "appeal": ("reasons", "basis", "bearer", "taken"), "appeal_answer": ("grounds", "same", "reason"),
}  # fmt: skip
"""Words about the other parties of a case, which may name the person."""
_OF_CASE = ("note", "decision_note", "void_reason")


class Made(Protocol):
    """The plan, as far as cases are concerned."""

    gone: dict[str, set[int]]
    altered: dict[tuple[str, int], dict[str, Value]]


def take(db: Source, made: Made, who: Who) -> set[int]:
    """Plans what goes from the rows of cases; the value are the cases that are the person's alone."""
    parties = {row for table, row in made.altered if table == "case_party"}
    for group, name in who.nicknames:
        sql = "SELECT id FROM case_party WHERE group_id = ? AND sender = ? AND person_id IS NULL"
        parties |= {row[0] for row in db.all(sql, (group, name))}
    for party in parties:
        made.altered["case_party", party] = dict(ALTERED["case_party"])
    for table in _OF_PARTY:
        for row in _about(db, table, parties):
            made.altered[table, row["id"]] = dict(ALTERED[table])
    cases = {row[0] for row in among(db, "SELECT case_id FROM case_party WHERE id", parties)}
    alone = _without_parties(db, made, who)
    for case in cases:
        others = [
            row
            for row in db.all("SELECT * FROM case_party WHERE case_id = ? ORDER BY position", (case,))
            if row["id"] not in parties and row["name"] != REMOVED
        ]
        if others:
            _leave(db, made, who, case, parties)
        else:
            alone.add(case)
            for row in db.all("SELECT id FROM case_act WHERE case_id = ?", (case,)):
                made.altered["case_act", row["id"]] = dict(ALTERED["case_act"])
    return alone


def _without_parties(db: Source, made: Made, who: Who) -> set[int]:
    """Their cases in a backup from before parties had rows of their own."""
    found = {row for table, row in made.altered if table == "cases"}
    for group, name in who.nicknames:
        sql = "SELECT id FROM cases WHERE group_id = ? AND sender = ? AND person_id IS NULL"
        found |= {row[0] for row in db.all(sql, (group, name))}
    return found - {row[0] for row in among(db, "SELECT case_id FROM case_party WHERE case_id", found)}


def _about(db: Source, table: str, parties: set[int]) -> list[Row]:
    if table == "appeal_answer":
        sql = "SELECT a.id FROM appeal_answer a JOIN appeal p ON p.id = a.appeal_id WHERE p.party_id"
        return among(db, sql, parties)
    return among(db, f"SELECT id FROM {table} WHERE party_id", parties)  # noqa: S608 - a table of ours


def _leave(db: Source, made: Made, who: Who, case: int, parties: set[int]) -> None:
    """A case that is about others, too: the person's name goes out of what is said of them, all else stays."""
    row = db.one("SELECT * FROM cases WHERE id = ?", (case,))
    first = db.one("SELECT id FROM case_party WHERE case_id = ? ORDER BY position LIMIT 1", (case,))
    assert row is not None
    assert first is not None
    values: dict[str, Value] = {}
    if first["id"] in parties:
        values = {name: ALTERED["cases"][name] for name in _FIRST}
    else:
        values["facts"] = who.blanked(row["facts"])
    values |= {name: who.blanked(row[name]) for name in _OF_CASE}
    made.altered["cases", case] = {**values, "search": _search(db, who, case, parties)}
    for table, columns in _TOLD.items():
        where = "appeal_id IN (SELECT id FROM appeal WHERE case_id = ?)" if table == "appeal_answer" else "case_id = ?"
        for one in db.all(f"SELECT * FROM {table} WHERE {where}", (case,)):  # noqa: S608 - a table of ours
            told: dict[str, Value] = {n: said for n in columns if (said := who.blanked(one[n])) != one[n]}
            if told and (table, one["id"]) not in made.altered:
                if "reasons" in told:
                    told["search"] = searchable(*_name_words(one), one["number"], str(told["reasons"]))
                made.altered[table, one["id"]] = told
    # What proves it against the others stays, though it once was this person's alone.
    for table in ("attachment", "exhibit"):
        for one in db.all(f"SELECT id FROM {table} WHERE case_id = ?", (case,)):  # noqa: S608 - a table of ours
            if one["id"] in made.gone.get(table, ()):
                made.gone[table].discard(one["id"])
                made.altered[table, one["id"]] = {"subject": b""}


_FIRST = ("sender", "person_name", "person_key", "department", "facts")


def _search(db: Source, who: Who, case: int, parties: set[int]) -> str:
    """What finds the case by those who stay."""
    words: list[str] = []
    for row in db.all("SELECT * FROM case_party WHERE case_id = ? ORDER BY position", (case,)):
        if row["id"] not in parties:
            words += [*_name_words(row), row["sender"]]
            told = db.all("SELECT facts FROM infraction WHERE party_id = ? ORDER BY position", (row["id"],))
            words += [who.blanked(one["facts"]) for one in told]
    (kept,) = db.all("SELECT number FROM cases WHERE id = ?", (case,))
    return searchable(*words, kept["number"])


def _name_words(row: Row) -> list[str]:
    """A name with its initials and syllables, as it is searched by.

    Pinyin is read from the sort key: syllable, character and so on.
    """
    syllables = row["name_key"].split()[::2] if row["name"] else []
    return [row["name"], "".join(one[0] for one in syllables), "".join(syllables)]
