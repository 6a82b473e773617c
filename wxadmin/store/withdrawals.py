"""What became of messages: recalled, removed, asked back; beside what system lines of chats say of recalls."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wxadmin.store.engine import Row
from wxadmin.store.lists import ListSource, Source, by_ids

# Ids of this list: twice the id of a withdrawal, one more than twice that of an event. What a system line tells and the
# owner noted, too, is listed once.
_BOTH = (
    "(SELECT id * 2 AS id, group_id, at, how, by_whom, note, message_id FROM withdrawal UNION ALL"
    " SELECT e.id * 2 + 1, e.group_id, e.at, 'recalled', e.actor, '', 0 FROM v_event e WHERE e.kind = 'recall'"
    " AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.group_id = e.group_id AND w.how = 'recalled'"
    " AND w.by_whom = e.actor AND w.at BETWEEN e.at - 119 AND e.at + 119))"
)
LIST = ListSource(
    source=_BOTH,
    orders={"": ("at DESC",), "time": ("at",), "how": ("how", "at"), "by": ("by_whom", "at")},
    states={how: f"how = '{how}'" for how in ("recalled", "removed", "asked")},
    filters={"told": "id % 2 = 1"},
    search=(
        "NOT EXISTS (SELECT 1 FROM json_each(:terms) t WHERE instr(lower(by_whom || ' ' || note || ' ' ||"
        " coalesce((SELECT m.sender || ' ' || m.text FROM message m WHERE m.id = message_id), '')),"
        " t.value ->> 'typed') = 0)"
    ),
)


def noted(db: Source, ids: Sequence[int]) -> dict[int, Row]:
    """Withdrawals by their id, with the message's own words and times."""
    rows = by_ids(
        db,
        "SELECT w.*, coalesce(m.text, '') AS text, coalesce(m.at, 0) AS said, coalesce(m.local, '') AS local"
        " FROM withdrawal w LEFT JOIN v_message m ON m.id = w.message_id WHERE w.id IN",
        ids,
    )
    return {row["id"]: row for row in rows}


def told(db: Source, ids: Sequence[int]) -> dict[int, Row]:
    """Recalls that a system line tells, by the id of the event."""
    return {row["id"]: row for row in by_ids(db, "SELECT * FROM v_event WHERE id IN", ids)}


def of_messages(db: Source, messages: Collection[int]) -> list[Row]:
    """What became of these messages, in the order it happened."""
    marks = ",".join("?" * len(messages))
    return db.all(f"SELECT * FROM withdrawal WHERE message_id IN ({marks}) ORDER BY at, id", list(messages))  # noqa: S608
