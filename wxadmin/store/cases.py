"""Cases, their evidence, and issued papers."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.domain.seal import PAPER_KINDS
from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

# Of papers: series and year, then by value, 9号 before 10号.
_BY_NUMBER = ("substr(number,1,instr(number,'〕'))", "length(number)", "number")

# Later nobody is reminded: it was handed over and not noted, or is of no use any more.
UNDELIVERED = (
    "(state = 'issued' AND decided >= strftime('%Y-%m-%dT%H:%M:%SZ', :now, '-60 days') AND EXISTS (SELECT 1 FROM"
    " case_party p WHERE p.case_id = cases.id AND p.paper_id IS NOT NULL AND p.delivered = '' AND p.voided = ''))"
)
"""Cases with a notice of the last 60 days that nobody noted as delivered."""

ENDING = (
    "id IN (SELECT case_id FROM sanction WHERE group_id IN (SELECT id FROM grp) AND ends <> ''"
    " AND ends BETWEEN date(:now, '+8 hours') AND date(:now, '+8 hours', '+3 days')"
    " AND state IN ('decided', 'carried', 'ended'))"
)
"""Cases with a measure whose last day is today or one of the next three, where the owner is."""

LIST = ListSource(
    source="cases",
    orders={
        "": ("created DESC", "id DESC"),
        "number": ("ordinal",),
        "person": ("person_key",),
        "category": ("category",),
        "measure": ("measures",),
        "state": ("state",),
        "occurred": ("occurred",),
        "decided": ("decided",),
    },
    states={
        **{s: f"state = '{s}'" for s in ("draft", "decided", "issued", "void")},
        "undelivered": UNDELIVERED,
        "ending": ENDING,
        "closing": "id IN (SELECT value FROM json_each(:closing))",
    },
    filters={
        "due": "state IN ('decided', 'issued')"
        " AND id IN (SELECT case_id FROM case_party WHERE delivered = '' AND voided = '')",
        "appealed": "id IN (SELECT case_id FROM appeal WHERE state = 'open')",
        "open": "id IN (SELECT case_id FROM sanction WHERE state = 'decided')",
    },
    search=found_by("cases"),
)

PAPERS = ListSource(
    source="paper",
    orders={
        "": ("issued DESC", "id DESC"),
        "number": _BY_NUMBER,
        "kind": ("kind",),
        "title": ("title_key",),
        "issued": ("issued",),
        "pages": ("pages",),
    },
    # Papers of the unit as a whole belong to every group.
    group="group_id IN (:group, 0)",
    states={k: f"kind = '{k}'" for k in PAPER_KINDS},
    # Each word by number and title, by whom it is about, or by the case it belongs to. What stands behind the PDF in a
    # row is read from indexes: on the way to it every page of the PDF would be read.
    search="id IN (SELECT id FROM ("
    "SELECT t.key, p.id FROM json_each(:terms) t JOIN paper p"
    " ON instr(lower(p.number || ' ' || p.title), t.value ->> 'typed') > 0"
    " UNION SELECT t.key, p.id FROM json_each(:terms) t JOIN person_fts f ON f.person_fts MATCH t.value ->> 'phrase'"
    " JOIN paper p ON p.person_id = f.rowid"
    " UNION SELECT t.key, p.id FROM json_each(:terms) t JOIN cases_fts f ON f.cases_fts MATCH t.value ->> 'phrase'"
    " JOIN paper p ON p.case_id = f.rowid)"
    " GROUP BY id HAVING count(*) = json_array_length(:terms))",
)

_PAPER = (
    "SELECT id, group_id, kind, number, title, seq, code, pages, missing, issued, case_id, revision_id,"
    " announcement_id, person_id, length(pdf) AS kept FROM paper"
)


# A case with the measures of its first party, each with days and sum: those that hold, or else all there were.
_SIZES = "SELECT json_group_array(json_array(s.measure, s.days, s.amount) ORDER BY s.position, s.id)"
_FIRST = (
    "FROM sanction s WHERE s.party_id ="
    " (SELECT p.id FROM case_party p WHERE p.case_id = c.id ORDER BY p.position, p.id LIMIT 1)"
)
_ROW = (
    f"SELECT c.*, coalesce(nullif(({_SIZES} {_FIRST} AND (s.state <> 'lifted' OR c.state = 'void')), '[]'),"  # noqa: S608 - ours
    f" ({_SIZES} {_FIRST})) AS sizes FROM cases c"
)


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Those cases, with ``sizes``: the measures of the first party as JSON [key, days, amount]."""
    return by_ids(db, f"{_ROW} WHERE c.id IN", ids)


