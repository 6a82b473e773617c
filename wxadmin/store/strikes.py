"""Earlier decisions about one person in one group, as the ladder counts them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

# Those of a nickname count for the person it is known to be, though the case was opened before that was known.
_MINE = (
    "SELECT id, case_id FROM case_party WHERE person_id = :person AND group_id = :group AND voided = ''"
    " UNION ALL SELECT id, case_id FROM case_party WHERE group_id = :group AND person_id IS NULL AND voided = ''"
    " AND sender <> '' AND sender IN (SELECT value FROM json_each(:senders))"
)
# By id alone SQLite would read the rows themselves, which are wide; the index has all that is asked.
_DECIDED = (
    f"({_MINE}) p CROSS JOIN cases c INDEXED BY cases_strike ON c.id = p.case_id"
    " WHERE c.state IN ('decided', 'issued') AND c.id <> :apart"
)


def count(db: Source, group: int, person: int | None, senders: Sequence[str], apart: int) -> int:
    """How many decided cases in a group stand against a person, or against nicknames nobody is known for.

    ``apart`` is a case that does not count, 0 for none.
    """
    return int(db.value(f"SELECT count(*) FROM {_DECIDED}", _who(group, person, senders, apart)))  # noqa: S608 - ours


def newest(
    db: Source, group: int, person: int | None, senders: Sequence[str], apart: int, first: int, most: int
) -> list[Row]:
    """Those decisions from the ``first`` newest on: party, subject, case, number, day, and what the row says."""
    return db.all(
        "SELECT p.id AS party_id, p.subject, c.id AS case_id, c.number, c.decided, c.category, c.measures, c.days,"  # noqa: S608 - ours
        f" c.amount FROM (SELECT p.id, c.id AS case_id, c.decided FROM {_DECIDED}"
        " ORDER BY c.decided DESC, c.id DESC LIMIT :most OFFSET :first) f"
        " JOIN case_party p ON p.id = f.id JOIN cases c ON c.id = f.case_id ORDER BY f.decided DESC, f.case_id DESC",
        {**_who(group, person, senders, apart), "first": first, "most": most},
    )


def _who(group: int, person: int | None, senders: Sequence[str], apart: int) -> Mapping[str, int | str | None]:
    names = json.dumps(list(senders), ensure_ascii=False)
    return {"group": group, "person": person, "senders": names, "apart": apart}


def infractions(db: Source, parties: Sequence[int]) -> list[Row]:
    """The acts of several parties, in order."""
    return db.all(
        "SELECT party_id, points, severity, occurred, clause_key, category FROM infraction"
        " WHERE party_id IN (SELECT value FROM json_each(?)) ORDER BY party_id, position, id",
        (json.dumps(list(parties)),),
    )


def sanctions(db: Source, parties: Sequence[int]) -> list[Row]:
    """The measures of several parties whatever their state, in order."""
    return db.all(
        "SELECT party_id, measure, days, amount, state FROM sanction"
        " WHERE party_id IN (SELECT value FROM json_each(?)) ORDER BY party_id, position, id",
        (json.dumps(list(parties)),),
    )


def messages(db: Source, cases: Sequence[int]) -> list[Row]:
    """The messages kept as evidence of several cases, with whose they are."""
    return db.all(
        "SELECT case_id, message_id, subject FROM case_evidence WHERE case_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(cases)),),
    )


def reminded(db: Source, group: int, senders: Mapping[str, str], most: int) -> list[Row]:
    """The newest entries of these senders (nickname → its sort key) that ended with a private word."""
    marks = ",".join("?" * len(senders))
    return db.all(
        "SELECT id, message_id, category, decided, at FROM v_review"  # noqa: S608 - marks alone
        f" WHERE group_id = ? AND +state = 'reminded' AND sender_key IN ({marks}) AND sender IN ({marks})"
        " ORDER BY decided DESC, id DESC LIMIT ?",
        (group, *senders.values(), *senders, most),
    )
