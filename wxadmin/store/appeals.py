"""Appeals against decisions and the answers to them, as stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids, found_by

LIST = ListSource(
    source="appeal",
    orders={
        # What waits for its answer comes first, the most urgent of it on top; then the newest.
        "": ("(state<>'open')", "iif(state='open',due,'')", "received DESC", "id DESC"),
        "name": ("name_key",),
        "number": ("substr(number,1,instr(number,'〕'))", "length(number)", "number"),
        "received": ("received",),
        "due": ("due",),
        "state": ("state", "outcome"),
        "answered": ("answered",),
        "reviewer": ("reviewer",),
    },
    states={s: f"state = '{s}'" for s in ("open", "answered", "withdrawn")},
    filters={"overdue": "state = 'open' AND due < :today", "late": "late = 1"},
    search=found_by("appeal"),
)

_ROW = (
    "SELECT a.*, p.person_id, p.department, p.sender, p.voided, c.state AS case_state, g.name AS group_name,"
    " coalesce((SELECT number FROM paper WHERE id = p.paper_id), a.number) AS notice"
    " FROM appeal a JOIN case_party p ON p.id = a.party_id JOIN cases c ON c.id = a.case_id"
    " JOIN grp g ON g.id = a.group_id"
)


def page(db: Source, ids: Sequence[int]) -> list[Row]:
    """Rows of the list."""
    return by_ids(db, f"{_ROW} WHERE a.id IN", ids)


def one(db: Source, appeal: int) -> Row | None:
    """One appeal with whom (``person_id``, ``department``, ``sender``) with the number of their ``notice``."""
    return db.one(f"{_ROW} WHERE a.id = ?", (appeal,))


def of_case(db: Source, case: int) -> list[Row]:
    """The appeals of a case, oldest first."""
    return db.all(f"{_ROW} WHERE a.case_id = ? ORDER BY a.id", (case,))


def of_person(db: Source, person: int) -> list[Row]:
    """The appeals of a person, newest first."""
    return db.all(f"{_ROW} WHERE p.person_id = ? ORDER BY a.received DESC, a.id DESC", (person,))


def open_of(db: Source, party: int) -> Row | None:
    """The appeal of a party that waits for its answer."""
    return db.one("SELECT * FROM appeal WHERE party_id = ? AND state = 'open'", (party,))


def answers(db: Source, appeal: int) -> list[Row]:
    """All answers to an appeal, the one that holds last."""
    return db.all("SELECT * FROM appeal_answer WHERE appeal_id = ? ORDER BY id", (appeal,))


def answer_in_force(db: Source, party: int) -> Row | None:
    """The newest answer to an appeal of a party that says which measures hold."""
    return db.one(
        "SELECT w.* FROM appeal a JOIN appeal_answer w ON w.id ="
        " (SELECT max(id) FROM appeal_answer WHERE appeal_id = a.id) AND w.outcome IN ('maintained', 'reduced')"
        " WHERE a.party_id = ? ORDER BY w.id DESC LIMIT 1",
        (party,),
    )


def facts(db: Source, party: int) -> list[str]:
    """What a party did, act by act."""
    return [row[0] for row in db.all("SELECT facts FROM infraction WHERE party_id = ? ORDER BY position", (party,))]


def revoked_here(db: Source, appeal: int) -> bool:
    """Whether the last answer to an appeal took the decision back, and nothing but answers did so with its case.

    What a revoking answer voids is voided in the same change, so that both have the same stamp.
    """
    sql = (
        "SELECT count(*) FROM appeal a JOIN appeal_answer w ON w.id ="
        " (SELECT max(id) FROM appeal_answer WHERE appeal_id = a.id) AND w.outcome = 'revoked'"
        " JOIN case_act v ON v.case_id = a.case_id AND v.kind = 'voided' AND v.at = w.at"
        " AND coalesce(v.party_id, a.party_id) = a.party_id"
        " JOIN cases c ON c.id = a.case_id WHERE a.id = ? AND (c.state <> 'void' OR EXISTS"
        " (SELECT 1 FROM appeal b JOIN appeal_answer x ON x.appeal_id = b.id AND x.outcome = 'revoked'"
        " WHERE b.case_id = a.case_id AND x.at = (SELECT at FROM case_act WHERE case_id = a.case_id"
        " AND kind = 'voided' ORDER BY id DESC LIMIT 1)))"
    )
    return bool(db.value(sql, (appeal,)))


def parties(db: Source, case: int) -> list[Row]:
    """Whom a case is about."""
    return db.all("SELECT * FROM case_party WHERE case_id = ? ORDER BY position, id", (case,))


def deciders(db: Source, case: int) -> list[Row]:
    """(by_whom, data) of what was decided in a case, and of what was amended."""
    return db.all(
        "SELECT by_whom, data FROM case_act WHERE case_id = ? AND kind IN ('decided', 'amended') ORDER BY id", (case,)
    )


def told(db: Source, case: int, party: int) -> list[Row]:
    """(kind, day) of the acts by which a party came to know of the decision, and of its amendments, in order."""
    return db.all(
        "SELECT kind, day FROM case_act WHERE case_id = ?1 AND (party_id = ?2 OR party_id IS NULL)"
        " AND kind IN ('delivered', 'refused', 'amended') ORDER BY id",
        (case, party),
    )


def counts(db: Source, group: int | None, today: str) -> tuple[int, int]:
    """(open, of these overdue)."""
    row = db.one(
        "SELECT count(*), coalesce(sum(due < ?2), 0) FROM appeal WHERE state = 'open'"
        " AND (?1 IS NULL OR group_id = ?1)",
        (group, today),
    )
    return (0, 0) if row is None else (row[0], row[1])


def waiting(db: Source, group: int | None, until: str) -> list[Row]:
    """Appeals to be answered by a day, the most urgent first."""
    return db.all(
        f"{_ROW} WHERE a.state = 'open' AND a.due <= ?2 AND (?1 IS NULL OR a.group_id = ?1) ORDER BY a.due, a.id",
        (group, until),
    )


def closing(db: Source, group: int, first: date, last: date, since: str, *, by_decision: bool) -> list[Row]:
    """Parties told of their decision in these days, with the row of their case, the newest first.

    Of issued cases decided since a stamp; not those who appealed. ``by_decision``: whatever they were told, those
    decided on or corrected by then, as many as may be.
    """
    return db.all(
        "SELECT p.id AS party, p.name AS party_name, p.sender AS party_sender, c.* FROM cases c"
        " JOIN case_party p ON p.case_id = c.id AND p.voided = ''"
        " WHERE c.group_id = ?1 AND c.decided >= ?2 AND c.state = 'issued'"
        " AND (?5 OR p.delivered BETWEEN ?3 AND ?4)"
        " AND NOT EXISTS (SELECT 1 FROM appeal a WHERE a.party_id = p.id) ORDER BY c.decided DESC, p.id",
        (group, since, first.isoformat(), last.isoformat(), by_decision),
    )


def standing(db: Source, case: int, party: int) -> list[Row]:
    """The measures decided against a party that were not lifted, ended ones among them."""
    return db.all(
        "SELECT * FROM sanction WHERE case_id = ? AND party_id = ? AND state IN ('decided', 'carried', 'ended')"
        " ORDER BY position, id",
        (case, party),
    )


def groups(db: Source) -> list[int]:
    """All groups."""
    return [row[0] for row in db.all("SELECT id FROM grp")]