def one(db: Source, case: int) -> Row | None:
    """One case."""
    return db.one("SELECT * FROM cases WHERE id = ?", (case,))


def numbered(db: Source, number: str, group: int | None) -> list[Row]:
    """(id, group name) of cases with a number."""
    return db.all(
        "SELECT c.id, g.name FROM cases c JOIN grp g ON g.id = c.group_id"
        " WHERE c.number = ?1 AND (?2 IS NULL OR c.group_id = ?2)",
        (number, group),
    )


def evidence(db: Source, case: int) -> list[Row]:
    """The messages kept as evidence, in order."""
    return db.all("SELECT * FROM case_evidence WHERE case_id = ? ORDER BY position", (case,))


def parties(db: Source, case: int) -> list[Row]:
    """Whom a case is about, in order."""
    return db.all("SELECT * FROM case_party WHERE case_id = ? ORDER BY position, id", (case,))


def drafts_twice_of(db: Source, person: int) -> list[int]:
    """The drafts in which a person is more than one of the parties."""
    rows = db.all(
        "SELECT p.case_id FROM case_party p JOIN cases c ON c.id = p.case_id"
        " WHERE p.person_id = ? AND c.state = 'draft' GROUP BY p.case_id HAVING count(*) > 1",
        (person,),
    )
    return [row[0] for row in rows]


def sole_subject(db: Source, case: int) -> bytes:
    """The subject of the one party of a case; empty where it is about several, so that no proof is one's alone."""
    rows = parties(db, case)
    return bytes(rows[0]["subject"]) if len(rows) == 1 else b""


def party(db: Source, number: int) -> Row | None:
    """One party."""
    return db.one("SELECT * FROM case_party WHERE id = ?", (number,))


def infractions(db: Source, case: int) -> list[Row]:
    """What the parties of a case did, party by party in order."""
    return db.all("SELECT * FROM infraction WHERE case_id = ? ORDER BY party_id, position, id", (case,))


def sanctions(db: Source, case: int) -> list[Row]:
    """The measures of a case whatever their state, party by party in order."""
    return db.all("SELECT * FROM sanction WHERE case_id = ? ORDER BY party_id, position, id", (case,))


def kept_of(db: Source, case: int) -> list[tuple[str, int]]:
    """(table, id) of all that a draft consists of, in an order in which it can be taken out."""
    tables = ("case_act", "sanction", "infraction", "case_party", "case_evidence", "attachment", "exhibit")
    return [
        (table, row["id"])
        for table in tables
        for row in db.all(f"SELECT id FROM {table} WHERE case_id = ? ORDER BY id", (case,))  # noqa: S608 - ours
    ]


def acts(db: Source, case: int) -> list[Row]:
    """Everything done about a case, in order."""
    return db.all("SELECT * FROM case_act WHERE case_id = ? ORDER BY id", (case,))


def names(db: Source, cases: Sequence[int]) -> list[Row]:
    """(case_id, name) of all parties of several cases, in order."""
    marks = ",".join("?" * len(cases))
    return db.all(
        "SELECT case_id, CASE WHEN name <> '' THEN name ELSE sender END AS name FROM case_party"  # noqa: S608 - marks
        f" WHERE case_id IN ({marks}) ORDER BY case_id, position, id",
        list(cases),
    )


def reviews(db: Source, case: int) -> list[int]:
    """The entries of the queue that point to a case."""
    return [row[0] for row in db.all("SELECT id FROM v_review WHERE case_id = ? ORDER BY id", (case,))]


def without_parties(db: Source) -> list[Row]:
    """Cases from before cases had parties in rows of their own."""
    return db.all("SELECT * FROM cases c WHERE NOT EXISTS (SELECT 1 FROM case_party p WHERE p.case_id = c.id)")


