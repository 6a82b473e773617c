"""Earlier decisions about one person in one group, as the ladder counts them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from wxadmin.domain.rungs import SEVERITIES
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source

# Those of a nickname count for the person it is known to be, though the case was opened before that was known. By the
# index of nicknames: SQLite would rather read every party nobody is known for, which are wide.
_MINE = (
    "SELECT id, case_id FROM case_party WHERE person_id = :person AND group_id = :group AND voided = ''"
    " UNION ALL SELECT id, case_id FROM case_party INDEXED BY case_party_sender WHERE group_id = :group"
    " AND sender IN (SELECT value FROM json_each(:senders)) AND sender <> '' AND person_id IS NULL AND voided = ''"
)


class Acts(NamedTuple):
    """What a party did: points together, the gravest severity's place in SEVERITIES, the last day (ISO) or ``""``.

    ``categories`` are joined by commas.
    """

    points: int
    severity: int
    occurred: str
    categories: str


class Decided(NamedTuple):
    """A measure against a party, whatever its state."""

    party: int
    measure: str
    days: int
    amount: str
    state: str


class Told(NamedTuple):
    """What the row of a case says of its first party; ``measures`` is a JSON list of keys."""

    case: int
    number: str
    category: str
    measures: str
    days: int
    amount: str


def decided(
    db: Source, group: int, person: int | None, senders: Sequence[str], apart: int
) -> tuple[list[int], list[int]]:
    """The parties of decided cases in a group that are a person, or nicknames nobody is known for; newest first.

    With the case of each beside it. ``apart`` is a case that does not count, 0 for none.
    """
    # By id alone SQLite would read the rows of cases themselves, which are wide; the index has all that is asked, and
    # with + it is looked into once for each case. Two JSON texts instead of a row object each.
    found = db.one(
        "SELECT json_group_array(id), json_group_array(of_case) FROM (SELECT p.id, c.id AS of_case FROM"  # noqa: S608 - ours
        f" ({_MINE}) p CROSS JOIN cases c INDEXED BY cases_strike ON c.id = p.case_id"
        " WHERE +c.state IN ('decided', 'issued') AND c.id <> :apart ORDER BY c.decided DESC, c.id DESC, p.id)",
        {
            "group": group, "person": person, "senders": json.dumps(list(senders), ensure_ascii=False), "apart": apart,
        },
    )  # fmt: skip
    return ([], []) if found is None else (json.loads(found[0]), json.loads(found[1]))


def acts(db: Source, ids: Sequence[int]) -> dict[int, Acts]:
    """What several parties did."""
    rank = " ".join(f"WHEN '{one}' THEN {place}" for place, one in enumerate(SEVERITIES))
    columns = f"sum(points), max(CASE severity {rank} END), max(occurred), group_concat(DISTINCT category)"
    rows = _summed(db, ids, columns, "infraction i ON i.party_id")
    return {party: Acts._make(row) for party, *row in rows}


def standing(db: Source, ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """(how many measures were decided against them, which of those were not lifted, joined by commas) by party."""
    columns = "count(*), coalesce(group_concat(iif(state = 'lifted', NULL, measure)), '')"
    return {party: (count, kept) for party, count, kept in _summed(db, ids, columns, "sanction s ON s.party_id")}


def early(db: Source, ids: Sequence[int]) -> dict[int, str]:
    """The measures of parties that were ended early and by nothing else, joined by commas.

    They were right, unlike those that a correction or the answer to an appeal put others in the place of.
    """
    columns = "j.value, group_concat(s.measure)"
    source = (
        "CROSS JOIN case_act a ON a.party_id = j.value AND a.kind = 'lifted' AND a.data ->> '$.early' = 1"
        " JOIN sanction s ON s.id = a.data ->> '$.sanction' AND s.state = 'lifted'"
        " WHERE NOT EXISTS (SELECT 1 FROM case_act b WHERE b.party_id = j.value AND b.id > a.id AND (b.kind = 'amended'"
        " AND EXISTS (SELECT 1 FROM json_each(b.data, '$.changes') c WHERE c.value ->> '$.what' = '处罚措施')"
        " OR (b.kind = 'answered' AND b.data ->> '$.outcome' = 'reduced'))) GROUP BY j.value"
    )
    return dict(_every(db, ids, columns, source))


def messages(db: Source, cases: Sequence[int], subjects: Collection[bytes], senders: Sequence[str]) -> dict[int, str]:
    """The messages kept as evidence of several cases that are the person's, where none is all; joined by commas.

    The person's are those of these subjects, of nobody known those of these nicknames.
    """
    own = (
        "iif(subject = x'', sender IN (SELECT value FROM json_each(?2)),"
        " hex(subject) IN (SELECT value FROM json_each(?3)))"
    )
    columns = f"coalesce(group_concat(iif({own}, message_id, NULL)), group_concat(message_id))"
    named = json.dumps(list(senders), ensure_ascii=False), json.dumps([one.hex().upper() for one in subjects])
    return dict(_summed(db, cases, columns, "case_evidence e ON e.case_id", *named))


def _summed(db: Source, ids: Sequence[int], columns: str, table: str, *more: str) -> list[Any]:
    """A line for each id that has rows in a table."""
    return _every(db, ids, f"j.value, {columns}", f"CROSS JOIN {table} = j.value GROUP BY j.value", *more)


def sanctions(db: Source, ids: Sequence[int]) -> list[Decided]:
    """The measures of several parties whatever their state, in order."""
    columns = "s.party_id, s.measure, s.days, s.amount, s.state"
    source = "CROSS JOIN sanction s ON s.party_id = j.value ORDER BY j.key, s.position, s.id"
    return [Decided._make(one) for one in _every(db, ids, columns, source)]


def days(db: Source, cases: Sequence[int]) -> dict[int, str]:
    """When those cases were decided, as stamps."""
    source = "CROSS JOIN cases c INDEXED BY cases_strike ON c.id = j.value"
    return dict(_every(db, cases, "c.id, c.decided", source))


def told(db: Source, cases: Sequence[int]) -> dict[int, Told]:
    """What the rows of those cases say; they are wide, few should be asked for."""
    columns = "c.id, c.number, c.category, c.measures, c.days, c.amount"
    found = _every(db, cases, columns, "CROSS JOIN cases c ON c.id = j.value")
    return {one[0]: Told._make(one) for one in found}


def _every(db: Source, ids: Sequence[int], columns: str, source: str, *more: str) -> list[Any]:
    """The rows that belong to ids (``j``) as one JSON text: a row object each takes four times as long."""
    rows = f"SELECT json_array({columns}) AS one FROM json_each(?1) j {source}"  # noqa: S608 - ours
    found = db.value(f"SELECT json_group_array(json(one)) FROM ({rows})", (json.dumps(list(ids)), *more))  # noqa: S608 - ours
    return list(json.loads(found))


def reminded(db: Source, group: int, senders: Mapping[str, str], most: int) -> list[Row]:
    """The newest entries of these senders (nickname → its sort key) that ended with a private word."""
    marks = ",".join("?" * len(senders))
    return db.all(
        "SELECT id, message_id, category, decided, at FROM v_review"  # noqa: S608 - marks alone
        f" WHERE group_id = ? AND +state = 'reminded' AND sender_key IN ({marks}) AND sender IN ({marks})"
        " ORDER BY decided DESC, id DESC LIMIT ?",
        (group, *senders.values(), *senders, most),
    )
