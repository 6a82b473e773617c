"""Earlier decisions about one person in one group, as the ladder counts them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import Source, by_ids

# Those of a nickname count for the person it is known to be, though the case was opened before that was known.
_MINE = (
    "SELECT id, case_id FROM case_party WHERE person_id = :person AND group_id = :group AND voided = ''"
    " UNION ALL SELECT id, case_id FROM case_party WHERE group_id = :group AND person_id IS NULL AND voided = ''"
    " AND sender <> '' AND sender IN (SELECT value FROM json_each(:senders))"
)


def decided(db: Source, group: int, person: int | None, senders: Sequence[str], apart: int) -> list[int]:
    """The parties of decided cases in a group that are a person, or nicknames nobody is known for; newest first.

    ``apart`` is a case that does not count, 0 for none.
    """
    # By id alone SQLite would read the rows of cases themselves, which are wide; the index has all that is asked. One
    # JSON text instead of a row object each.
    found = db.value(
        "SELECT json_group_array(id) FROM (SELECT p.id FROM"  # noqa: S608 - ours
        f" ({_MINE}) p CROSS JOIN cases c INDEXED BY cases_strike ON c.id = p.case_id"
        " WHERE c.state IN ('decided', 'issued') AND c.id <> :apart ORDER BY c.decided DESC, c.id DESC)",
        {
            "group": group, "person": person, "senders": json.dumps(list(senders), ensure_ascii=False), "apart": apart,
        },
    )  # fmt: skip
    return list(json.loads(found))


def parties(db: Source, ids: Sequence[int]) -> list[Row]:
    """Those parties in that order: subject, case, number, day, and what the row of the case says."""
    return by_ids(
        db,
        "SELECT p.id, p.subject, c.id AS case_id, c.number, c.decided, c.category, c.measures, c.days, c.amount"
        " FROM case_party p JOIN cases c ON c.id = p.case_id WHERE p.id IN",
        ids,
    )


def infractions(db: Source, ids: Sequence[int]) -> list[Row]:
    """The acts of several parties, in order."""
    return db.all(
        "SELECT party_id, points, severity, occurred, clause_key, category FROM infraction"
        " WHERE party_id IN (SELECT value FROM json_each(?)) ORDER BY party_id, position, id",
        (json.dumps(list(ids)),),
    )


def sanctions(db: Source, ids: Sequence[int]) -> list[Row]:
    """The measures of several parties whatever their state, in order."""
    return db.all(
        "SELECT party_id, measure, days, amount, state FROM sanction"
        " WHERE party_id IN (SELECT value FROM json_each(?)) ORDER BY party_id, position, id",
        (json.dumps(list(ids)),),
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