# A case as one of its parties sees it: their name, their first act, the measures that hold for them.
_HOLDING = "FROM sanction s WHERE s.party_id = p.id AND (s.state <> 'lifted' OR c.state = 'void' OR p.voided <> '')"
_ACT = "SELECT i.{0} FROM infraction i WHERE i.party_id = p.id ORDER BY i.position LIMIT 1"
_ACTS = (
    f" coalesce(({_ACT.format(name)}), c.{name}) AS {name},"
    for name in ("category", "occurred", "facts", "clause", "severity")
)
_OF_PARTY = "".join(
    (
        "SELECT c.id, c.group_id, p.person_id, p.subject, p.sender, p.name AS person_name, p.name_key AS person_key,",
        " p.department, c.number, c.ordinal, CASE WHEN p.voided <> '' THEN 'void' ELSE c.state END AS state,",
        *_ACTS,
        f" (SELECT json_group_array(s.measure ORDER BY s.position, s.id) {_HOLDING}) AS measures,",
        f" coalesce((SELECT max(s.days) {_HOLDING} AND s.measure = 'mute'), 0) AS days,",
        f" coalesce((SELECT max(s.amount) {_HOLDING}), '') AS amount,",
        f" ({_SIZES} {_HOLDING}) AS sizes,",
        " c.note, c.proposal, c.decided, c.decided_by, c.decision_note, c.review_id, c.paper_id, c.void_reason,",
        " c.voided, c.created, p.id AS party_id FROM case_party p JOIN cases c ON c.id = p.case_id",
    )
)


def as_party(db: Source, party: int) -> Row | None:
    """A case as one of its parties sees it."""
    return db.one(f"{_OF_PARTY} WHERE p.id = ?", (party,))


def of_person(db: Source, person: int, group: int | None = None) -> list[Row]:
    """The cases of a person as they concern that person, oldest first; drafts among them."""
    return db.all(
        f"{_OF_PARTY} WHERE p.person_id = ?1 AND (?2 IS NULL OR p.group_id = ?2) ORDER BY c.created, c.id",
        (person, group),
    )


def against(db: Source, group: int, person: int | None, sender: str) -> list[Row]:
    """The cases in a group of a person or, where nobody was found, of a nickname, oldest first; drafts among them.

    Those of a nickname count for the person it is known to be, though they were opened before that was known.
    """
    return db.all(
        f"{_OF_PARTY} WHERE p.id IN (SELECT id FROM case_party WHERE person_id = ?2 AND group_id = ?1"  # noqa: S608
        " UNION SELECT id FROM case_party WHERE group_id = ?1 AND person_id IS NULL AND sender <> '' AND (sender = ?3"
        " OR sender IN (SELECT nickname FROM member WHERE group_id = ?1 AND person_id = ?2)))"
        " ORDER BY c.created, c.id",
        (group, person, sender),
    )


def decided_of_group(db: Source, group: int) -> list[Row]:
    """The decided cases of a group, oldest first."""
    return db.all("SELECT * FROM cases WHERE group_id = ? AND state <> 'draft' ORDER BY decided, ordinal, id", (group,))


def like(db: Source, group: int, category: str, limit: int) -> list[Row]:
    """The newest decided cases of a category."""
    return db.all(
        f"{_ROW} WHERE c.group_id = ? AND c.category = ? AND c.state IN ('decided', 'issued')"
        " ORDER BY c.decided DESC, c.id DESC LIMIT ?",
        (group, category, limit),
    )


def counts(db: Source, group: int | None) -> dict[str, int]:
    """Cases by state."""
    rows = db.all("SELECT state, count(*) FROM cases WHERE ?1 IS NULL OR group_id = ?1 GROUP BY state", (group,))
    return {row[0]: row[1] for row in rows}


def paper(db: Source, paper_id: int) -> Row | None:
    """One issued paper with its PDF; below zero one that a giver issued and that came with a handing over."""
    if paper_id < 0:
        return db.one("SELECT *, NULL AS person_id FROM v_handed_paper WHERE id = ?", (-paper_id,))
    return db.one("SELECT * FROM paper WHERE id = ?", (paper_id,))


def sheet_of(db: Source, revision: int) -> int | None:
    """The id of the sign sheet of a version issued last."""
    row = db.one("SELECT MAX(id) AS id FROM paper WHERE kind = 'sheet' AND revision_id = ?", (revision,))
    return None if row is None else row["id"]


def papers_page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the list of papers, without the PDFs."""
    return by_ids(db, f"{_PAPER} WHERE id IN", ids)
